"""The desk: what every use case works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from casework.ports import Clock, Protocols, Store
from disputes.england import calendar_for
from disputes.nudges import NudgeSettings
from disputes.protocol import Protocol
from disputes.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A council's desk: its store, its protocols, its clocks, and what the council has set.

    `clock` is case time, which duties and quiet hours go by and which rehearsal may move; `system_clock` is
    never moved, and times leases and retries.
    """

    store: Store
    protocols: Protocols
    clock: Clock
    system_clock: Clock
    council: str
    closures: tuple[date, ...] = ()
    nudges: NudgeSettings = field(default_factory=NudgeSettings)

    def calendar(self, protocol: Protocol) -> WorkingCalendar:
        """The working calendar that a protocol counts by."""
        return calendar_for(protocol.calendar, self.closures)
