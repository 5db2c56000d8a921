"""Working days: counts them, finds due dates and explains them day by day (X1, X2, X7)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from disputes.refusals import Refusal

LONDON = ZoneInfo("Europe/London")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day between issue and due date that doesn't count, and why."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a due date came about: the day of issue, every working day counted, every day skipped (X7)."""

    issued: date
    due: date
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]


class WorkingCalendar:
    """Working days between two years: Monday to Friday, no bank holiday, no council closure (X2).

    Built once as a sorted list of working days and, for each calendar day, how many working days precede it;
    every question is then one or two look-ups.
    """

    def __init__(
        self, first_year: int, last_year: int, holidays: Mapping[date, str], closures: Iterable[date] = ()
    ) -> None:
        self.first = date(first_year, 1, 1)
        self.last = date(last_year, 12, 31)
        self._reasons = dict(holidays) | {day: "council closure" for day in closures if day not in holidays}
        self._days: list[date] = []
        self._before: list[int] = []
        day = self.first
        while day <= self.last:
            self._before.append(len(self._days))
            if day.weekday() < 5 and day not in self._reasons:
                self._days.append(day)
            day += _ONE_DAY
        fingerprint = ",".join(f"{day.isoformat()}" for day in sorted(self._reasons))
        self.version = sha256(f"{self.first}{self.last}{fingerprint}".encode()).hexdigest()[:12]

    def is_working_day(self, day: date) -> bool:
        """Whether `day` counts as a working day (X2)."""
        index = self._index(day)
        before = self._before[index]
        return before < len(self._days) and self._days[before] == day

    def add(self, issued: date, count: int) -> date:
        """The `count`th working day after `issued`; the day of issue is day 0, whatever day it is (X1).

        Raises Refusal where the answer lies beyond the years whose holidays are known.
        """
        if count < 0:
            raise ValueError("a limit is never negative")
        if count == 0:
            return issued
        position = self._before[self._index(issued)] + self.is_working_day(issued) + count - 1
        if position >= len(self._days):
            raise self._outside(self.last + _ONE_DAY)
        return self._days[position]

    def subtract(self, day: date, count: int) -> date:
        """The `count`th working day before `day`; used for nudges ahead of a due date."""
        position = self._before[self._index(day)] - count
        if position < 0:
            raise self._outside(self.first - _ONE_DAY)
        return self._days[position]

    def count_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative where `end` comes first."""
        return self._up_to(end) - self._up_to(start)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add(day, 1)

    def on_or_before(self, day: date) -> date:
        """The last working day that isn't after `day` (WA3 shows it beside a calendar limit)."""
        return day if self.is_working_day(day) else self.subtract(day, 1)

    def explain(self, issued: date, count: int) -> Explanation:
        """The due date of a limit of `count` working days, day by day, with the reason for each skip (X7)."""
        due = self.add(issued, count)
        first = bisect_left(self._days, issued + _ONE_DAY)
        counted = tuple(self._days[first : first + count])
        skipped = tuple(
            SkippedDay(day, self.why_not(day))
            for day in (issued + timedelta(days=n) for n in range(1, (due - issued).days))
            if not self.is_working_day(day)
        )
        return Explanation(issued, due, counted, skipped)

    def why_not(self, day: date) -> str:
        """Why a day isn't a working day: the holiday's name, "council closure", or the day of the week."""
        return self._reasons.get(day) or day.strftime("%A")

    def _up_to(self, day: date) -> int:
        return self._before[self._index(day)] + self.is_working_day(day)

    def _index(self, day: date) -> int:
        index = (day - self.first).days
        if not 0 <= index < len(self._before):
            raise self._outside(day)
        return index

    def _outside(self, day: date) -> Refusal:
        return Refusal(
            "outside-calendar",
            f"Bank holidays are known here from {self.first.year} to {self.last.year}; {day.isoformat()} is outside.",
            "Check the date, or ask your administrator to update the calendar.",
            rules=("X2",),
        )


def start_of(day: date) -> datetime:
    """Midnight at the start of a day in London."""
    return datetime.combine(day, time.min, LONDON)


def midday(day: date) -> datetime:
    """Noon of a day in London: the moment of something of which only the day is known."""
    return datetime.combine(day, time(12), LONDON)


def overdue_from(due: date) -> datetime:
    """The instant from which something due on `due` is overdue: 00:00 in London on the day after (X1)."""
    return start_of(due + _ONE_DAY)


def london_date(moment: datetime) -> date:
    """The calendar date in London of an instant (X1)."""
    return moment.astimezone(LONDON).date()


@lru_cache(maxsize=1_000)
def long_date(day: date) -> str:
    """A date as people read it: "Wednesday 8 April 2026" (G15)."""
    return f"{day:%A} {day.day} {day:%B %Y}"
