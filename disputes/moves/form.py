"""The council's form: the officer alone authorises it, and then it never changes (W23 to W25, WA8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from disputes import duties
from disputes.case import Actor, Case, Decision
from disputes.entries import Effects, EntryKind, Status
from disputes.fields import Field
from disputes.kinds import DutyKind
from disputes.moves.move import FROM_ANYWHERE, Move
from disputes.refusals import Refusal


class Authorise(Move):
    """Closes the form: when the dispute is resolved, or once the form isn't used any more."""

    id = "authorise"
    title = "Authorise the form"
    on_form = False

    def targets(self, case: Case) -> Iterable[str]:
        """Protocols that have a form, until it is authorised."""
        return (FROM_ANYWHERE,) if case.protocol.form and case.dispute.form_locked_at is None else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Only the officer (W24)."""
        return (case.protocol.officer,)

    def closed(self, case: Case, target: str) -> Refusal | None:
        """Never before the dispute is resolved or has left the form (W24)."""
        left = any(case.protocol.stage(visit.stage).off_form for visit in case.dispute.visits)
        if left or case.dispute.status is Status.RESOLVED or case.protocol.form is None:
            return None
        return Refusal(
            "not-yet",
            f"The {case.protocol.form.name} is authorised once the dispute is resolved or has left the form.",
            "Carry on; you will be asked to authorise it then.",
            rules=case.protocol.form.rules,
        )

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """A remark, if any."""
        return (Field(name="remark", label="Remark", required=False),)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The form is closed from now on."""
        owed = duties.of_kind(case.dispute, (DutyKind.AUTHORISE,))
        return Decision(
            kind=EntryKind.AUTHORISED,
            stage=case.stage.id,
            values=values,
            effects=Effects(locks_form=True, discharges=tuple(duty.id for duty in owed)),
        )


def locked(case: Case, target: str) -> Refusal | None:
    """What is said of a move on a form that is closed; what happens after the form's stages isn't on it."""
    form = case.protocol.form
    if form is None or case.dispute.form_locked_at is None:
        return None
    duty = case.dispute.duties.get(target)
    stage = case.protocol.stage(duty.duty.stage) if duty else case.stage
    if stage.off_form:
        return None
    return Refusal(
        "form-closed",
        f"The {form.name} was authorised, so what is on it can't change any more.",
        "Add a note: it is kept on the record, outside the form.",
        rules=form.rules,
    )
