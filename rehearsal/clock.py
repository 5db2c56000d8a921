"""A case clock that can be moved: forward only, as in life; between moves it goes on with the real one, or stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta


class MovableClock:
    """Case time of the practice room and the journeys. `ticks` gives real time; without it the clock stands."""

    def __init__(self, start: datetime, ticks: Callable[[], datetime] | None = None) -> None:
        self._start = start
        self._ticks = ticks
        self._began = ticks() if ticks else start

    def __call__(self) -> datetime:
        """The case time now."""
        passed = self._ticks() - self._began if self._ticks else timedelta()
        return self._start + passed

    def move_to(self, moment: datetime) -> None:
        """Moves on to a later moment; raises ValueError for an earlier one."""
        if moment < self():
            raise ValueError("case time never runs backwards")
        self._start = moment
        self._began = self._ticks() if self._ticks else moment
