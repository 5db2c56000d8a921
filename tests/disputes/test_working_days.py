"""Working days and due dates, against what GOV.UK published and against a walk from day to day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.england import FIRST_YEAR, LAST_YEAR, calendar_for, england
from disputes.limits import Limit, Unit, due_after, hours_after
from disputes.refusals import Refusal
from disputes.working_days import LONDON, WorkingCalendar, london_date, long_date, overdue_from
from tests.disputes.cast import moment

# As GOV.UK lists them for England and Wales, special days and substitutes included.
BANK_HOLIDAYS = {
    2020: ["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"],
    2021: ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2022: ["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"],
    2023: ["01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"],
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    2027: ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
}
FIVE_DAYS = Limit(5, Unit.WORKING_DAYS)
CLOSURES = (date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31))


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_X2_bank_holidays_are_those_of_england_and_wales(year: int) -> None:
    published = {date.fromisoformat(f"{year}-{day}") for day in BANK_HOLIDAYS[year]}
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    weekdays = [day for day in days if day.year == year and day.weekday() < 5]
    assert {day for day in weekdays if not england().is_working_day(day)} == published


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-01-02", "a bank holiday in Scotland only"),
        ("2026-11-30", "St Andrew's Day, Scotland only"),
        ("2026-03-17", "St Patrick's Day, Northern Ireland only"),
        ("2026-07-13", "the Battle of the Boyne, Northern Ireland only"),
        ("2022-05-30", "the spring bank holiday was moved to June"),
        ("2020-05-04", "the early May bank holiday was moved to the 8th"),
    ],
)
def test_X2_other_nations_holidays_and_moved_ones_are_working_days(day: str, why: str) -> None:
    assert england().is_working_day(date.fromisoformat(day)), why


def test_X2_a_council_closure_does_not_count_where_the_protocol_counts_closures_out() -> None:
    friday = date(2026, 12, 18)
    assert calendar_for("council", CLOSURES).add(friday, 5) == date(2027, 1, 4)
    assert calendar_for("statutory", CLOSURES).add(friday, 5) == date(2026, 12, 29)


def test_X2_a_calendar_that_nobody_knows_is_refused_rather_than_taken_for_another() -> None:
    with pytest.raises(ValueError, match="lunar"):
        calendar_for("lunar", ())


@pytest.mark.parametrize(
    ("issued", "due"),
    [
        ("2026-03-30T10:00", "2026-04-08"),  # over Good Friday and Easter Monday
        ("2026-03-30T23:59", "2026-04-08"),  # the hour makes no difference
        ("2026-03-30T00:00", "2026-04-08"),
        ("2026-03-28T12:00", "2026-04-07"),  # a Saturday is day 0 like any other day
        ("2026-03-29T23:59", "2026-04-07"),  # and so is a Sunday, on which the clocks change
        ("2026-04-03T09:00", "2026-04-13"),  # and a bank holiday
        ("2026-08-28T16:00", "2026-09-07"),  # over the August bank holiday
    ],
)
def test_X1_due_on_the_fifth_working_day_after_the_day_of_issue(issued: str, due: str) -> None:
    at = datetime.fromisoformat(issued).replace(tzinfo=LONDON)
    assert due_after(FIVE_DAYS, at, england()).on.isoformat() == due


def test_X1_the_date_of_issue_is_londons_not_utcs() -> None:
    late_on_monday_in_utc = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # 00:30 on Tuesday in London
    assert london_date(late_on_monday_in_utc) == date(2026, 6, 2)
    assert due_after(FIVE_DAYS, late_on_monday_in_utc, england()).on == date(2026, 6, 9)
    in_winter = datetime(2026, 1, 12, 23, 30, tzinfo=UTC)  # still Monday in London
    assert due_after(FIVE_DAYS, in_winter, england()).on == date(2026, 1, 19)


def test_X1_due_all_day_and_overdue_at_midnight_in_london() -> None:
    due = due_after(FIVE_DAYS, moment("2026-03-30"), england())
    assert due.overdue_at == datetime(2026, 4, 8, 23, 0, tzinfo=UTC), "midnight in British Summer Time"
    in_winter = due_after(FIVE_DAYS, moment("2026-01-12"), england())
    assert in_winter.overdue_at == datetime(2026, 1, 20, 0, 0, tzinfo=UTC)
    spring_forward = overdue_from(date(2026, 3, 29)).astimezone(UTC) - overdue_from(date(2026, 3, 28)).astimezone(UTC)
    assert spring_forward == timedelta(hours=23), "that day has 23 hours, and all of them count"


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ("2026-03-28T12:00:00+00:00", "2026-03-29T13:00:00+01:00"),  # an hour is lost that night
        ("2026-10-24T12:00:00+01:00", "2026-10-25T11:00:00+00:00"),  # an hour is gained that night
        ("2026-06-01T12:00:00+01:00", "2026-06-02T12:00:00+01:00"),
    ],
)
def test_hours_are_elapsed_hours_across_the_clock_changes(issued: str, expected: str) -> None:
    later = hours_after(datetime.fromisoformat(issued), 24)
    assert later.isoformat() == expected
    due = due_after(Limit(24, Unit.HOURS), datetime.fromisoformat(issued), england())
    assert (due.overdue_at, due.on) == (later, later.date())


def test_calendar_days_count_every_day() -> None:
    assert due_after(Limit(28, Unit.CALENDAR_DAYS), moment("2026-03-30"), england()).on == date(2026, 4, 27)


@pytest.mark.parametrize("unit", Unit)
def test_a_limit_beyond_all_calendars_is_refused(unit: Unit) -> None:
    with pytest.raises(Refusal) as refused:
        due_after(Limit(100_000_000, unit), moment("2026-03-30"), england())
    assert refused.value.next_step


@pytest.mark.parametrize(
    "day", [date(FIRST_YEAR - 1, 12, 31), date(LAST_YEAR + 1, 1, 1), date(2101, 1, 4), date(1999, 5, 5)]
)
def test_X2_days_whose_holidays_are_not_known_are_refused(day: date) -> None:
    for ask in (england().is_working_day, england().next_working_day, england().on_or_before):
        with pytest.raises(Refusal) as refused:
            ask(day)
        assert refused.value.name == "outside-calendar"
        assert refused.value.rules == ("X2",)
        assert str(day) in refused.value.text


def test_X2_a_limit_that_runs_out_of_known_years_is_refused() -> None:
    last = date(LAST_YEAR, 12, 29)
    with pytest.raises(Refusal, match=f"to {LAST_YEAR}"):
        england().add(last, 5)
    with pytest.raises(Refusal, match=f"from {FIRST_YEAR}"):
        england().subtract(date(FIRST_YEAR, 1, 4), 5)


def test_X7_the_explanation_names_each_day_counted_and_each_day_skipped() -> None:
    told = england((date(2026, 4, 2),)).explain(date(2026, 3, 30), 5)
    assert [day.isoformat() for day in told.counted] == [
        "2026-03-31", "2026-04-01", "2026-04-07", "2026-04-08", "2026-04-09",
    ]  # fmt: skip
    assert [(day.on.isoformat(), day.reason) for day in told.skipped] == [
        ("2026-04-02", "council closure"),
        ("2026-04-03", "Good Friday"),
        ("2026-04-04", "Saturday"),
        ("2026-04-05", "Sunday"),
        ("2026-04-06", "Easter Monday"),
    ]
    assert (told.issued, told.due) == (date(2026, 3, 30), date(2026, 4, 9))


def test_dates_are_written_as_people_read_them() -> None:
    assert long_date(date(2026, 4, 8)) == "Wednesday 8 April 2026"


# The same by walking from day to day.

DAYS = st.dates(date(2013, 1, 1), date(2040, 12, 31))
COUNTS = st.integers(1, 40)
CLOSED = st.lists(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=12)


def walk(calendar: WorkingCalendar, day: date, count: int) -> date:
    """The slow and obvious way to count working days."""
    while count:
        day += timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


@given(DAYS, COUNTS)
def test_X1_counting_by_table_equals_walking_from_day_to_day(issued: date, count: int) -> None:
    calendar = england()
    due = calendar.add(issued, count)
    assert due == walk(calendar, issued, count)
    assert calendar.count_between(issued, due) == count
    assert calendar.is_working_day(due)
    told = calendar.explain(issued, count)
    days = {*told.counted, *(skipped.on for skipped in told.skipped)}
    assert days == {issued + timedelta(days=n) for n in range(1, (due - issued).days + 1)}, "every day is accounted for"
    assert len(told.counted) == count


@given(st.dates(date(2025, 1, 1), date(2027, 6, 30)), COUNTS, CLOSED)
def test_X2_the_same_with_closures_and_a_closure_never_brings_a_date_forward(
    issued: date, count: int, closed: list[date]
) -> None:
    calendar = WorkingCalendar(2024, 2028, {date(2026, 4, 3): "Good Friday"}, closed)
    due = calendar.add(issued, count)
    assert due == walk(calendar, issued, count)
    assert due >= WorkingCalendar(2024, 2028, {}).add(issued, count)
    assert due not in closed


@given(DAYS, st.integers(1, 20))
def test_subtracting_undoes_adding(day: date, count: int) -> None:
    calendar = england()
    assert calendar.subtract(calendar.add(day, count), count) == calendar.on_or_before(day)


@given(DAYS)
def test_the_working_day_on_or_before_is_never_after(day: date) -> None:
    found = england().on_or_before(day)
    assert found <= day < england().next_working_day(found)


def test_a_changed_calendar_has_another_version() -> None:
    assert england().version == england(()).version
    assert england(CLOSURES).version != england().version
