"""Limits: how long a duty may take, in working days, calendar days or elapsed hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from disputes.refusals import Refusal
from disputes.working_days import LONDON, WorkingCalendar, london_date, overdue_from


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of units, such as 5 working days."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        singular = self.unit.value.replace("-", " ").removesuffix("s")
        return f"{self.count} {singular}" + ("" if self.count == 1 else "s")


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: the date that people see, and the instant from which it is overdue."""

    on: date
    overdue_at: datetime


def due_after(limit: Limit, issued_at: datetime, calendar: WorkingCalendar) -> Due:
    """When a limit that began at `issued_at` ends; hours are elapsed time, not wall-clock time (CA3).

    Raises Refusal where no calendar reaches so far.
    """
    if limit.unit is Unit.HOURS:
        instant = hours_after(issued_at, limit.count)
        return Due(london_date(instant), instant)
    issued = london_date(issued_at)
    if limit.unit is Unit.WORKING_DAYS:
        return due_on(calendar.add(issued, limit.count))
    try:
        return due_on(issued + timedelta(days=limit.count))
    except OverflowError:
        raise _too_far(limit) from None


def shortened(limit: Limit, most: int | None) -> Limit:
    """A limit under court compression: never longer than the protocol's own (HA7)."""
    if most is None or limit.unit is not Unit.WORKING_DAYS or limit.count <= most:
        return limit
    return Limit(most, limit.unit)


def due_on(day: date) -> Due:
    """Due all day on `day`, overdue from the midnight that ends it (X1)."""
    return Due(day, overdue_from(day))


def hours_after(moment: datetime, count: int) -> datetime:
    """`count` elapsed hours later, in London time: summed in UTC, so that a clock change adds or loses none."""
    try:
        return (moment.astimezone(UTC) + timedelta(hours=count)).astimezone(LONDON)
    except OverflowError:
        raise _too_far(Limit(count, Unit.HOURS)) from None


def _too_far(limit: Limit) -> Refusal:
    return Refusal("outside-calendar", f"{limit} lead beyond every calendar.", "Check the number.")
