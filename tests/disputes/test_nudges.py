"""Nudges: when, how many, only in working hours, one after downtime, none after the duty is done; the lapse prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.dispute import DutyState
from disputes.england import england
from disputes.limits import Limit, Unit, due_after, due_on
from disputes.nudges import NudgeSettings, Reminder, in_working_hours, next_reminder, reminder_at, schedule
from disputes.working_days import LONDON
from tests.disputes.cast import Play, at_stage_2, moment

STANDARD = NudgeSettings()
CALENDAR = england()


def response() -> DutyState:
    """The response to Stage 1, issued on Monday 30 March 2026 at 10:00, due on Wednesday 8 April."""
    return Play().duty("stage-1/respond")


def due_within(count: int, unit: Unit = Unit.WORKING_DAYS, issued: datetime | None = None) -> DutyState:
    """The same with another limit."""
    at = issued or moment("2026-03-30")
    due = due_after(Limit(count, unit), at, CALENDAR)
    return DutyState(replace(response().duty, issued_at=at, due=due.on, due_at=due.overdue_at))


def reminded(
    state: DutyState, sweeps: Sequence[datetime] | None = None, settings: NudgeSettings = STANDARD
) -> list[tuple[str, Reminder]]:
    """What a clock says that looks at a duty when it should, or only at certain moments."""
    said: list[tuple[str, Reminder]] = []
    looks = iter(sorted(sweeps)) if sweeps is not None else None
    while (wanted := next_reminder(state, settings, CALENDAR)) is not None:
        now = wanted if looks is None else next(looks, None)
        if now is None:
            break
        if now < wanted or in_working_hours(now, settings, CALENDAR) != now:
            continue
        what = reminder_at(state.duty, now)
        said.append((f"{now.astimezone(LONDON):%Y-%m-%d %H:%M}", what))
        state.reminded_at = now
        state.nudges += 1
        if what is Reminder.OVERDUE and state.lapsed_at is None:
            state.lapsed_at = now
    return said


def test_two_working_days_before_on_the_day_one_after_and_then_after_five_at_most_four() -> None:
    assert reminded(response()) == [
        ("2026-04-02 09:00", Reminder.AHEAD),  # Tuesday the 7th is one, Thursday the 2nd is two working days before
        ("2026-04-08 09:00", Reminder.TODAY),
        ("2026-04-09 09:00", Reminder.OVERDUE),
        ("2026-04-16 09:00", Reminder.OVERDUE),
    ]


@pytest.mark.parametrize(
    ("at_most", "days"),
    [
        (1, ["2026-04-09"]),
        (2, ["2026-04-08", "2026-04-09"]),
        (3, ["2026-04-02", "2026-04-08", "2026-04-09"]),
        (6, ["2026-04-02", "2026-04-08", "2026-04-09", "2026-04-16", "2026-04-23", "2026-04-30"]),
    ],
)
def test_a_council_sets_how_many(at_most: int, days: list[str]) -> None:
    said = reminded(response(), settings=replace(STANDARD, at_most=at_most))
    assert [when[:10] for when, _ in said] == days
    assert Reminder.OVERDUE in [what for _, what in said], "the prompt that a limit has passed is never saved"


@pytest.mark.parametrize(("days", "first"), [(1, "2026-03-31"), (2, "2026-04-01"), (3, "2026-03-31")])
def test_a_short_limit_has_no_reminder_on_the_day_of_issue(days: int, first: str) -> None:
    assert reminded(due_within(days))[0][0][:10] == first


def test_a_duty_without_a_limit_is_never_nudged() -> None:
    note = Play().duty("stage-1/note-issued")
    assert schedule(note.duty, STANDARD, CALENDAR) == []
    assert next_reminder(note, STANDARD, CALENDAR) is None


def test_X3_the_first_reminder_after_the_limit_is_the_prompt_and_comes_within_working_hours() -> None:
    state = response()
    state.reminded_at = moment("2026-04-08", "09:00")
    assert next_reminder(state, STANDARD, CALENDAR) == moment("2026-04-09", "09:00")
    assert reminder_at(state.duty, moment("2026-04-09", "09:00")) is Reminder.OVERDUE
    assert reminder_at(state.duty, moment("2026-04-08", "23:59")) is Reminder.TODAY


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-04-08 09:00", "2026-04-08 09:00"),
        ("2026-04-08 16:29", "2026-04-08 16:29"),
        ("2026-04-08 16:30", "2026-04-09 09:00"),
        ("2026-04-08 08:59", "2026-04-08 09:00"),
        ("2026-04-02 17:00", "2026-04-07 09:00"),  # the evening before Good Friday
        ("2026-04-04 12:00", "2026-04-07 09:00"),  # Easter Saturday
        ("2026-03-28 23:00", "2026-03-30 09:00"),  # the clocks change that night; nine is nine
        ("2026-10-24 23:00", "2026-10-26 09:00"),
    ],
)
def test_quiet_hours_defer_to_the_next_opening(now: str, expected: str) -> None:
    deferred = in_working_hours(moment(*now.split()), STANDARD, CALENDAR)
    assert f"{deferred.astimezone(LONDON):%Y-%m-%d %H:%M}" == expected


def test_after_downtime_one_reminder_catches_up_and_the_schedule_goes_on() -> None:
    back = moment("2026-04-10", "11:00")
    sweeps = [moment("2026-04-02", "09:00"), back, *(back + timedelta(hours=n) for n in range(1, 24 * 30))]
    assert reminded(response(), sweeps) == [
        ("2026-04-02 09:00", Reminder.AHEAD),
        ("2026-04-10 11:00", Reminder.OVERDUE),
        ("2026-04-16 09:00", Reminder.OVERDUE),
    ]


def test_after_downtime_that_ends_at_night_the_one_reminder_waits_for_the_morning() -> None:
    back = moment("2026-04-11", "03:00")
    sweeps = [back + timedelta(hours=n) for n in range(72)]
    assert reminded(response(), sweeps) == [("2026-04-13 09:00", Reminder.OVERDUE)]


def test_a_reminder_that_was_missed_before_the_due_date_is_caught_up_once() -> None:
    back = moment("2026-04-07", "14:00")
    sweeps = [back + timedelta(hours=n) for n in range(30)]
    assert reminded(response(), sweeps) == [
        ("2026-04-07 14:00", Reminder.AHEAD),
        ("2026-04-08 09:00", Reminder.TODAY),
    ]


def test_never_after_the_duty_is_done() -> None:
    play = Play()
    state = play.duty("stage-1/respond")
    assert next_reminder(state, STANDARD, CALENDAR)
    play.on("2026-04-08").does("TM", "respond", actions="completed")
    assert next_reminder(state, STANDARD, CALENDAR) is None
    ended = at_stage_2().duty("stage-1/respond")
    assert next_reminder(ended, STANDARD, CALENDAR) is None, "nor after its stage has ended"


def test_no_more_than_the_most_also_when_a_new_closure_moves_the_schedule() -> None:
    state = response()
    assert len(reminded(state)) == 4
    later = england((date(2026, 4, 15), date(2026, 4, 16)))
    assert schedule(state.duty, STANDARD, later)[-1].at == moment("2026-04-20", "09:00")
    assert next_reminder(state, STANDARD, later) is None


def test_B13_an_acknowledgement_or_a_partial_answer_ends_no_reminder() -> None:
    play = Play().on("2026-03-31").does("TM", "acknowledge").does("TM", "respond", actions="partly")
    assert len(reminded(play.duty("stage-1/respond"))) == 4


def test_BA4_the_chair_is_nudged_when_a_meeting_passes_with_nothing_recorded() -> None:
    play = at_stage_2().on("2026-04-13").does("FSM", "confirm-meeting", meeting_on="2026-04-22")
    state = play.duty("stage-2/hold-meeting")
    assert reminded(state) == [
        ("2026-04-20 09:00", Reminder.AHEAD),
        ("2026-04-22 09:00", Reminder.TODAY),
        ("2026-04-23 09:00", Reminder.OVERDUE),
        ("2026-04-30 09:00", Reminder.OVERDUE),
    ]
    assert state.duty.owners == ("FIRO-TM",)


def test_what_is_due_on_a_sunday_is_said_on_the_friday() -> None:
    due = due_on(date(2026, 4, 26))
    state = DutyState(replace(response().duty, due=due.on, due_at=due.overdue_at))
    assert [when for when, _ in reminded(state)][:3] == ["2026-04-22 09:00", "2026-04-24 09:00", "2026-04-27 09:00"]


MOMENTS = st.integers(0, 60 * 24 * 150).map(lambda minutes: moment("2026-03-30") + timedelta(minutes=minutes))


@given(
    st.integers(1, 30),
    st.sampled_from(Unit),
    MOMENTS,
    st.lists(MOMENTS, max_size=60),
    st.integers(1, 6),
)
def test_whenever_the_clock_looks_nudges_keep_to_their_hours_and_their_number(
    count: int, unit: Unit, issued: datetime, sweeps: list[datetime], at_most: int
) -> None:
    settings = replace(STANDARD, at_most=at_most)
    state = due_within(count, unit, issued)
    after = [look for look in sweeps if look >= issued]
    said = reminded(state, after, settings)
    assert len(said) <= max(at_most, 1)
    for when, _ in said:
        day, clock = when.split()
        assert CALENDAR.is_working_day(date.fromisoformat(day))
        assert "09:00" <= clock < "16:30"
    order = list(Reminder)
    ranks = [order.index(what) for _, what in said]
    assert ranks == sorted(ranks), "never ahead again once it is overdue"


@given(st.integers(1, 30), st.sampled_from(Unit), MOMENTS)
def test_X3_a_duty_that_nobody_does_always_ends_in_a_prompt(count: int, unit: Unit, issued: datetime) -> None:
    state = due_within(count, unit, issued)
    said = reminded(state)
    assert said[-1][1] is Reminder.OVERDUE
    assert state.lapsed_at
    assert state.duty.due_at
    assert state.lapsed_at >= state.duty.due_at
