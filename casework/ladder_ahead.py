"""What would come: the stages above the present one with their dates, were every limit from here on used up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from disputes.case import Case
from disputes.timeline import timeline
from disputes.working_days import long_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """When a stage would open and what would be its limit; None once a stage before it has no limit."""

    opens: date | None
    due: str | None


def ahead_of(case: Case, today: date) -> Mapping[str, Ahead]:
    """The stages above an open dispute's, by id: from a limit that is still running, else as if it went up today."""
    above = case.protocol.after(case.stage.id)
    if above is None or not case.dispute.open:
        return {}
    clock = case.stage_clock
    running = clock.duty.due if clock and clock.open and clock.duty.due and clock.duty.due >= today else None
    begins, first, from_stage = (today, None, above.id) if running is None else (today, running, case.stage.id)
    dates = timeline(case.protocol, case.calendar, begins, from_stage=from_stage, first_due=first)
    steps = [step for step in dates.stages if step.id != case.stage.id]
    return {step.id: Ahead(opens=step.opens, due=long_date(step.due) if step.due else None) for step in steps}
