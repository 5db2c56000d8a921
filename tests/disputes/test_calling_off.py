"""Meetings in people's calendars: when in the day they are, how they change, and when they are called off."""

from __future__ import annotations

from datetime import time

import pytest

from disputes.meeting_history import arranged
from disputes.meeting_times import times_in
from disputes.notices import NoticeKind
from tests.disputes.cast import Play, at_stage_2, bradford, roles

PLACE = "10:30 to 11:30, Room 4"


def confirmed(arrangements: str = PLACE) -> Play:
    """The Stage 2 meeting is to be on Wednesday 22 April 2026."""
    play = at_stage_2().on("2026-04-13")
    return play.does("FSM", "confirm-meeting", meeting_on="2026-04-22", arrangements=arrangements)


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("10:30 to 11:30, Room 4", "10:30", "11:30"),
        ("10.30–12, Civic Centre, floor 2", "10:30", "12:00"),
        ("Teams, 2pm", "14:00", None),
        ("from 2 to 3.30pm", "14:00", "15:30"),
        ("11am - 1 pm", "11:00", "13:00"),
        ("11 to 1pm", "11:00", "13:00"),
        ("at 2:15 in Room 12", "14:15", None),
        ("09:00", "09:00", None),
        ("12 noon in the hall", "12:00", None),
        ("15:00 to 14:00", "15:00", None),
    ],
)
def test_the_time_of_a_meeting_is_read_as_people_write_it(words: str, begins: str, ends: str | None) -> None:
    assert times_in(words) == (time.fromisoformat(begins), time.fromisoformat(ends) if ends else None)


@pytest.mark.parametrize(
    "words", ["", "Room 4", "Floor 2, Room 12", "10:30 or 14:00", "25:00", "10:75", "on 3/4/26", "1.2.3", "22.04.2026"]
)
def test_where_no_one_time_is_written_none_is_made_up(words: str) -> None:
    assert times_in(words) is None


def test_whoever_sets_the_date_gets_a_copy_for_their_own_calendar_if_they_attend() -> None:
    notice = confirmed().notice(NoticeKind.MEETING_CONFIRMED)
    assert roles(notice.to) == ["FIRO-TM", "FIRO", "TM"]
    assert [(a.role, a.rule) for a in notice.copies] == [("FSM", "B20")]


def test_a_meeting_keeps_its_number_through_every_change_and_says_what_was_before() -> None:
    play = confirmed()
    first = arranged(play.entries, play.entries[-1])
    play.on("2026-04-20").does(
        "FIRO-TM", "rearrange-meeting", meeting_on="2026-05-06", reason="Illness.", arrangements=""
    )
    second = arranged(play.entries, play.entries[-1])
    assert first
    assert second
    assert (first.number, first.revision, str(first.on), first.before) == (2 + 1, 0, "2026-04-22", None)
    assert (second.number, second.revision) == (first.number, 1)
    assert (str(second.on), str(second.before), second.words) == ("2026-05-06", "2026-04-22", PLACE)
    assert second.times == (time(10, 30), time(11, 30))
    assert arranged(play.entries, play.entries[first.number - 1]) == first, "an earlier letter still says what it said"


def test_BA4_a_meeting_that_is_called_off_leaves_its_date_owed_as_before_with_the_old_limit() -> None:
    play = confirmed().on("2026-04-15").does("FSM", "call-off-meeting", reason="Half of us are ill.")
    assert play.dispute.visit.meeting_on is None
    assert not play.duty("stage-2/hold-meeting").open
    owed = play.duty("stage-2/confirm-meeting#2")
    assert owed.open
    assert owed.duty.due == play.duty("stage-2/confirm-meeting").duty.due
    notice = play.notice(NoticeKind.MEETING_CALLED_OFF)
    assert (roles(notice.to), roles(notice.copies)) == (["FIRO-TM", "FIRO", "TM"], ["FSM"])
    off = arranged(play.entries, play.entries[-1])
    assert off
    assert (off.called_off, off.revision, str(off.on)) == (True, 1, "2026-04-22")
    play.does("FSM", "confirm-meeting", "stage-2/confirm-meeting#2", meeting_on="2026-05-06")
    again = arranged(play.entries, play.entries[-1])
    assert again
    assert again.number > off.number, "another meeting, which nobody's calendar takes for the one that is off"
    assert again.revision == 0


def test_X4_after_calling_off_past_the_limit_there_is_silence_again() -> None:
    play = confirmed().on("2026-04-21").does("FIRO-TM", "call-off-meeting", reason="Ill.")
    play.does("FIRO", "escalate", reasons="silence")
    assert play.stage == "stage-3"


@pytest.mark.parametrize(
    ("move", "values"),
    [("resolve", {}), ("withdraw", {}), ("enter-higher", {"stage_reason": "It can't wait."})],
)
def test_a_meeting_still_to_come_is_called_off_with_its_stage_and_everybody_invited_is_told(
    move: str, values: dict[str, str]
) -> None:
    play = confirmed().does("FIRO", move, at=None, **values)
    notice = play.notice(NoticeKind.MEETING_CALLED_OFF)
    assert roles(notice.to) == ["FIRO-TM", "FSM", "TM"]
    assert roles(notice.copies) == ["FIRO"]
    off = arranged(play.entries, play.entries[-1])
    assert off
    assert off.called_off


@pytest.mark.parametrize(
    ("arrangements", "clock", "told"), [(PLACE, "09:00", True), (PLACE, "12:00", False), ("Room 4", "09:00", False)]
)
def test_a_meeting_of_today_is_only_called_off_while_it_surely_lies_ahead(
    arrangements: str, clock: str, told: bool
) -> None:
    play = confirmed(arrangements).on("2026-04-22", clock).does("FIRO", "resolve")
    assert any(notice.kind is NoticeKind.MEETING_CALLED_OFF for notice in play.notices) is told


def test_a_meeting_that_was_held_is_not_called_off() -> None:
    play = confirmed().on("2026-04-22", "14:00").does("FIRO-TM", "record-meeting", held_on="2026-04-22")
    play.does("FIRO", "resolve")
    assert all(notice.kind is not NoticeKind.MEETING_CALLED_OFF for notice in play.notices)


@pytest.mark.parametrize("role", ["SSW", "TM", "HoS", "SRSM"])
def test_only_chair_addressee_and_officer_call_it_off(role: str) -> None:
    assert confirmed().refuses(role, "call-off-meeting", "stage-2/hold-meeting").name == "not-yours"


def test_B39_no_step_of_bradfords_has_a_referral_cover() -> None:
    assert not any(step.sends_forms or step.channel for step in bradford().outside)
