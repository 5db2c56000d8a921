"""What a letter shows, worked out from a notice before any template sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from casework.show_notice import ASKED
from casework.views import DueView, DutyView, MeetingView, NoticeView, Reason, RecipientView, RuleView
from disputes.entries import EntryKind
from disputes.fields import Fact
from disputes.notices import NoticeKind
from disputes.rules import Basis
from disputes.working_days import long_date
from mail.letters.links import ReplyLink, reply_links
from mail.signed_reference import ReferenceSigner

ASKING = frozenset({NoticeKind.STAGE_RAISED, NoticeKind.BROUGHT_IN, NoticeKind.NUDGE})
"""The kinds that ask their addressee for something that a reply can give."""

TIMED = ASKING | {NoticeKind.LAPSED, NoticeKind.INTENT, NoticeKind.VACANT, NoticeKind.REPLY_TO_CLASSIFY}
"""The kinds whose duty is still owed, so that its due date is explained."""


class Timing(StrEnum):
    """Where a duty stands on the day of the letter."""

    BEFORE = "before"
    TODAY = "today"
    OVERDUE = "overdue"
    NO_LIMIT = "no-limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """How the council's letters look: its name, two colours as #rrggbb, and what its footer adds."""

    council: str
    bar: str = "#0b0c0c"
    accent: str = "#1d70b8"
    footer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRoom:
    """What every letter of an installation shares. `practice` marks letters that mean nothing."""

    branding: Branding
    mailbox: str
    signer: ReferenceSigner
    teams_link: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """Why somebody gets the letter: in which role, addressed or copied, by which rule and in whose words."""

    name: str
    role: str
    copied: bool
    rule: str
    quote: str
    local: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """Everything that the templates use. Dates are written out; free text is exactly as it was typed."""

    kind: NoticeKind
    entry: EntryKind
    reference: str
    branding: Branding
    practice: bool
    protocol: str
    stage: str
    entered: str
    by: str
    officer: str
    happened_on: str
    facts: tuple[Fact, ...]
    addressees: str
    duty: DutyView | None
    timing: Timing
    asks_for_meeting: bool
    because: tuple[Because, ...]
    links: tuple[ReplyLink, ...] = field(default=())
    teams_link: str = ""
    token: str = ""
    asks: str = ""
    must: RuleView | None = None
    meeting: MeetingView | None = None
    encloses: tuple[str, ...] = ()

    @property
    def hours(self) -> str:
        """The hours of the meeting, as people in England write them; nothing where they aren't known."""
        if self.meeting is None or self.meeting.begins is None:
            return ""
        begins = f"{self.meeting.begins:%H:%M}"
        return f"{begins} to {self.meeting.ends:%H:%M}" if self.meeting.ends else begins

    @property
    def meets_on(self) -> str:
        """The day of the meeting in words."""
        return long_date(self.meeting.on) if self.meeting else ""

    @property
    def met_before(self) -> str:
        """The day on which it was to be before it was changed, in words."""
        return long_date(self.meeting.before) if self.meeting and self.meeting.before else ""

    @property
    def due(self) -> str:
        """The due date in words, or nothing."""
        return self.duty.due.text if self.duty and self.duty.due else ""

    @property
    def when(self) -> DueView | None:
        """The due date to explain, where the duty is still owed."""
        return self.duty.due if self.duty and self.kind in TIMED else None

    @property
    def copied(self) -> bool:
        """Whether anybody gets it as a copy."""
        return any(line.copied for line in self.because)


def letter_view(notice: NoticeView, room: LetterRoom, today: date) -> LetterView:
    """The view of a notice as a letter that is written `today`.

    Reply links are for what a reply can settle: a duty of the addressees that is still owed.
    """
    duty = notice.duty
    asked = notice.kind in ASKING and duty is not None
    recipient = notice.to[0].person if notice.to else ""
    token = room.signer.sign(notice.reference, duty.id if duty else None, recipient)
    return LetterView(
        kind=notice.kind,
        entry=notice.entry,
        reference=notice.reference,
        branding=room.branding,
        practice=room.practice,
        protocol=notice.protocol,
        stage=notice.stage,
        entered=notice.entered or "",
        by=notice.by,
        officer=notice.officer,
        happened_on=long_date(notice.happened_at),
        facts=_facts(notice),
        addressees=_named(notice.to),
        duty=duty,
        timing=_timing(duty, today),
        asks_for_meeting=notice.asks_for_meeting,
        because=tuple(
            line
            for copied, recipients in ((False, notice.to), (True, notice.copies))
            for recipient in recipients
            for line in _reasons(recipient, copied=copied)
        ),
        links=reply_links(room.mailbox, notice.reference, duty.kind, token, dated=duty.due is not None)
        if asked and duty
        else (),
        teams_link=room.teams_link,
        token=token,
        asks=notice.asks,
        must=notice.must,
        meeting=notice.meeting,
        encloses=_enclosed(notice),
    )


def _facts(notice: NoticeView) -> tuple[Fact, ...]:
    """What was entered, without what the letter says in a place of its own."""
    meeting = notice.meeting
    days = [day for day in (meeting.on, meeting.before) if day] if meeting else []
    said = {meeting.words, meeting.purpose, *map(long_date, days)} if meeting else set[str]()
    return tuple(fact for fact in notice.facts if fact.label != ASKED and fact.text not in said)


def _enclosed(notice: NoticeView) -> tuple[str, ...]:
    """What goes with the letter, in words."""
    paper, meeting = notice.paper, notice.meeting
    return (
        *((f"{paper.title} (PDF), because of rule {paper.rule.id}: “{paper.rule.text}”",) if paper else ()),
        *((f"{'The cancellation' if meeting.called_off else 'The invitation'} for your calendar",) if meeting else ()),
    )


def _timing(duty: DutyView | None, today: date) -> Timing:
    if duty is None or duty.due is None:
        return Timing.NO_LIMIT
    if today == duty.due.on:
        return Timing.TODAY
    return Timing.BEFORE if today < duty.due.on else Timing.OVERDUE


def _named(recipients: tuple[RecipientView, ...]) -> str:
    names = [f"{r.name} ({', '.join(reason.role for reason in r.reasons)})" for r in recipients]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _reasons(recipient: RecipientView, *, copied: bool) -> list[Because]:
    """A line for each rule; one for whoever was added without a rule, with the officer's reason (X6)."""
    found = [_because(recipient, reason, copied=copied) for reason in recipient.reasons]
    if found or not recipient.added_by:
        return found
    words = recipient.because or ""
    role = f"added by {recipient.added_by}"
    return [Because(name=recipient.name, role=role, copied=copied, rule="", quote=words, local="")]


def _because(recipient: RecipientView, reason: Reason, *, copied: bool) -> Because:
    rule = reason.rule
    return Because(
        name=recipient.name + (f", covering for {recipient.cover_for}" if recipient.cover_for else ""),
        role=reason.role,
        copied=copied,
        rule=rule.id,
        quote=rule.quote or rule.text,
        local="" if rule.basis is Basis.DOCUMENT else rule.basis.value,
    )
