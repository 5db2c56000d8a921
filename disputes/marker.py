"""The marker: the 20-working-day line of the IRO Handbook, counted per dispute, advisory (G1)."""

from __future__ import annotations

from datetime import date

from disputes.dispute import Dispute
from disputes.kinds import StageKind
from disputes.protocol import Protocol
from disputes.working_days import WorkingCalendar, london_date

WORKING_DAYS = 20


def marker_from(first_formal: date, calendar: WorkingCalendar) -> date:
    """The marker of a dispute whose first formal stage opened on a day."""
    return calendar.add(first_formal, WORKING_DAYS)


def marker_of(dispute: Dispute, protocol: Protocol, calendar: WorkingCalendar) -> date | None:
    """A dispute's marker; None while it is still informal, and for the small processes, which aren't disputes."""
    if protocol.process:
        return None
    for visit in dispute.visits:
        if protocol.stage(visit.stage).kind is not StageKind.INFORMAL:
            return marker_from(london_date(visit.opened_at), calendar)
    return None
