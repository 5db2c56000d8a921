"""What whoever owes a duty may ask of the officer: more time, or to be rid of what isn't theirs; and the answer.

Neither moves anything: the date stays the protocol's and the duty its role's, until people change what they may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from disputes.case import Actor, Case, Decision
from disputes.dispute import Asked
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.limits import due_on
from disputes.moves.answering import rule_of
from disputes.moves.move import Move, needs
from disputes.notices import ADMINISTRATOR, NoticeDraft, NoticeKind
from disputes.refusals import Refusal
from disputes.stage import Addressee
from disputes.working_days import london_date, long_date

STAYS, AGREED = "stays", "agreed"

_A_YEAR = timedelta(days=366)


class _Asking(Move):
    """Made by whoever owes a duty that isn't the officer's own."""

    on_form = False
    kind: ClassVar[EntryKind]

    def targets(self, case: Case) -> Iterator[str]:
        """The open duties of others than the officer, while the dispute is under way."""
        owed = (state.duty for state in case.dispute.open_duties if case.dispute.open)
        return (duty.id for duty in owed if case.protocol.officer not in duty.owners)

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Whoever owes it."""
        return case.dispute.duties[target].duty.owners

    def closed(self, case: Case, target: str) -> Refusal | None:
        """While the same was asked before and has no answer yet."""
        asked = [each for each in case.dispute.requests.values() if (each.duty, each.kind) == (target, self.kind)]
        if not asked or asked[-1].answer is not None:
            return None
        day = long_date(london_date(asked[-1].at))
        return Refusal(
            "asked-already",
            f"{asked[-1].by} said so on {day}, and the officer hasn't answered yet.",
            "Wait for the answer, or speak with the officer.",
            rules=(_rule(asked[-1]),),
        )


class AskMoreTime(_Asking):
    """A request to the officer. No limit of the protocol is ever extended by it."""

    id = "ask-more-time"
    title = "Ask for more time"
    kind = EntryKind.MORE_TIME_ASKED

    def targets(self, case: Case) -> Iterator[str]:
        """Those that have a date."""
        return (target for target in super().targets(case) if case.dispute.duties[target].duty.due)

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """Until when, and why."""
        due = _due(case.dispute.duties[target].duty)
        hint = f"The date stays {long_date(due)}, whatever is asked"
        return (
            Field(name="wished_on", label="Until when", hint=hint, kind=FieldKind.DATE, rule="LD3"),
            Field(name="reason", label="Why more time is needed", rule="LD3"),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """On record and put to the officer; the duty and its date are as before."""
        duty, wished = case.dispute.duties[target].duty, date.fromisoformat(values["wished_on"])
        due = _due(duty)
        if wished <= due:
            raise needs("wished_on", f"You have until {long_date(due)} anyway.", "Enter a later day.", "LD3")
        if wished < london_date(at):
            raise needs("wished_on", "That day has passed.", "Enter today or a later day.", "LD3")
        if wished > london_date(at) + _A_YEAR:
            raise needs("wished_on", f"{long_date(wished)} is more than a year away.", "Check the year.")
        return Decision(
            kind=self.kind,
            stage=duty.stage,
            duty=target,
            values=values,
            facts=(Fact("The date, which stays as it is", long_date(due)),),
            notices=_to_officer(case, actor, NoticeKind.MORE_TIME, duty, "LD3"),
        )


class NotMine(_Asking):
    """Says that a duty isn't theirs. It stays with its role: the directory says who holds that, and cover."""

    id = "not-mine"
    title = "Say that this isn't yours"
    kind = EntryKind.NOT_MINE

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """Why, and whose it is."""
        return (
            Field(name="reason", label="Why it isn't yours", rule="LD4"),
            Field(
                name="whose",
                label="Whose it is",
                hint="Their e-mail address or name, if you know it",
                kind=FieldKind.LINE,
                required=False,
                rule="LD4",
            ),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """On record; the officer and whoever keeps the directory are told, and nothing moves by itself."""
        duty = case.dispute.duties[target].duty
        directory = NoticeDraft(
            kind=NoticeKind.CHECK_DIRECTORY,
            to=(Addressee(ADMINISTRATOR, "LD4"),),
            stage=duty.stage,
            duty=duty.id,
            if_held=True,
        )
        owners = " and ".join(case.protocol.title_of(role) for role in duty.owners)
        return Decision(
            kind=self.kind,
            stage=duty.stage,
            duty=target,
            values=values,
            facts=(Fact("Until the directory or cover changes, it stays with", owners),),
            notices=(*_to_officer(case, actor, NoticeKind.NOT_MINE, duty, "LD4"), directory),
        )


class AnswerRequest(Move):
    """What the officer says to a request; a date changes only where the protocol leaves it to agreement (H10, C5)."""

    id = "answer-request"
    title = "Answer a request"
    on_form = False

    def targets(self, case: Case) -> Iterable[str]:
        """Every request that has no answer yet, while what it is about is still owed."""
        asked = case.dispute.requests.values() if case.dispute.open else ()
        return (str(each.sequence) for each in asked if each.answer is None and case.dispute.duties[each.duty].open)

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer and whoever raised the stage."""
        raiser = case.protocol.stage(_owed(case, _asked(case, target)).stage).raised_by
        return tuple(dict.fromkeys((case.protocol.officer, raiser)))

    def rules(self, case: Case, target: str) -> tuple[str, ...]:
        """The local default that the request rests on."""
        return (_rule(_asked(case, target)),)

    def label(self, case: Case, target: str) -> str:
        """Names who asked, and for what."""
        asked = _asked(case, target)
        if asked.kind is EntryKind.NOT_MINE:
            return f"Answer {asked.by}, who says that it isn't theirs"
        return f"Answer {asked.by}'s request for more time"

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """What is said; and the date, where people may agree on one."""
        answer = Field(name="answer", label="What you say to it")
        asked = _asked(case, target)
        if not _may_agree(case, asked):
            return (answer,)
        choices = (Choice(STAYS, "The date stays as it is"), Choice(AGREED, "We have agreed on another date"))
        rule = _owed(case, asked).rules[0]
        return (
            Field(name="decision", label="What happens to the date", kind=FieldKind.CHOICE, choices=choices, rule=rule),
            Field(
                name="agreed_on",
                label="The date agreed, if another",
                kind=FieldKind.DATE,
                required=False,
                rule=rule,
                preset=asked.wished_on.isoformat() if asked.wished_on else "",
            ),
            answer,
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """On record, and told to whoever owes it. Only an agreed date is written into the duty."""
        asked = _asked(case, target)
        duty = _owed(case, asked)
        redates: tuple[Duty, ...] = ()
        if values.get("decision") == AGREED:
            redates = (_redated(duty, values, asked, at),)
        facts = (Fact("The date stays", long_date(duty.due)),) if duty.due and not redates else ()
        to = tuple(Addressee(role, _rule(asked)) for role in duty.owners if not actor.holds(role))
        told = NoticeDraft(kind=NoticeKind.REQUEST_ANSWERED, to=to, stage=duty.stage, duty=duty.id)
        return Decision(
            kind=EntryKind.REQUEST_ANSWERED,
            stage=duty.stage,
            duty=duty.id,
            values={"request": target, **values},
            effects=Effects(redates=redates),
            facts=facts,
            notices=(told,) if to else (),
        )


def _to_officer(case: Case, actor: Actor, kind: NoticeKind, duty: Duty, rule: str) -> tuple[NoticeDraft, ...]:
    roles = dict.fromkeys((case.protocol.officer, case.protocol.stage(duty.stage).raised_by))
    to = tuple(Addressee(role, rule) for role in roles if not actor.holds(role))
    return (NoticeDraft(kind=kind, to=to, stage=duty.stage, duty=duty.id),) if to else ()


def _redated(duty: Duty, values: Mapping[str, str], asked: Asked, at: datetime) -> Duty:
    """The duty with the date that was agreed; it is owed since when it was owed before."""
    day = date.fromisoformat(values["agreed_on"]) if "agreed_on" in values else asked.wished_on
    if day is None:
        raise needs("agreed_on", "The date that was agreed is missing.", "Enter it.", duty.rules[0])
    if day < london_date(at):
        raise needs("agreed_on", "That day has passed.", "Enter today or a later day.", duty.rules[0])
    if day > london_date(at) + _A_YEAR:
        raise needs("agreed_on", f"{long_date(day)} is more than a year away.", "Check the year.", duty.rules[0])
    due = due_on(day)
    return replace(duty, due=due.on, due_at=due.overdue_at)


def _may_agree(case: Case, asked: Asked) -> bool:
    """Whether the protocol leaves the date of the duty to agreement; nowhere else may anybody move it."""
    return asked.kind is EntryKind.MORE_TIME_ASKED and rule_of(case, asked.duty).agreed


def _rule(asked: Asked) -> str:
    return "LD4" if asked.kind is EntryKind.NOT_MINE else "LD3"


def _asked(case: Case, target: str) -> Asked:
    return case.dispute.requests[int(target)]


def _owed(case: Case, asked: Asked) -> Duty:
    return case.dispute.duties[asked.duty].duty


def _due(duty: Duty) -> date:
    assert duty.due is not None, "only asked about a duty that has a date"  # noqa: S101
    return duty.due
