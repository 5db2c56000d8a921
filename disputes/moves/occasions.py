"""What the protocol wants on record when it happens, and tasks that people agree a date for (H8, W29, C3, C5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from disputes import duties
from disputes.case import Actor, Case, Decision
from disputes.entries import Effects, EntryKind
from disputes.fields import Field, FieldKind
from disputes.kinds import Trigger
from disputes.moves.answering import HOW_RECEIVED
from disputes.moves.move import FROM_ANYWHERE, Move, needs, officer_is_told
from disputes.notices import NoticeDraft, NoticeKind
from disputes.protocol import Occasion
from disputes.stage import Addressee
from disputes.working_days import london_date


class RecordOccasion(Move):
    """Something that the protocol names has happened; it may tell people, and it may start a duty."""

    id = "record-occasion"
    title = "Record what happened"
    on_form = False
    dated = True

    def targets(self, case: Case) -> Iterable[str]:
        """Every occasion that the protocol names; the officer's also after the end, which may change the plan."""
        officer, is_open = case.protocol.officer, case.dispute.open
        return (occasion.id for occasion in case.protocol.occasions if is_open or officer in occasion.by)

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Whom the protocol names for it; after the end the officer."""
        return _occasion(case, target).by if case.dispute.open else (case.protocol.officer,)

    def label(self, case: Case, target: str) -> str:
        """Names the occasion."""
        return _occasion(case, target).title

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """What happened."""
        return (Field(name="details", label="What happened", rule=_occasion(case, target).rules[0]),)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """On record, with the duty and the notice that the protocol ties to it."""
        occasion = _occasion(case, target)
        started = ()
        if occasion.starts:
            started = duties.start(case.stage, occasion.starts, at, case.protocol, case.calendar, case.dispute)
        notice = occasion.notice
        drafts = (
            (NoticeDraft(kind=NoticeKind.OCCASION, to=notice.to, copies=notice.copies, stage=case.stage.id),)
            if notice
            else ()
        )
        return Decision(
            kind=EntryKind.OCCASION,
            stage=case.stage.id,
            values={"occasion": target, **values},
            effects=Effects(starts=started),
            notices=drafts,
        )


class AgreeTask(Move):
    """A corrective action with the date that was agreed for it; each has a clock of its own (C3, C5, CA10)."""

    id = "agree-task"
    title = "Agree a task and its date"

    def targets(self, case: Case) -> Iterable[str]:
        """Stages whose duties come from agreements."""
        agrees = any(duty.starts is Trigger.AGREED for duty in case.stage.duties)
        return (FROM_ANYWHERE,) if case.dispute.open and agrees else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The addressees who accept, and the officer who records that they did."""
        return tuple(dict.fromkeys((case.protocol.officer, *(a.role for a in case.stage.to))))

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """What is to be done, and by when; the officer alone can't agree, and says how it was accepted (CA10)."""
        rules = next(duty.rules for duty in case.stage.duties if duty.starts is Trigger.AGREED)
        own = (
            Field(name="task", label="What is to be done", rule=rules[0]),
            Field(name="agreed_on", label="Date agreed for it", kind=FieldKind.DATE, rule=rules[-1]),
        )
        accepting = [addressee.role for addressee in case.stage.to]
        if actor.holds(*accepting):
            return own
        who = " or ".join(f"the {case.protocol.title_of(role)}" for role in accepting)
        return (*own, replace(HOW_RECEIVED, label=f"How {who} accepted it", rule=rules[-1]))

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The task is owed from now on, by its date, and whoever owes it is told."""
        due = date.fromisoformat(values["agreed_on"])
        if due < london_date(at):
            raise needs("agreed_on", "That date has passed.", "Enter today or a later day.")
        started = duties.start(case.stage, Trigger.AGREED, at, case.protocol, case.calendar, case.dispute, due=due)
        told = tuple(
            NoticeDraft(
                kind=NoticeKind.OCCASION,
                to=tuple(Addressee(role, duty.rules[0]) for role in duty.owners),
                copies=officer_is_told(case.protocol, actor),
                stage=case.stage.id,
                duty=duty.id,
            )
            for duty in started
        )
        effects = Effects(starts=started)
        return Decision(kind=EntryKind.TASK_AGREED, stage=case.stage.id, values=values, effects=effects, notices=told)


def _occasion(case: Case, occasion_id: str) -> Occasion:
    return next(occasion for occasion in case.protocol.occasions if occasion.id == occasion_id)
