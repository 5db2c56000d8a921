"""What a move is judged by: the protocol, the dispute's state, the calendar, the moment, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

from disputes.dispute import Dispute, DutyState, Visit
from disputes.entries import NO_EFFECTS, Effects, EntryKind
from disputes.fields import Fact
from disputes.notices import NoticeDraft
from disputes.protocol import Protocol
from disputes.stage import Stage
from disputes.working_days import WorkingCalendar, london_date

Phase: TypeAlias = tuple[date, tuple[str, ...]]
"""What a moment comes to for a dispute: its day in London, and the duties that are overdue by then."""


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute under its protocol at a moment."""

    protocol: Protocol
    dispute: Dispute
    calendar: WorkingCalendar
    now: datetime

    @property
    def stage(self) -> Stage:
        """The stage that the dispute is at."""
        return self.protocol.stage(self.dispute.visit.stage)

    @property
    def visit(self) -> Visit:
        """The present stay at that stage."""
        return self.dispute.visit

    @property
    def phase(self) -> Phase:
        """All of the moment that what is owed and what may be done depend on: in the same phase, both are the same."""
        overdue = tuple(state.duty.id for state in self.dispute.open_duties if state.overdue(self.now))
        return london_date(self.now), overdue

    @property
    def stage_clock(self) -> DutyState | None:
        """The duty that carries the present stage's limit."""
        return self.dispute.clock(self.dispute.visit.stage)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person and the roles that they hold or cover in this dispute."""

    person: str
    roles: frozenset[str]

    def holds(self, *roles: str) -> bool:
        """Whether the person holds or covers any of these roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something that the protocol expects and that is missing; it is said, it doesn't stop the move."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a move comes to: the entry's content and the notices that follow from it.

    `happened_at` is given where the move itself knows it, such as the receipt of the reply that it classifies;
    `facts` is what was entered, in words.
    """

    kind: EntryKind
    stage: str | None
    duty: str | None = None
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    effects: Effects = NO_EFFECTS
    notices: tuple[NoticeDraft, ...] = ()
    cautions: tuple[Caution, ...] = ()
    happened_at: datetime | None = None
    late_reason: str | None = None
    facts: tuple[Fact, ...] = ()
