"""Beginning above the lowest stage, or going straight to a higher one: with a reason, and safely (B6, B7, C36, X8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from disputes.case import Actor, Case, Decision
from disputes.entries import Entered, EntryKind
from disputes.fields import NEEDED_THEN, Field, FieldKind
from disputes.moves.calling_off import called_off
from disputes.moves.gates import gate_closed, gates_closed, missing_advised
from disputes.moves.move import Move, needs
from disputes.moves.progressing import OUTSTANDING, asked_at_every_step, unresolved
from disputes.moves.stages import move_to, notices_of
from disputes.protocol import Protocol
from disputes.refusals import Refusal


class EnterHigher(Move):
    """Goes straight to a stage above the next, with a reason (B6, B7, G1)."""

    id = "enter-higher"
    title = "Go straight to a higher stage"

    def targets(self, case: Case) -> Iterable[str]:
        """Every stage above the present one; the next one too, for a limit that can't be waited out."""
        if not case.dispute.open:
            return ()
        return (stage.id for stage in case.protocol.stages[case.protocol.position(case.stage.id) + 1 :])

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer, in whose discretion it is."""
        return (case.protocol.officer,)

    def label(self, case: Case, target: str) -> str:
        """Names the stage."""
        return f"Go straight to {case.protocol.stage(target).title}"

    def closed(self, case: Case, target: str) -> Refusal | None:
        """The gates of the stage, and the consultation that going past others needs (C36, HA6)."""
        gate = case.protocol.bypass_gate
        if gate and gate not in case.dispute.gates and not _in_anothers_place(case, target):
            return gate_closed(self.label(case, target), case.protocol.gates[gate])
        return gates_closed(case.protocol, case.protocol.stage(target), case.dispute.gates)

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The reason and, at immediate risk, the action taken."""
        return (*entry_fields(case.protocol), OUTSTANDING, *asked_at_every_step(case.protocol))

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """As an escalation, without waiting for a limit."""
        check_entry(case.protocol, values, above=True)
        stage = case.protocol.stage(target)
        return Decision(
            kind=EntryKind.ENTERED_HIGHER,
            stage=target,
            values=values,
            effects=move_to(case, stage, Entered.HIGHER, at),
            notices=(*called_off(case, actor, at), *notices_of(stage)),
            cautions=missing_advised(case, stage),
        )


def _in_anothers_place(case: Case, target: str) -> bool:
    """Whether the officer only does what the stage's raiser won't: it passes nothing, and a reason is enough (HA8)."""
    above = case.protocol.after(case.stage.id)
    return above is not None and above.id == target and above.raised_by != case.protocol.officer and unresolved(case)


def entry_fields(protocol: Protocol) -> tuple[Field, ...]:
    """What is asked of whoever doesn't begin at the lowest stage, or acts at immediate risk (B6, B7, X8)."""
    return (
        Field(
            name="immediate_risk",
            label="Is a child at immediate risk of significant harm?",
            kind=FieldKind.YES_NO,
            rule=protocol.risk_rule or "X8",
        ),
        Field(
            name="safeguarding",
            label="At immediate risk: the safeguarding action already taken",
            hint="This is not the safeguarding route. Report it there first.",
            required=False,
            needed="needed at immediate risk",
            rule=protocol.risk_rule or "X8",
        ),
        Field(
            name="stage_reason",
            label="Why it starts at this stage, if not at the lowest",
            required=False,
            needed=NEEDED_THEN,
            rule=protocol.bypass_rule,
        ),
    )


def check_entry(protocol: Protocol, values: Mapping[str, str], *, above: bool) -> None:
    """Refuses an entry above the lowest stage without a reason, and immediate risk without the action taken."""
    risk = values.get("immediate_risk") == "yes"
    if risk and "safeguarding" not in values:
        raise needs(
            "safeguarding",
            "At immediate risk of significant harm the safeguarding action comes first.",
            "Take it now, and then enter here what was done. This is not the safeguarding route.",
            protocol.risk_rule or "X8",
        )
    if above and not risk and "stage_reason" not in values:
        raise needs(
            "stage_reason",
            "Starting above the lowest stage needs a reason.",
            "Enter why, or choose the lowest stage.",
            *((protocol.bypass_rule,) if protocol.bypass_rule else ()),
        )
