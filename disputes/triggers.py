"""Triggers that can fire: whether what begins a duty can ever happen under a protocol."""

from __future__ import annotations

from disputes.duties import nothing_to_intend
from disputes.kinds import DutyKind, StageKind, Trigger
from disputes.protocol import Protocol
from disputes.stage import DutyRule, Stage


def never_begins(duty: DutyRule, stage: Stage | None, protocol: Protocol) -> str | None:
    """Why a duty of a stage (None: of the whole dispute) can never begin; None where it can."""
    stages = (stage,) if stage else protocol.stages
    if duty.kind is DutyKind.GIVE_INTENT and not _intended_at(stages, protocol):
        return "there is nothing here that notice of intent could be given of"
    if any(occasion.starts is duty.starts for occasion in protocol.occasions):
        return None
    match duty.starts:
        case Trigger.OPENED | Trigger.STAGE_ENDED | Trigger.RESOLVED:
            return None
        case Trigger.DATE_CONFIRMED | Trigger.MEETING_HELD:
            return None if any(s.meeting for s in stages) else f"no meeting for {duty.starts} to come from"
        case Trigger.INTENT_GIVEN:
            return None if _intended_at(stages, protocol) else "no notice of intent can be given here"
        case Trigger.AGREED:
            agreed = any(other.starts is Trigger.AGREED for s in stages for other in s.duties)
            return None if agreed else "tasks are agreed only at a stage with a duty of its own that starts so"
        case Trigger.FIRST_FORMAL:
            formal = any(s.kind is not StageKind.INFORMAL for s in stages)
            return None if formal else "no stage here is formal"
        case Trigger.PLAN_CHANGED:
            return "no occasion starts it"
        case Trigger.FORM_LEFT:
            return None if _leaves_form(stages, protocol) else "no stage here leaves the form"


def _intended_at(stages: tuple[Stage, ...], protocol: Protocol) -> bool:
    return any(not nothing_to_intend(stage, protocol, (), ()) for stage in stages)


def _leaves_form(stages: tuple[Stage, ...], protocol: Protocol) -> bool:
    on_form = any(not stage.off_form for stage in protocol.stages)
    return protocol.form is not None and on_form and any(stage.off_form for stage in stages)
