"""What a responsible manager does: acknowledge, respond, confirm a meeting date; also recorded on their behalf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from disputes import duties
from disputes.case import Actor, Case, Decision
from disputes.entries import Effects, EntryKind
from disputes.fields import Choice, Field, FieldKind
from disputes.kinds import CompleteWhen, DutyKind, Trigger
from disputes.moves.meetings import TIME_AND_PLACE, invited, meeting_day, own_seat
from disputes.moves.move import Move, officer_is_told
from disputes.notices import NoticeDraft, NoticeKind
from disputes.stage import DutyRule

ANSWERED_BY = (DutyKind.RESPOND, DutyKind.CONFIRM_MEETING_DATE, DutyKind.COMPLETE_ACTIONS)

HOW_RECEIVED = Field(
    name="how",
    label="How you had this answer",
    kind=FieldKind.CHOICE,
    choices=(
        Choice("phone", "By telephone"),
        Choice("face-to-face", "Face to face"),
        Choice("email", "By e-mail to me"),
        Choice("case-system", "In the case system"),
    ),
)

COMPLETED = Field(
    name="actions",
    label="Are the agreed actions completed?",
    kind=FieldKind.CHOICE,
    choices=(
        Choice("completed", "Yes, all of them"),
        Choice("partly", "Some of them"),
        Choice("not-yet", "Not yet"),
    ),
)


class Answer(Move):
    """A move that a duty's owner makes, or the stage's raiser records as received outside the tool."""

    dated = True
    kinds: tuple[DutyKind, ...] = ANSWERED_BY

    def targets(self, case: Case) -> Iterable[str]:
        """The open duties that it answers."""
        return (duty.id for duty in duties.of_kind(case.dispute, self.kinds))

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The duty's owners; the officer and the stage's raiser on their behalf."""
        duty = case.dispute.duties[target].duty
        raiser = case.protocol.stage(duty.stage).raised_by
        return tuple(dict.fromkeys((*duty.owners, raiser, case.protocol.officer)))

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The answer's own fields; who records for somebody else also says how it was received."""
        own = self.answer_fields(case, target)
        if self._owns(case, actor, target):
            return own
        owners = case.dispute.duties[target].duty.owners
        if len(owners) == 1:
            return (HOW_RECEIVED, *own)
        choices = tuple(Choice(role, case.protocol.title_of(role)) for role in owners)
        whose = Field(name="whose", label="Whose answer it is", kind=FieldKind.CHOICE, choices=choices)
        return (whose, HOW_RECEIVED, *own)

    def answer_fields(self, case: Case, target: str) -> tuple[Field, ...]:
        """What the answer itself consists of."""
        return ()

    def _owns(self, case: Case, actor: Actor, target: str) -> bool:
        return actor.holds(*case.dispute.duties[target].duty.owners)

    def _told(self, case: Case, actor: Actor, target: str) -> tuple[NoticeDraft, ...]:
        duty = case.dispute.duties[target].duty
        raiser = case.protocol.stage(duty.stage).raised_by
        to = officer_is_told(case.protocol, actor, raiser)
        return (NoticeDraft(kind=NoticeKind.ANSWERED, to=to, stage=duty.stage, duty=target),) if to else ()


class Acknowledge(Answer):
    """Says that the matter was received. It stops no clock (B13, X5)."""

    id = "acknowledge"
    title = "Acknowledge"

    def targets(self, case: Case) -> Iterable[str]:
        """Answerable duties that nobody has acknowledged yet."""
        return (target for target in super().targets(case) if not case.dispute.duties[target].acknowledged_at)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """Recorded and told to the officer; the duty stays open."""
        duty = case.dispute.duties[target].duty
        return Decision(
            kind=EntryKind.ACKNOWLEDGED,
            stage=duty.stage,
            duty=target,
            values=values,
            effects=Effects(acknowledges=(target,)),
            notices=self._told(case, actor, target),
        )


class Respond(Answer):
    """Answers in substance. Where the protocol asks for completed actions, only those discharge it (B13)."""

    id = "respond"
    title = "Respond"
    kinds = (DutyKind.RESPOND, DutyKind.COMPLETE_ACTIONS)

    def answer_fields(self, case: Case, target: str) -> tuple[Field, ...]:
        """The response and, where completed actions are what is owed, whether they are (B13, C5)."""
        rule = rule_of(case, target)
        text = Field(name="response", label="Your response", hint="Your view of each concern, and what is being done")
        completing = rule.kind is DutyKind.COMPLETE_ACTIONS or rule.complete_when is CompleteWhen.ACTIONS_COMPLETED
        return (text, COMPLETED) if completing else (text,)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """A whole response discharges the duty; a partial one, or one of several owners', leaves it open."""
        duty = case.dispute.duties[target].duty
        whole = values.get("actions", "completed") == "completed" and not _awaited(case, actor, target, values)
        return Decision(
            kind=EntryKind.RESPONDED,
            stage=duty.stage,
            duty=target,
            values=values,
            effects=Effects(acknowledges=(target,), answers=(target,), discharges=(target,) if whole else ()),
            notices=self._told(case, actor, target),
        )


class ConfirmMeetingDate(Answer):
    """Confirms the date of the stage's meeting, which discharges the duty; the meeting may be later (B18, B26)."""

    id = "confirm-meeting"
    title = "Confirm the meeting date"
    kinds = (DutyKind.CONFIRM_MEETING_DATE,)

    def answer_fields(self, case: Case, target: str) -> tuple[Field, ...]:
        """The date, and where and when in words."""
        return (
            Field(name="meeting_on", label="Date of the meeting", kind=FieldKind.DATE),
            TIME_AND_PLACE,
            Field(name="response", label="Anything to say before the meeting", required=False),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The duty is discharged, the chair owes the meeting on that day (BA4), chair and attendees are told."""
        duty = case.dispute.duties[target].duty
        stage = case.protocol.stage(duty.stage)
        day = meeting_day(values, at)
        to = invited(stage.meeting, actor) if stage.meeting else officer_is_told(case.protocol, actor)
        copies = own_seat(stage.meeting, actor) if stage.meeting else ()
        return Decision(
            kind=EntryKind.MEETING_CONFIRMED,
            stage=duty.stage,
            duty=target,
            values=values,
            effects=Effects(
                acknowledges=(target,),
                answers=(target,),
                discharges=(target,),
                meeting_on=day,
                starts=duties.start(
                    stage, Trigger.DATE_CONFIRMED, at, case.protocol, case.calendar, case.dispute, due=day
                ),
            ),
            notices=(
                NoticeDraft(kind=NoticeKind.MEETING_CONFIRMED, to=to, copies=copies, stage=duty.stage, duty=target),
            ),
        )


def _awaited(case: Case, actor: Actor, target: str, values: Mapping[str, str]) -> set[str]:
    """The owners of whom an answer is still needed after this one, where the protocol asks all of them."""
    state = case.dispute.duties[target]
    if not state.duty.together:
        return set()
    speaks = {values["whose"]} if "whose" in values else set(actor.roles)
    return set(state.duty.owners) - state.answered_by - speaks


def rule_of(case: Case, duty_id: str) -> DutyRule:
    """The protocol's own description of a duty that is owed."""
    duty = case.dispute.duties[duty_id].duty
    rules = (*case.protocol.stage(duty.stage).duties, *case.protocol.duties)
    return next(rule for rule in rules if rule.id == duty.rule_id)
