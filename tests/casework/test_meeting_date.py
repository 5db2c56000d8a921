"""The date of a meeting in a reply, as people in England write it: one that may still come, or none at all."""

from __future__ import annotations

from datetime import date

import pytest

from casework.reply_choice import meeting_date

WRITTEN_ON = date(2026, 4, 9)


@pytest.mark.parametrize(
    "said",
    [
        "I confirm Wednesday 15 April 2026 at 10.30.",
        "15th April works.",
        "The 15th of April, 2 pm, room 4.",
        "15/04/2026",
        "15/4/26 it is",
        "15.4.2026 please",
        "15-04-2026",
        "2026-04-15",
        "On 15 Apr., i.e. Wednesday 15/4/2026.",
        "Further to our call on 27 March, I confirm 15 April.",
        "As agreed on 27/03/2026: 15 April, 2026",
        "15 april 2026, 15 APRIL",
    ],
)
def test_B18_one_date_in_any_british_notation_is_read(said: str) -> None:
    assert meeting_date(said, WRITTEN_ON) == date(2026, 4, 15)


def test_the_day_comes_before_the_month() -> None:
    assert meeting_date("3/5/2026", WRITTEN_ON) == date(2026, 5, 3)


def test_today_may_be_the_day() -> None:
    assert meeting_date("9 April", WRITTEN_ON) == WRITTEN_ON


@pytest.mark.parametrize(
    "said",
    [
        "Either 15 April or 16 April.",
        "Next Wednesday.",
        "I was at the training on 27 March.",
        "As agreed on 27/03/2026.",
        "31 April 2026",
        "4/15/2026",
        "29 February 2027",
        "2 more days, please; 10 marbles",
        "",
    ],
)
def test_B18_no_clear_date_ahead_is_no_date(said: str) -> None:
    assert meeting_date(said, WRITTEN_ON) is None


@pytest.mark.parametrize(
    ("said", "written_on", "day"),
    [
        ("8 January", date(2026, 12, 14), date(2027, 1, 8)),
        ("8 January", date(2027, 1, 4), date(2027, 1, 8)),
        ("29 February", date(2028, 2, 1), date(2028, 2, 29)),
        ("31 December", date(2026, 12, 14), date(2026, 12, 31)),
    ],
)
def test_a_day_without_a_year_is_the_next_one_that_people_would_mean(said: str, written_on: date, day: date) -> None:
    assert meeting_date(said, written_on) == day
