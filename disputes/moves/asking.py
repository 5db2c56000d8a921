"""Consulting and taking advice: what opens the gates that ask for them (B4, C36, H11, H24, W11, W16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from disputes.case import Actor, Case, Decision
from disputes.entries import Effects, EntryKind
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.kinds import GateKind
from disputes.moves.answering import rule_of
from disputes.moves.gates import gate_in_time, in_place_of, who_opens
from disputes.moves.move import Move
from disputes.stage import DutyRule


class _Asking(Move):
    dated = True
    gate_kind: ClassVar[GateKind]
    kind: ClassVar[EntryKind]

    def targets(self, case: Case) -> Iterable[str]:
        """The gates of this kind that lie ahead: of the stages above, of outside steps, of going past stages.

        What this stage should have had before it stays open to be recorded (C16).
        """
        if not case.dispute.open:
            return ()
        protocol = case.protocol
        above = protocol.stages[protocol.position(case.stage.id) + 1 :]
        ahead = {gate for stage in above for gate in (*stage.gates, *stage.advised)}
        ahead.update(gate for gate in case.stage.advised if gate not in case.dispute.gates)
        ahead.update(gate for step in protocol.outside for gate in step.gates)
        ahead.update(gate for gate in (protocol.bypass_gate, protocol.court and protocol.court.gate) if gate)
        bound = {gate for stage in protocol.stages for gate in (*stage.gates, *stage.advised)}
        return (
            gate.id
            for gate in protocol.gates.values()
            if gate.kind is self.gate_kind and (gate.id in ahead or gate.id not in bound) and gate_in_time(case, gate)
        )

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Whom the gate names and the officer in their place; else the officer and the raisers here and above."""
        named = who_opens(case, case.protocol.gates[target])
        above = case.protocol.after(case.stage.id)
        raisers = (case.stage.raised_by, *((above.raised_by,) if above else ()))
        return named or tuple(dict.fromkeys((case.protocol.officer, *raisers)))

    def rules(self, case: Case, target: str) -> tuple[str, ...]:
        """The gate's rule."""
        return (case.protocol.gates[target].rule,)

    def label(self, case: Case, target: str) -> str:
        """Names the gate."""
        return f"Record: {case.protocol.gates[target].title}"

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The gate opens, and a duty that asks for the same is done with it."""
        owed = (state.duty.id for state in case.dispute.open_duties)
        done = (duty for duty in owed if rule_of(case, duty).gate == target)
        records = dict.fromkeys(rule.record for rule in _duties_for(case, target) if rule.record)
        return Decision(
            kind=self.kind,
            stage=case.stage.id,
            values={"gate": target, **values},
            facts=tuple(Fact("Recorded as", record) for record in records),
            effects=Effects(opens_gates=(target,), discharges=tuple(done)),
        )


def _duties_for(case: Case, gate: str) -> Iterator[DutyRule]:
    yield from (rule for stage in case.protocol.stages for rule in stage.duties if rule.gate == gate)


class Consult(_Asking):
    """Consults somebody whom the protocol names, and opens the gate that asks for it."""

    id = "consult"
    title = "Record a consultation"
    gate_kind = GateKind.CONSULTATION
    kind = EntryKind.CONSULTED

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """What was discussed, its strengths and weaknesses, and what was advised."""
        return (Field(name="summary", label="What was discussed and advised"),)


class RecordAdvice(_Asking):
    """Advice taken before a decision; whichever way it goes, it opens the gate that asks for it (H24, W16, WA6)."""

    id = "record-advice"
    title = "Record advice"
    gate_kind = GateKind.ADVICE
    kind = EntryKind.ADVISED

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """From whom, what, and whether it is for going on."""
        choices = (Choice("for", "To go on"), Choice("against", "Not to go on"), Choice("neither", "Neither"))
        return (
            Field(name="advice", label="What was advised, and by whom"),
            Field(name="way", label="Which way the advice goes", kind=FieldKind.CHOICE, choices=choices),
            *in_place_of(case, actor, case.protocol.gates[target]),
        )
