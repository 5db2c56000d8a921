"""`drp timeline` and `drp due`: dates that a person worked out by hand, and mistakes answered plainly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.conftest import Run

RAISED = ("timeline", "bradford-firo", "--raised", "2026-03-30")


def test_timeline_gives_the_whole_ladder_as_json(drp: Run) -> None:
    ran = drp(*RAISED, "--handoff", "next-working-day", "--json")
    assert ran.status == 0
    assert json.loads(ran.out) == {
        "protocol": "bradford-firo",
        "stages": [
            {
                "id": "stage-1",
                "title": "Stage 1",
                "kind": "formal",
                "raised_by": "Foster Carer Reviewing Officer",
                "to": ["Fostering Team Manager"],
                "copies": [],
                "opens": "2026-03-30",
                "due": "2026-04-08",
                "owes": "respond",
            },
            {
                "id": "stage-2",
                "title": "Stage 2",
                "kind": "formal",
                "raised_by": "Foster Carer Reviewing Officer",
                "to": ["Fostering Service Manager"],
                "copies": ["Supervising Social Worker", "Fostering Team Manager"],
                "opens": "2026-04-09",
                "due": "2026-04-16",
                "owes": "confirm a meeting date",
            },
            {
                "id": "stage-3",
                "title": "Stage 3",
                "kind": "formal",
                "raised_by": "Foster Carer Reviewing Officer",
                "to": ["Head of Service (Fostering)"],
                "copies": ["Fostering Service Manager", "Supervising Social Worker", "Fostering Team Manager"],
                "opens": "2026-04-17",
                "due": "2026-04-24",
                "owes": "confirm a meeting date",
            },
        ],
        "marker": "2026-04-29",
    }


def dates(drp: Run, *words: str) -> list[str]:
    found: dict[str, Any] = json.loads(drp(*words, "--json").out)
    return [f"{stage['id']} {stage['opens']} {stage['due']}" for stage in found["stages"]] + [str(found["marker"])]


def test_timeline_with_the_same_day(drp: Run) -> None:
    assert dates(drp, *RAISED, "--handoff", "same-day") == [
        "stage-1 2026-03-30 2026-04-08",
        "stage-2 2026-04-08 2026-04-15",
        "stage-3 2026-04-15 2026-04-22",
        "2026-04-29",
    ]


def test_timeline_with_closure_days(drp: Run) -> None:
    closed = [word for day in ("2026-12-29", "2026-12-30", "2026-12-31") for word in ("--closed", day)]
    assert dates(drp, "timeline", "bradford-firo", "--raised", "2026-12-18", *closed) == [
        "stage-1 2026-12-18 2027-01-04",
        "stage-2 2027-01-05 2027-01-12",
        "stage-3 2027-01-13 2027-01-20",
        "2027-01-25",
    ]


def test_timeline_from_a_stage_of_ones_own_choice(drp: Run) -> None:
    assert dates(drp, *RAISED, "--stage", "stage-3") == ["stage-3 2026-03-30 2026-04-08", "2026-04-29"]
    assert dates(drp, *RAISED, "--stage", "informal") == [
        "informal 2026-03-30 None", "stage-1 None None", "stage-2 None None", "stage-3 None None", "None",
    ]  # fmt: skip


def test_timeline_in_words(drp: Run) -> None:
    said = drp(*RAISED).out.splitlines()
    assert said[0] == "Stage 1: opens Monday 30 March 2026, due Wednesday 8 April 2026"
    assert said[1] == "  to Fostering Team Manager; no copies; owes: respond"
    assert said[-1] == "20-working-day marker: Wednesday 29 April 2026"
    assert "no limit in the protocol" in drp(*RAISED, "--stage", "informal").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", "2026-04-02", "5"), "2026-04-13"),
        (("due", "2026-04-02", "5", "--unit", "working-days"), "2026-04-13"),
        (("due", "2026-04-02", "5", "--closed", "2026-04-07"), "2026-04-14"),
        (("due", "2026-04-02T23:59", "5"), "2026-04-13"),
        (("due", "2026-04-04", "5"), "2026-04-13"),
        (("due", "2026-04-02", "0"), "2026-04-02"),
        (("due", "2026-04-01T23:30:00+00:00", "5"), "2026-04-13"),
        (("due", "2026-04-02", "28", "--unit", "calendar-days"), "2026-04-30"),
        (("due", "2026-03-28T12:00:00+00:00", "24", "--unit", "hours"), "2026-03-29T13:00:00+01:00"),
        (("due", "2026-10-24T12:00:00+01:00", "24", "--unit", "hours"), "2026-10-25T11:00:00+00:00"),
        (("due", "2026-06-01T15:00", "24", "--unit", "hours"), "2026-06-02T15:00:00+01:00"),
    ],
)
def test_due(drp: Run, words: tuple[str, ...], said: str) -> None:
    ran = drp(*words)
    assert (ran.status, ran.out) == (0, f"{said}\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", "02/04/2026", "5"), "isn't a date like 2026-04-08"),
        (("due", "2026-04-02", "-5"), "No such option"),
        (("due", "2026-04-02", "--", "-5"), "-5 is not in the range"),
        (("due", "2026-04-02", "five"), "not a valid integer"),
        (("due", "2026-04-02", "5", "--unit", "moons"), "'moons' is not one of"),
        (("due", "2050-04-02", "5"), "Bank holidays are known here from 2012 to 2045"),
        (("due", "2026-04-02", "99999999", "--unit", "calendar-days"), "beyond every calendar"),
        (("due", "2026-04-02T10:00", "999999999", "--unit", "hours"), "beyond every calendar"),
        (("timeline", "bradford-firo", "--raised", "30 March"), "isn't a date like 2026-04-08"),
        (("timeline", "bradford-firo"), "Missing option '--raised'"),
        (("timeline", "bradfrod", "--raised", "2026-03-30"), "There is no protocol bradfrod. There are: "),
        ((*RAISED, "--stage", "stage-4"), "Choose one of: informal, stage-1, stage-2, stage-3"),
        ((*RAISED, "--handoff", "someday"), "'someday' is not one of"),
        ((*RAISED, "--closed", "Easter"), "isn't a date like 2026-04-08"),
    ],
)
def test_a_mistake_is_answered_plainly_on_the_error_stream(drp: Run, words: tuple[str, ...], said: str) -> None:
    ran = drp(*words)
    assert ran.status in (1, 2)
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""
