"""A due date in words: with its hour where the limit is in hours, and the last working day where it is in weeks."""

from __future__ import annotations

from datetime import date, datetime

from disputes.limits import Unit
from disputes.stage import DutyRule
from disputes.working_days import LONDON, WorkingCalendar, long_date


def due_text(due: date, due_at: datetime | None, rule: DutyRule | None) -> str:
    """The day in full; before it the hour, where the protocol counts in hours (C20)."""
    if due_at is None or rule is None or rule.limit is None or rule.limit.unit is not Unit.HOURS:
        return long_date(due)
    return f"{due_at.astimezone(LONDON):%H:%M} on {long_date(due)}"


def last_working_day(due: date, rule: DutyRule | None, calendar: WorkingCalendar) -> str | None:
    """The last working day on or before a date that calendar days led to, where that isn't one itself (W29, WA3)."""
    in_calendar_days = rule is not None and rule.limit is not None and rule.limit.unit is Unit.CALENDAR_DAYS
    if not in_calendar_days or calendar.is_working_day(due):
        return None
    return long_date(calendar.on_or_before(due))


def skips_days(rule: DutyRule | None) -> bool:
    """Whether any day isn't counted: hours and calendar days run through weekends and holidays."""
    return rule is not None and rule.limit is not None and rule.limit.unit is Unit.WORKING_DAYS
