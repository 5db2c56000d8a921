"""The small cast of these tests: a council's protocol, a Monday before Easter, and a dispute that can be played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import pytest

from disputes.case import Actor, Case, Decision
from disputes.dispute import Dispute, DutyState, Opening, fold
from disputes.england import england
from disputes.entries import CLOCK, MAILBOX, By, Entry, EntryKind
from disputes.fields import Field, FieldKind, read_values
from disputes.moves.catalogue import decide, fields_of, offers
from disputes.moves.raising import decide_raise, raise_fields
from disputes.notices import Holder, Notice, NoticeDraft, NoticeKind, address
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.rules import Reading
from disputes.stage import Addressee
from disputes.working_days import LONDON, WorkingCalendar, london_date
from protocols.reading import shipped

MONDAY = date(2026, 3, 30)
"""The Monday before Easter: Good Friday is on 3 April 2026, Easter Monday on the 6th."""

REFERENCE = "DRP-2026-0042"
ANYTHING = "As discussed, see the case system."
RAISED: Mapping[str, str] = {
    "subject": "FC-1187",
    "team": "North",
    "stage": "stage-1",
    "themes": "case-management",
    "wrong": "The recommendations of the last review have not been carried out.",
    "wanted": "They are carried out.",
    "steps": "A training plan by the end of April.",
    "tried": "Two conversations with the supervising social worker.",
    "interests": "The child's contact plan depends on it.",
    "immediate_risk": "no",
    "agreed_on": "2026-04-10",
}


@lru_cache
def bradford() -> Protocol:
    """Bradford's protocol as it is shipped."""
    return shipped()["bradford-firo"]


def reading_as(protocol: Protocol, reading: str, value: str) -> Protocol:
    """The protocol as a council has it that reads one ambiguous passage otherwise."""
    known: Reading = protocol.readings[reading]
    return replace(protocol, readings={**protocol.readings, reading: replace(known, value=value)})


def moment(day: date | str, clock: str = "10:00") -> datetime:
    """A moment in London."""
    on = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(on, time.fromisoformat(clock), LONDON)


def roles(addressees: Sequence[Addressee]) -> list[str]:
    """Who is addressed, as roles."""
    return [addressee.role for addressee in addressees]


class Play:
    """One dispute, played by roles: each move is decided by the rules, written as an entry and folded."""

    def __init__(
        self,
        protocol: Protocol | None = None,
        *,
        raised: date | str = MONDAY,
        clock: str = "10:00",
        closures: tuple[date, ...] = (),
        brought_in: bool = False,
        **values: str,
    ) -> None:
        self.protocol = protocol or bradford()
        self.calendar: WorkingCalendar = england(closures)
        self.now = moment(raised, clock)
        self.entries: list[Entry] = []
        self.notices: tuple[NoticeDraft, ...] = ()
        self.decision = self._raise(values, brought_in=brought_in)
        self.dispute: Dispute = fold([self._write(self.decision, self.by(self.protocol.officer))])

    def _raise(self, given: Mapping[str, str], *, brought_in: bool) -> Decision:
        fields = raise_fields(self.protocol)
        usual = {field.name: self._usual(field) for field in fields if field.required or field.name in RAISED}
        values = read_values(fields, {name: v for name, v in {**usual, **given}.items() if v})
        opening = Opening(
            reference=REFERENCE,
            protocol=self.protocol.id,
            version=self.protocol.version,
            subject=values["subject"],
            team=values["team"],
            officer=f"the {self.protocol.officer}",
        )
        return decide_raise(self.protocol, self.calendar, opening, values, self.now, brought_in=brought_in)

    @property
    def case(self) -> Case:
        """The dispute as the rules judge it now."""
        return Case(self.protocol, self.dispute, self.calendar, self.now)

    @property
    def stage(self) -> str:
        """Where the dispute is."""
        return self.dispute.visit.stage

    @staticmethod
    def actor(*held: str) -> Actor:
        """Somebody who holds these roles."""
        return Actor("+".join(held), frozenset(held))

    @staticmethod
    def by(*held: str) -> By:
        """The same person, as an entry names them."""
        return By(person=f"the {'+'.join(held)}", name=f"The {'+'.join(held)}", roles=held)

    def on(self, day: date | str, clock: str = "10:00") -> Play:
        """Time passes until then."""
        then = moment(day, clock)
        assert then >= self.now, "time passes forwards"
        self.now = then
        return self

    def later(self, **span: float) -> Play:
        """Some time passes."""
        self.now += timedelta(**span)
        return self

    def offered(self, *held: str) -> dict[str, Refusal | None]:
        """What somebody is offered, as move:target, with the gate that is still closed."""
        return {f"{o.move.id}:{o.target}".rstrip(":"): o.closed for o in offers(self.case, self.actor(*held))}

    def targets(self, move: str, *held: str) -> list[str]:
        """What a move can be aimed at by somebody now."""
        return [o.target for o in offers(self.case, self.actor(*held)) if o.move.id == move]

    def does(
        self, role: str, move: str, target: str | None = None, *, at: datetime | None = None, **values: str
    ) -> Play:
        """Somebody makes a move. Fields that the test is silent about get a plausible answer."""
        actor = self.actor(role)
        aimed = target if target is not None else next(iter(self.targets(move, role)), "")
        asked = fields_of(self.case, actor, move, aimed)
        entered = {**{f.name: self._plausible(f) for f in asked if f.required}, **values}
        self.decision = decide(self.case, actor, move, aimed, {k: v for k, v in entered.items() if v}, at or self.now)
        self.dispute.apply(self._write(self.decision, self.by(role)))
        return self

    def refuses(
        self, role: str, move: str, target: str | None = None, *, at: datetime | None = None, **values: str
    ) -> Refusal:
        """The refusal that somebody gets, who makes a move which isn't allowed; nothing changes."""
        before = (len(self.entries), self.stage, len(self.dispute.open_duties))
        with pytest.raises(Refusal) as caught:
            self.does(role, move, target, at=at, **values)
        assert (len(self.entries), self.stage, len(self.dispute.open_duties)) == before
        assert caught.value.text
        assert caught.value.next_step
        return caught.value

    def happens(self, kind: EntryKind, duty: str | None = None, by: By = CLOCK, **values: str) -> Play:
        """The clock, the mailbox or the dispatcher writes an entry."""
        decision = Decision(kind=kind, stage=self.stage, duty=duty, values=values)
        self.dispute.apply(self._write(decision, by))
        return self

    def reply_arrives(self, duty: str | None) -> str:
        """A reply is filed from the mailbox; the number of its entry is the target of classifying it."""
        self.happens(EntryKind.REPLY_FILED, duty, by=MAILBOX)
        return str(len(self.entries))

    def duty(self, duty: str) -> DutyState:
        """A duty and what has become of it."""
        return self.dispute.duties[duty]

    def owed(self, role: str) -> list[str]:
        """What a role still owes."""
        return [s.duty.id for s in self.dispute.open_duties if role in s.duty.owners]

    def notice(self, kind: NoticeKind) -> NoticeDraft:
        """The last entry's notice of a kind."""
        return next(notice for notice in self.notices if notice.kind is kind)

    def _usual(self, field: Field) -> str:
        usual = RAISED.get(field.name, self._plausible(field))
        return usual if not field.options or usual in {c.value for c in field.options} else self._plausible(field)

    def _plausible(self, field: Field) -> str:
        match field.kind:
            case FieldKind.DATE:
                return london_date(self.now).isoformat()
            case FieldKind.CHOICE | FieldKind.CHOICES:
                return field.choices[0].value
            case FieldKind.YES_NO:
                return "no"
            case FieldKind.LINE | FieldKind.TEXT:
                return ANYTHING

    def _write(self, decision: Decision, by: By) -> Entry:
        self.notices = decision.notices
        entry = Entry(
            sequence=len(self.entries) + 1,
            kind=decision.kind,
            happened_at=decision.happened_at or self.now,
            recorded_at=self.now,
            by=by,
            stage=decision.stage,
            duty=decision.duty,
            values=decision.values,
            effects=decision.effects,
            facts=decision.facts,
            notices=tuple(_addressed(draft) for draft in decision.notices),
            late_reason=decision.late_reason,
        )
        self.entries.append(entry)
        return entry


def at_stage_2(protocol: Protocol | None = None) -> Play:
    """Stage 1 went unanswered; Stage 2 opens on Thursday 9 April 2026."""
    play = Play(protocol).on("2026-04-09")
    return play.does("FIRO", "escalate", "stage-2", reasons="silence")


def at_stage_3(protocol: Protocol | None = None) -> Play:
    """Nobody confirmed a meeting at Stage 2 either; Stage 3 opens on Friday 17 April 2026."""
    play = at_stage_2(protocol).on("2026-04-17")
    return play.does("FIRO", "escalate", "stage-3", reasons="silence")


def after_stage_3_meeting(protocol: Protocol | None = None) -> Play:
    """The Stage 3 meeting was held on Tuesday 28 April 2026 and resolved nothing."""
    play = at_stage_3(protocol).on("2026-04-20")
    play.does("HoS", "confirm-meeting", meeting_on="2026-04-28").on("2026-04-28")
    return play.does("SRSM", "record-meeting", held_on="2026-04-28")


def _addressed(draft: NoticeDraft) -> Notice:
    def holders(role: str) -> Sequence[Holder]:
        return [Holder(f"the {role}")]

    def nobody(role: str) -> Refusal:
        raise AssertionError(f"nobody holds {role}")

    return address(draft, holders, nobody)
