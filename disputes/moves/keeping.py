"""Keeping the record: what was said, asked and told; notes, corrections, and handing over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from disputes.case import Actor, Case, Decision
from disputes.entries import NO_EFFECTS, Effects, EntryKind
from disputes.fields import Choice, Field, FieldKind
from disputes.kinds import GateKind, Subject
from disputes.moves.form import form_closed, still_open
from disputes.moves.move import FROM_ANYWHERE, Move, needs
from disputes.notices import NoticeDraft, NoticeKind
from disputes.stage import Addressee


class _OfficersRecord(Move):
    kind: EntryKind

    def targets(self, case: Case) -> Iterable[str]:
        """Any open dispute."""
        return (FROM_ANYWHERE,) if case.dispute.open else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer."""
        return (case.protocol.officer,)

    def effects(self, case: Case, values: Mapping[str, str]) -> Effects:
        """What it changes beyond being on record."""
        return NO_EFFECTS

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """On record."""
        return Decision(kind=self.kind, stage=case.stage.id, values=values, effects=self.effects(case, values))


class RecordConversation(_OfficersRecord):
    """A conversation about the concern (B2, B3, B9)."""

    id = "record-conversation"
    title = "Record a conversation"
    dated = True
    kind = EntryKind.CONVERSATION

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """With whom, how, and what was agreed."""
        return (
            Field(
                name="with",
                label="With whom",
                kind=FieldKind.CHOICES,
                choices=tuple(
                    Choice(role.id, role.title)
                    for role in case.protocol.roles.values()
                    if role.id != case.protocol.officer
                ),
            ),
            Field(
                name="how",
                label="How",
                kind=FieldKind.CHOICE,
                choices=(
                    Choice("phone", "By telephone"),
                    Choice("face-to-face", "Face to face"),
                    Choice("video", "By video"),
                    Choice("case-system", "In writing, in the case system"),
                ),
            ),
            Field(name="summary", label="What was said and agreed, and what was not"),
        )

    def effects(self, case: Case, values: Mapping[str, str]) -> Effects:
        """Opens the gates that a conversation with these people opens."""
        talked = set(values["with"].split(","))
        gates = case.protocol.gates.values()
        return Effects(
            opens_gates=tuple(
                gate.id for gate in gates if gate.kind is GateKind.CONVERSATION and talked & set(gate.with_roles)
            )
        )


class Tell(_OfficersRecord):
    """The carer, the child or the parents were told: when and how, or why not (B33, B40)."""

    id = "tell"
    title = "Record who was told"
    on_form = False
    dated = True
    kind = EntryKind.TOLD

    def targets(self, case: Case) -> Iterable[str]:
        """Also after the end: they are told of the outcome."""
        return (FROM_ANYWHERE,)

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """Who, whether, and how or why not."""
        people = (Choice("child", "The child"), Choice("parents", "The parents"), Choice("carers", "The carers"))
        if case.protocol.subject is Subject.CARER:
            people = (Choice("carer", "The foster carer"), Choice("child", "The child in placement"))
        return (
            Field(name="who", label="Who", kind=FieldKind.CHOICE, choices=people),
            Field(name="told", label="Were they told?", kind=FieldKind.YES_NO, rule=case.protocol.tell_rule),
            Field(name="how", label="How and what they were told, or why not"),
        )


class Note(_OfficersRecord):
    """A note on the record."""

    id = "note"
    title = "Add a note"
    on_form = False
    kind = EntryKind.NOTED

    def targets(self, case: Case) -> Iterable[str]:
        """Also after the end."""
        return (FROM_ANYWHERE,)

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The text."""
        return (Field(name="note", label="Note"),)


class Correct(_OfficersRecord):
    """Corrects an earlier entry by a further one; the earlier one stays as it is."""

    id = "correct"
    title = "Correct an entry"
    on_form = False
    kind = EntryKind.CORRECTED

    def targets(self, case: Case) -> Iterable[str]:
        """Also after the end."""
        return (FROM_ANYWHERE,)

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """Which entry, what is right, and why."""
        return (
            Field(name="entry", label="Number of the entry that is wrong", kind=FieldKind.LINE),
            Field(name="correction", label="What is right"),
            Field(name="reason", label="How the mistake came about", required=False),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """On record, if there is such an entry, and it isn't on a form that is closed (W25)."""
        number = values["entry"]
        if not (number.isdecimal() and 1 <= int(number) <= case.dispute.length):
            raise needs(
                "entry",
                f"The record has entries 1 to {case.dispute.length}.",
                "Enter the number of the entry that you want to correct.",
            )
        form = case.protocol.form
        if form and not still_open(case, int(number)):
            raise form_closed(form)
        return super().decide(case, actor, target, values, at)


class HandOver(Move):
    """Another officer takes the dispute over; every clock goes on as it is."""

    id = "hand-over"
    title = "Hand over to another officer"
    on_form = False

    def targets(self, case: Case) -> Iterable[str]:
        """Any dispute, ended ones included: somebody must answer for it."""
        return (FROM_ANYWHERE,)

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer, or whoever covers."""
        return (case.protocol.officer,)

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """To whom and why."""
        return (
            Field(name="officer", label="E-mail address of the officer who takes over", kind=FieldKind.LINE),
            Field(name="reason", label="Why", required=False),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The officer changes and is told (LD2). `values["officer"]` is a person's id by now."""
        if values["officer"] == case.dispute.officer:
            raise needs("officer", "That is the officer already.", "Enter another officer's e-mail address.")
        return Decision(
            kind=EntryKind.HANDED_OVER,
            stage=case.stage.id,
            values=values,
            effects=Effects(officer=values["officer"]),
            notices=(
                NoticeDraft(
                    kind=NoticeKind.HANDED_OVER,
                    to=(Addressee(case.protocol.officer, "LD2"),),
                    stage=case.stage.id,
                ),
            ),
        )
