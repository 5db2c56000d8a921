"""Gates: what must, or should, be recorded before a stage or a step, said so that it can be put right."""

from __future__ import annotations

from collections.abc import Iterable

from disputes.case import Actor, Case, Caution
from disputes.fields import Field
from disputes.kinds import GateKind
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.stage import Gate, Stage


def gates_closed(protocol: Protocol, stage: Stage, opened: Iterable[str]) -> Refusal | None:
    """The first gate of a stage that isn't open yet, as a refusal that names it and says how to open it."""
    missing = next((gate for gate in stage.gates if gate not in opened), None)
    if missing is None:
        return None
    gate = protocol.gates[missing]
    return gate_closed(stage.title, gate)


def gate_closed(what: str, gate: Gate) -> Refusal:
    """What is said of a closed gate: its name, its rule, and the move that opens it."""
    return Refusal(
        "gate-closed",
        f"{what} needs this first: {gate.title} ({gate.rule}).",
        "Record it now, and then carry on.",
        rules=(gate.rule,),
        remedy=_REMEDIES[gate.kind] if gate.kind is GateKind.CONVERSATION else (_REMEDIES[gate.kind][0], gate.id),
    )


_REMEDIES = {
    GateKind.CONVERSATION: ("record-conversation", ""),
    GateKind.CONSULTATION: ("consult", ""),
    GateKind.ADVICE: ("record-advice", ""),
    GateKind.INTENT: ("give-intent", ""),
}


def going_past(case: Case) -> bool:
    """Whether stages may be passed over: nothing has to be discussed before, or it has been."""
    return case.protocol.bypass_gate is None or case.protocol.bypass_gate in case.dispute.gates


def gate_in_time(case: Case, gate: Gate) -> bool:
    """Whether a gate can be opened already: its stage is reached, or about to be passed over."""
    if gate.from_stage is None or going_past(case):
        return True
    return case.protocol.position(case.stage.id) >= case.protocol.position(gate.from_stage)


def who_opens(case: Case, gate: Gate) -> tuple[str, ...]:
    """Whom a gate names, and the officer in their place, whom nobody can block (G2, HA8)."""
    return tuple(dict.fromkeys((*gate.by, case.protocol.officer))) if gate.by else ()


def in_place_of(case: Case, actor: Actor, gate: Gate) -> tuple[Field, ...]:
    """Asked of an officer who does what the protocol gives to somebody else: the reason."""
    if not gate.by or actor.holds(*gate.by):
        return ()
    others = " or ".join(f"the {case.protocol.title_of(role)}" for role in gate.by)
    return (Field(name="in_place", label=f"Why you do this, and not {others}", rule=gate.rule),)


def missing_advised(case: Case, stage: Stage) -> tuple[Caution, ...]:
    """What the protocol expects before a stage, though it doesn't insist on it."""
    gates = (case.protocol.gates[gate] for gate in stage.advised if gate not in case.dispute.gates)
    return tuple(Caution(text=f"Not recorded: {gate.title}.", rule=gate.rule) for gate in gates)
