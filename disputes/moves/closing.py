"""Ending a dispute: resolved, ended unresolved at the top of the ladder, or withdrawn. No manager can (G2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from disputes import duties
from disputes.case import Actor, Case, Caution, Decision
from disputes.entries import Effects, EntryKind, Status
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.kinds import Trigger
from disputes.moves.calling_off import called_off
from disputes.moves.move import FROM_ANYWHERE, Move
from disputes.moves.stages import ending
from disputes.notices import NoticeDraft, NoticeKind
from disputes.stage import Addressee
from disputes.working_days import long_date

OUTCOME = Field(
    name="outcome",
    label="How far it was resolved",
    kind=FieldKind.CHOICE,
    choices=(
        Choice("resolved", "Resolved as asked"),
        Choice("resolved-otherwise", "Resolved in another way"),
        Choice("resolved-in-part", "Resolved in part, enough to stop here"),
    ),
)
IMPACT = Field(name="impact", label="What changed for the child", hint="For the child in placement, as it is now")


class _Closing(Move):
    kind: ClassVar[EntryKind]
    status: ClassVar[Status]

    def outcome(self, case: Case) -> tuple[Fact, ...]:
        """The outcome in the protocol's own wording, where it has one."""
        return ()

    def cautions(self, case: Case) -> tuple[Caution, ...]:
        """What speaks against ending it so; it doesn't stop it."""
        return ()

    def targets(self, case: Case) -> Iterable[str]:
        """Any open dispute."""
        return (FROM_ANYWHERE,) if case.dispute.open else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer alone (G2)."""
        return (case.protocol.officer,)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The stage and its clocks end, what must be written down stays owed, whoever was told is told (LD1)."""
        started, superseded = ending(case, at)
        if self.status is Status.RESOLVED:
            started += duties.start(case.stage, Trigger.RESOLVED, at, case.protocol, case.calendar, case.dispute)
        return Decision(
            kind=self.kind,
            stage=case.stage.id,
            values=values,
            facts=self.outcome(case),
            effects=Effects(ends_stage=True, starts=started, supersedes=superseded, status=self.status),
            notices=(*called_off(case, actor, at), *_told(case)),
            cautions=self.cautions(case),
        )


class Resolve(_Closing):
    """Resolved, with what changed for the child (G18)."""

    id = "resolve"
    title = "Resolve"
    kind = EntryKind.RESOLVED
    status = Status.RESOLVED

    def outcome(self, case: Case) -> tuple[Fact, ...]:
        """As the stage's form words it (C13, C22)."""
        wording = case.stage.outcomes.resolved if case.stage.outcomes else None
        return (Fact("Outcome", wording),) if wording else ()

    def cautions(self, case: Case) -> tuple[Caution, ...]:
        """Where the protocol words it so only within the limit, a later day is pointed out (C13)."""
        outcomes, clock = case.stage.outcomes, case.stage_clock
        if not (outcomes and outcomes.resolved_in_time and clock and clock.duty.due and clock.overdue(case.now)):
            return ()
        text = f"Your protocol means this for within the limit, which passed on {long_date(clock.duty.due)}."
        return (Caution(text=text, rule=outcomes.rule),)

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """How, how far, and what it changed; of a small process only what came of it."""
        if case.protocol.process:
            return (Field(name="resolution", label="What came of it"), replace(IMPACT, required=False))
        return (OUTCOME, Field(name="resolution", label="How it was resolved"), IMPACT)


class EndUnresolved(_Closing):
    """The ladder is exhausted and nothing more will be done here."""

    id = "end"
    title = "End without resolution"
    kind = EntryKind.ENDED
    status = Status.ENDED

    def targets(self, case: Case) -> Iterable[str]:
        """Only at the top of the ladder: below it, the next stage is there."""
        return super().targets(case) if case.protocol.after(case.stage.id) is None else ()

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """What remains, and why it ends here, by what the protocol says of an unresolved last stage (SA6)."""
        rule = next(iter(case.stage.progress_rules), None)
        return (
            Field(name="reason", label="Why it ends here, and what was considered", rule=rule),
            Field(name="impact", label="What this means for the child"),
        )


class Withdraw(_Closing):
    """Raised in error, or overtaken by events."""

    id = "withdraw"
    title = "Withdraw"
    kind = EntryKind.WITHDRAWN
    status = Status.WITHDRAWN

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """Why: where going up is a duty, leaving it as it is has to be justified (S5, SA5)."""
        return (Field(name="reason", label="Why it is withdrawn", rule=case.protocol.must_progress_rule),)


def _told(case: Case) -> tuple[NoticeDraft, ...]:
    """Addressees of the present stage get the outcome; whoever else was told of any stage gets a copy (LD1)."""
    to = dict.fromkeys(addressee.role for addressee in case.stage.to)
    reached = [case.protocol.stage(visit.stage) for visit in case.dispute.visits]
    copies = dict.fromkeys(
        addressee.role
        for stage in reached
        for rule in stage.notices
        for addressee in (*rule.to, *rule.copies)
        if addressee.role not in to
    )
    if not to:
        to, copies = copies, {}
    if not to:
        return ()
    return (
        NoticeDraft(
            kind=NoticeKind.ENDED,
            to=tuple(Addressee(role, "LD1") for role in to),
            copies=tuple(Addressee(role, "LD1") for role in copies),
            stage=case.stage.id,
        ),
    )
