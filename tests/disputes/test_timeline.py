"""What-if timelines and the 20-working-day marker, against dates worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from disputes.england import england
from disputes.marker import marker_of
from disputes.refusals import Refusal
from disputes.timeline import Handoff, timeline
from tests.disputes.cast import MONDAY, Play, bradford

CHRISTMAS_CLOSURE = (date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31))


def dates(raised: date, handoff: Handoff, closures: tuple[date, ...] = (), stage: str | None = None) -> list[str]:
    found = timeline(bradford(), england(closures), raised, handoff, stage)
    return [f"{step.id} {step.opens} {step.due}" for step in found.stages] + [f"marker {found.marker}"]


def test_B12_B18_B26_over_easter_with_the_next_working_day() -> None:
    # 31 Mar, 1, 2, 7, 8 Apr | 10, 13, 14, 15, 16 | 20, 21, 22, 23, 24
    assert dates(MONDAY, Handoff.NEXT_WORKING_DAY) == [
        "stage-1 2026-03-30 2026-04-08",
        "stage-2 2026-04-09 2026-04-16",
        "stage-3 2026-04-17 2026-04-24",
        "marker 2026-04-29",
    ]


def test_B12_B18_B26_over_easter_with_no_gap() -> None:
    # 31 Mar, 1, 2, 7, 8 Apr | 9, 10, 13, 14, 15 | 16, 17, 20, 21, 22
    assert dates(MONDAY, Handoff.SAME_DAY) == [
        "stage-1 2026-03-30 2026-04-08",
        "stage-2 2026-04-08 2026-04-15",
        "stage-3 2026-04-15 2026-04-22",
        "marker 2026-04-29",
    ]


def test_X2_over_easter_with_the_thursday_closed() -> None:
    # 31 Mar, 1, 7, 8, 9 Apr | 13, 14, 15, 16, 17 | 21, 22, 23, 24, 27; the marker a day later, too
    assert dates(MONDAY, Handoff.NEXT_WORKING_DAY, (date(2026, 4, 2),)) == [
        "stage-1 2026-03-30 2026-04-09",
        "stage-2 2026-04-10 2026-04-17",
        "stage-3 2026-04-20 2026-04-27",
        "marker 2026-04-30",
    ]


def test_X2_over_christmas_with_the_council_closed_to_the_new_year() -> None:
    # 21, 22, 23, 24 Dec, 4 Jan | 6, 7, 8, 11, 12 | 14, 15, 18, 19, 20; holidays on 25 and 28 December and 1 January
    assert dates(date(2026, 12, 18), Handoff.NEXT_WORKING_DAY, CHRISTMAS_CLOSURE) == [
        "stage-1 2026-12-18 2027-01-04",
        "stage-2 2027-01-05 2027-01-12",
        "stage-3 2027-01-13 2027-01-20",
        "marker 2027-01-25",
    ]


def test_a_ladder_can_begin_further_up_and_the_marker_with_it() -> None:
    assert dates(MONDAY, Handoff.NEXT_WORKING_DAY, stage="stage-2") == [
        "stage-2 2026-03-30 2026-04-08",
        "stage-3 2026-04-09 2026-04-16",
        "marker 2026-04-29",
    ]


def test_a_ladder_from_a_stage_without_a_limit_has_no_dates_after_it() -> None:
    assert dates(MONDAY, Handoff.NEXT_WORKING_DAY, stage="informal") == [
        "informal 2026-03-30 None",
        "stage-1 None None",
        "stage-2 None None",
        "stage-3 None None",
        "marker None",
    ]


def test_each_step_says_who_gets_it_and_what_they_owe() -> None:
    first, second, third = timeline(bradford(), england(), MONDAY).stages
    assert (first.raised_by, first.to, first.copies, first.owes) == (
        "Foster Carer Reviewing Officer",
        ("Fostering Team Manager",),
        (),
        "respond",
    )
    assert second.to == ("Fostering Service Manager",)
    assert second.copies == ("Supervising Social Worker", "Fostering Team Manager")
    assert third.to == ("Head of Service (Fostering)",)
    assert third.copies == ("Fostering Service Manager", "Supervising Social Worker", "Fostering Team Manager")
    assert second.owes == third.owes == "confirm a meeting date"


def test_an_unknown_stage_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refusal, match="informal, stage-1, stage-2, stage-3"):
        timeline(bradford(), england(), MONDAY, from_stage="stage-4")


def test_a_protocol_without_any_limit_asks_where_to_begin() -> None:
    stages = tuple(replace(stage, duties=()) for stage in bradford().stages)
    with pytest.raises(Refusal, match="Name the stage"):
        timeline(replace(bradford(), stages=stages), england(), MONDAY)


@pytest.mark.parametrize(
    ("handoff", "reasons"), [(Handoff.NEXT_WORKING_DAY, "silence"), (Handoff.SAME_DAY, "dissatisfaction")]
)
def test_what_happens_falls_on_the_dates_that_were_foretold(handoff: Handoff, reasons: str) -> None:
    foretold = timeline(bradford(), england(), MONDAY, handoff).stages
    play = Play()
    for step in foretold[1:]:
        assert step.opens
        if handoff is Handoff.SAME_DAY:
            play.on(step.opens, "09:00")
            if play.stage == "stage-1":
                play.does("TM", "respond", actions="not-yet")
            else:
                play.does("FIRO", "record-meeting")
        play.on(step.opens, "15:00").does("FIRO", "escalate", step.id, reasons=reasons)
    happened = [(visit.stage, visit.opened_at.date()) for visit in play.dispute.visits]
    assert happened == [(step.id, step.opens) for step in foretold]
    clocks = [play.dispute.clock(step.id) for step in foretold]
    assert [clock.duty.due for clock in clocks if clock] == [step.due for step in foretold]


def test_the_marker_counts_from_the_first_formal_stage_and_moves_with_none() -> None:
    play = Play(stage="informal", tried="")
    assert marker_of(play.dispute, play.protocol, play.calendar) is None
    play.on("2026-04-07").does("FIRO", "escalate", "stage-1")
    assert marker_of(play.dispute, play.protocol, play.calendar) == date(2026, 5, 6)
    play.on("2026-04-15").does("FIRO", "escalate", "stage-2", reasons="silence")
    assert marker_of(play.dispute, play.protocol, play.calendar) == date(2026, 5, 6)


def test_a_first_due_date_that_is_known_moves_everything_after_it() -> None:
    agreed = timeline(bradford(), england(), MONDAY, from_stage="stage-1", first_due=date(2026, 4, 10))
    assert [(step.opens, step.due) for step in agreed.stages] == [
        (MONDAY, date(2026, 4, 10)),
        (date(2026, 4, 13), date(2026, 4, 20)),
        (date(2026, 4, 21), date(2026, 4, 28)),
    ]
    assert agreed.marker == date(2026, 4, 29), "the marker counts from the opening, whatever was agreed"
