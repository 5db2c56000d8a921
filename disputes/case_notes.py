"""Case notes and forms: text ready to copy into the case system, under the document's own name for it (B14, C6)."""

from __future__ import annotations

from disputes.case import Case
from disputes.dispute import Visit
from disputes.entries import Duty, Status
from disputes.fields import TEXT_LIMIT
from disputes.kinds import DutyKind
from disputes.stage import Addressee, Stage
from disputes.working_days import london_date, long_date

_NOTES = frozenset({DutyKind.NOTE_ISSUED, DutyKind.NOTE_CONCLUDED})


def case_note(case: Case, duty: Duty) -> str:
    """What somebody may write who owes a note or a named record; "" for what has no place in the case system."""
    stage = case.protocol.stage(duty.stage)
    visit = next((v for v in reversed(case.dispute.visits) if v.stage == stage.id), None)
    if visit is None or not (duty.record or duty.kind in _NOTES):
        return ""
    issued = _issued(case, stage, visit) if duty.kind is not DutyKind.NOTE_CONCLUDED else []
    said = [*issued, *(_concluded(case, stage, visit) if duty.kind is not DutyKind.NOTE_ISSUED else ())]
    title = duty.record or stage.record or stage.title
    return "\n".join([title, f"{case.dispute.reference}, {case.protocol.title}", *said])[:TEXT_LIMIT]


def _issued(case: Case, stage: Stage, visit: Visit) -> list[str]:
    lines = [f"{stage.title} was issued on {long_date(london_date(visit.opened_at))}."]
    lines += [f"To: {_titles(case, stage.to)}."] if stage.to else []
    lines += [f"Copies: {_titles(case, stage.copies)}."] if stage.copies else []
    clock = case.dispute.clock(stage.id)
    if clock and clock.duty.due:
        lines.append(f"Due: {long_date(clock.duty.due)}.")
    concern = case.dispute.concern
    asked = (("What is wrong", "wrong"), ("What should happen", "wanted"), ("By which steps", "steps"))
    return lines + [f"{label}: {concern[name]}" for label, name in asked if name in concern]


def _concluded(case: Case, stage: Stage, visit: Visit) -> list[str]:
    if visit.ended_at is None:
        return []
    after = case.dispute.visits[case.dispute.visits.index(visit) + 1 :]
    if after:
        how = f"it was not resolved there, and went on to {case.protocol.stage(after[0].stage).title}"
    else:
        how = "the dispute was resolved" if case.dispute.status is Status.RESOLVED else case.dispute.status.value
    return [f"{stage.title} concluded on {long_date(london_date(visit.ended_at))}: {how}."]


def _titles(case: Case, addressees: tuple[Addressee, ...]) -> str:
    return ", ".join(case.protocol.title_of(addressee.role) for addressee in addressees)
