"""Places of the generic journey: what decides what may be done next, and the moments at which that changes."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import datetime

from disputes.dispute import DutyState, Visit
from disputes.duties import WRITTEN_DOWN
from disputes.kinds import DutyKind, StageKind
from disputes.moves.answering import rule_of
from disputes.working_days import london_date, start_of
from tests.disputes.cast import Play, moment


def place_of(play: Play, *, closely: bool = False) -> Hashable:
    """What decides what may be done next. Two disputes at one place have the same future."""
    dispute, protocol = play.dispute, play.protocol
    been = [protocol.stage(visit.stage) for visit in dispute.visits]
    owed = frozenset(_as_owed(s, play) for s in dispute.open_duties if closely or not _is_chore(s, play))
    if not dispute.open:
        return play.stage, dispute.status, owed, dispute.form_locked_at is not None
    return (
        play.stage,
        owed,
        frozenset(_gates_ahead(play) & dispute.gates.keys()),
        frozenset(dispute.intended),
        frozenset(dispute.steps),
        tuple(_what_comes(play)),
        _as_arranged(dispute.visit, play.now),
        any(stage.kind is not StageKind.INFORMAL for stage in been),
        any(stage.off_form for stage in been),
        dispute.form_locked_at is not None,
        dispute.compressed_to,
    )


def moments(play: Play) -> list[datetime]:
    """The moments to come at which something may change, in order."""
    return sorted({at for at, _ in _coming(play) if at > play.now})


def _is_chore(state: DutyState, play: Play) -> bool:
    """Something that one person writes down and that opens no gate: done or not, it decides nothing else."""
    written = state.duty.kind in WRITTEN_DOWN and not state.duty.together
    return written and rule_of(play.case, state.duty.id).gate is None


def _as_owed(state: DutyState, play: Play) -> Hashable:
    awaited = frozenset(state.answered_by) if state.duty.together else bool(state.answered_at)
    return state.duty.id.split("#")[0], awaited, state.overdue(play.now)


def _gates_ahead(play: Play) -> set[str]:
    protocol = play.protocol
    above = protocol.stages[protocol.position(play.stage) :]
    ahead = {gate for stage in above for gate in (*stage.gates, *stage.advised)}
    ahead.update(gate for step in protocol.outside for gate in step.gates)
    ahead.update(gate for gate in (protocol.bypass_gate, protocol.court and protocol.court.gate) if gate)
    return ahead


def _as_arranged(visit: Visit, now: datetime) -> Hashable:
    day_has_come = visit.meeting_on and visit.meeting_on <= london_date(now)
    return bool(visit.responded_at), day_has_come, bool(visit.meeting_held_at)


def _coming(play: Play) -> Iterator[tuple[datetime, str]]:
    dispute, visit = play.dispute, play.dispute.visit
    if not dispute.open:
        return
    for state in dispute.open_duties:
        duty = state.duty
        if duty.due_at and not _is_chore(state, play):
            yield duty.due_at, duty.id.split("#")[0]
        if duty.due and duty.kind is DutyKind.ACT_ON_INTENT:
            yield start_of(duty.due), "end of waiting"
    if visit.meeting_on and not visit.meeting_held_at:
        yield moment(visit.meeting_on, "16:00"), "meeting"


def _what_comes(play: Play) -> Iterator[str]:
    return (name for at, name in sorted(_coming(play)) if at > play.now)
