"""Gates: what must, or should, be recorded before a stage or a step, said so that it can be put right."""

from __future__ import annotations

from collections.abc import Iterable

from disputes.case import Case, Caution
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


def missing_advised(case: Case, stage: Stage) -> tuple[Caution, ...]:
    """What the protocol expects before a stage, though it doesn't insist on it."""
    gates = (case.protocol.gates[gate] for gate in stage.advised if gate not in case.dispute.gates)
    return tuple(Caution(text=f"Not recorded: {gate.title}.", rule=gate.rule) for gate in gates)
