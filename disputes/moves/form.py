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
from disputes.protocol import Form
from disputes.refusals import Refusal


class Authorise(Move):
    """Closes the form: when the dispute is resolved, or once the form isn't used any more."""

    id = "authorise"
    title = "Authorise the form"
    on_form = False

    def targets(self, case: Case) -> Iterable[str]:
        """Protocols that have a form, once it is used and until it is authorised; never one that was withdrawn."""
        if (
            case.protocol.form is None
            or case.dispute.form_locked_at
            or not duties.form_used(case.protocol, case.dispute)
        ):
            return ()
        may_come = case.dispute.open or case.dispute.status is Status.RESOLVED or _left_by(case)
        return (FROM_ANYWHERE,) if may_come else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Only the officer (W24)."""
        return (case.protocol.officer,)

    def rules(self, case: Case, target: str) -> tuple[str, ...]:
        """What the protocol says of the form."""
        return case.protocol.form.rules if case.protocol.form else ()

    def closed(self, case: Case, target: str) -> Refusal | None:
        """Never before the dispute is resolved or has left the form (W24)."""
        if _left_by(case) or case.dispute.status is Status.RESOLVED or case.protocol.form is None:
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
            effects=Effects(
                locks_form=True,
                form_ends_with=_left_by(case) or case.dispute.length,
                discharges=tuple(duty.id for duty in owed),
            ),
        )


def _left_by(case: Case) -> int | None:
    """The number of the entry by which the dispute left the form, which is the last one on it (WA8)."""
    left = (visit.opened_by for visit in case.dispute.visits if case.protocol.stage(visit.stage).off_form)
    return next(left, None)


def still_open(case: Case, number: int) -> bool:
    """Whether an entry may still be corrected: those on an authorised form may not (W25)."""
    ends = case.dispute.form_ends_with
    return case.dispute.form_locked_at is None or ends is None or number > ends


def locked(case: Case, target: str) -> Refusal | None:
    """What is said of a move on a form that is closed.

    What happens after the form's stages isn't on it, nor is what is written down elsewhere (W26, W27).
    """
    form = case.protocol.form
    if form is None or case.dispute.form_locked_at is None:
        return None
    state = case.dispute.duties.get(target)
    stage = case.protocol.stage(state.duty.stage) if state else case.stage
    elsewhere = state and state.duty.kind in duties.WRITTEN_DOWN and state.duty.record != form.name
    return None if stage.off_form or elsewhere else form_closed(form)


def form_closed(form: Form) -> Refusal:
    """What is said of anything that would change a form that is authorised."""
    return Refusal(
        "form-closed",
        f"The {form.name} was authorised, so what is on it can't change any more.",
        "Add a note: it is kept on the record, outside the form.",
        rules=form.rules,
    )
