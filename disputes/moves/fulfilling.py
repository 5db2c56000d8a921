"""Saying that something which had to be written down or done was done: notes, minutes, what the child was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from disputes import duties
from disputes.case import Actor, Case, Decision
from disputes.case_notes import case_note
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.kinds import DutyKind
from disputes.moves.answering import rule_of
from disputes.moves.meetings import meeting_at
from disputes.moves.move import Move
from disputes.notices import NoticeDraft, NoticeKind
from disputes.stage import Addressee

UNDERSTOOD = Field(
    name="understood",
    label="Did the child understand?",
    kind=FieldKind.CHOICE,
    choices=(
        Choice("yes", "Yes"),
        Choice("not-yet", "Not yet: it will be explained again"),
        Choice("cannot", "The child can't yet, because of age or understanding"),
    ),
)
"""Asked where the protocol wants the child to understand (H30)."""


class Fulfil(Move):
    """Says that something which had to be written or done was done: case notes, summaries, minutes (B14, B21)."""

    id = "fulfil"
    title = "Mark as done"
    dated = True

    def targets(self, case: Case) -> Iterable[str]:
        """What is owed in writing; it stays owed after the dispute has ended."""
        return (duty.id for duty in duties.of_kind(case.dispute, duties.WRITTEN_DOWN))

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Whoever owes it, and the officer on their behalf."""
        return tuple(dict.fromkeys((*case.dispute.duties[target].duty.owners, case.protocol.officer)))

    def label(self, case: Case, target: str) -> str:
        """Says what was owed."""
        duty = case.dispute.duties[target].duty
        return f"Done: {duties.owes(duty, case.protocol.stage(duty.stage).title)}"

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The text where there is one, otherwise a remark; whose part it is, where several owe one each (H17)."""
        duty = case.dispute.duties[target].duty
        whose: tuple[Field, ...] = ()
        if duty.together and actor.holds(case.protocol.officer):
            choices = tuple(Choice(role, case.protocol.title_of(role)) for role in _still_to_do(case, duty))
            whose = (Field(name="whose", label="Whose part is done", kind=FieldKind.CHOICE, choices=choices),)
        return (*whose, *_what_was_done(case, duty))

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The duty is discharged, and its gate opens; minutes go to everybody who attended (C21).

        Where several owe a part each, the last one discharges it; what isn't understood yet stays owed (H30).
        """
        duty = case.dispute.duties[target].duty
        record = (Fact("Recorded as", duty.record),) if duty.record else ()
        gate = rule_of(case, target).gate
        left = _left_after(case, actor, duty, values) if duty.together else []
        if duty.together and left == _still_to_do(case, duty):
            raise self.stale(case, target)
        whole = not left and values.get("understood") != "not-yet"
        return Decision(
            kind=EntryKind.FULFILLED,
            stage=duty.stage,
            duty=target,
            values=values,
            facts=record,
            effects=Effects(discharges=(target,) if whole else (), opens_gates=(gate,) if gate and whole else ()),
            notices=_minutes(case, actor, duty) if duty.kind is DutyKind.CIRCULATE_MINUTES else (),
        )


def _what_was_done(case: Case, duty: Duty) -> tuple[Field, ...]:
    match duty.kind:
        case DutyKind.CIRCULATE_MINUTES:
            return (Field(name="text", label="The minutes"),)
        case DutyKind.TELL_ADVOCACY:
            how = Field(name="text", label="How the child was told, or why not", rule=duty.rules[0])
            return (replace(UNDERSTOOD, rule=duty.rules[0]), how)
        case _:
            note = case_note(case, duty)
            hint = "Ready to copy into the case system" if note else ""
            written = Field(name="text", label="What was written, or a remark", required=False, hint=hint, preset=note)
            return (written,)


def _still_to_do(case: Case, duty: Duty) -> list[str]:
    return [role for role in duty.owners if role not in case.dispute.duties[duty.id].answered_by]


def _left_after(case: Case, actor: Actor, duty: Duty, values: Mapping[str, str]) -> list[str]:
    done = {values["whose"]} if "whose" in values else set(actor.roles)
    return [role for role in _still_to_do(case, duty) if role not in done]


def _minutes(case: Case, actor: Actor, duty: Duty) -> tuple[NoticeDraft, ...]:
    meeting = meeting_at(case, duty.stage)
    if meeting is None:
        return ()
    attended = next((visit.attended for visit in reversed(case.dispute.visits) if visit.stage == duty.stage), ())
    roles = (role for role in dict.fromkeys(attended or (meeting.chair, *meeting.attendees)) if not actor.holds(role))
    to = tuple(Addressee(role, duty.rules[0]) for role in roles)
    return (NoticeDraft(kind=NoticeKind.MINUTES, to=to, stage=duty.stage, duty=duty.id),) if to else ()
