"""Nudges: when the clock reminds whoever owes a duty, and when it prompts the officer that a limit has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from disputes.dispute import DutyState
from disputes.entries import Duty
from disputes.working_days import LONDON, WorkingCalendar, london_date


class Reminder(StrEnum):
    """What the clock says about a duty."""

    AHEAD = "ahead"
    TODAY = "today"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeSettings:
    """When nudges go: working days before, after and between them, how many at most, and the working hours."""

    days_ahead: int = 2
    days_after: int = 1
    days_between: int = 5
    at_most: int = 4
    opens: time = time(9, 0)
    closes: time = time(16, 30)


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder of a duty's schedule."""

    at: datetime
    what: Reminder


def schedule(duty: Duty, settings: NudgeSettings, calendar: WorkingCalendar) -> list[Planned]:
    """Every reminder that a duty can cause, in order; none where it has no limit.

    The first overdue reminder is also the moment to prompt the officer (X3), so there is always one.
    """
    if duty.due is None or duty.due_at is None:
        return []
    issued = london_date(duty.issued_at)
    days: list[tuple[date, Reminder]] = []
    ahead = calendar.subtract(calendar.on_or_before(duty.due), settings.days_ahead)
    if ahead > issued:
        days.append((ahead, Reminder.AHEAD))
    if duty.due > issued:
        days.append((calendar.on_or_before(duty.due), Reminder.TODAY))
    late = calendar.add(london_date(duty.due_at - timedelta(microseconds=1)), settings.days_after)
    days.append((late, Reminder.OVERDUE))
    while len(days) < settings.at_most:
        late = calendar.add(late, settings.days_between)
        days.append((late, Reminder.OVERDUE))
    latest = days[-max(settings.at_most, 1) :]
    return [Planned(_opening(day, settings), what) for day, what in latest]


def next_reminder(state: DutyState, settings: NudgeSettings, calendar: WorkingCalendar) -> datetime | None:
    """When the clock should look at a duty again; None once it is closed or everything has been said.

    What was missed while nothing ran lies in the past and is caught up by one reminder, not by one each.
    """
    if not state.open or (state.lapsed_at and state.nudges >= settings.at_most):
        return None
    last = state.reminded_at or state.duty.issued_at
    return next((item.at for item in schedule(state.duty, settings, calendar) if item.at > last), None)


def reminder_at(duty: Duty, now: datetime) -> Reminder:
    """What there is to say about a duty now."""
    if duty.due_at is not None and now >= duty.due_at:
        return Reminder.OVERDUE
    return Reminder.TODAY if duty.due == london_date(now) else Reminder.AHEAD


def in_working_hours(moment: datetime, settings: NudgeSettings, calendar: WorkingCalendar) -> datetime:
    """The moment itself within working hours, otherwise the next opening: quiet hours defer, they never drop."""
    local = moment.astimezone(LONDON)
    if calendar.is_working_day(local.date()):
        if settings.opens <= local.time() < settings.closes:
            return moment
        if local.time() < settings.opens:
            return _opening(local.date(), settings)
    return _opening(calendar.next_working_day(local.date()), settings)


def _opening(day: date, settings: NudgeSettings) -> datetime:
    return datetime.combine(day, settings.opens, LONDON)
