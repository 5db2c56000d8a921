"""A reply that isn't an answer by itself: on record for the raiser to classify, or come too late to be one."""

from __future__ import annotations

from datetime import datetime

from casework.desk import Desk
from casework.loading import Loaded
from casework.parties import Standing, addressed, held_among
from casework.ports import KeptFile, Work
from casework.received_mail import ReceivedMail
from casework.recording import record
from disputes.case import Decision
from disputes.dispute import DutyState
from disputes.entries import By, Duty, EntryKind
from disputes.fields import TEXT_LIMIT, Fact
from disputes.notices import Notice, NoticeDraft, NoticeKind, Recipient
from disputes.stage import Addressee
from disputes.working_days import london_date, long_date

ATTACHMENTS = "Attachments"
"""The label under which an entry lists the files that came with its mail."""


async def keep_for_raiser(
    work: Work, desk: Desk, mail: ReceivedMail, loaded: Loaded, place: Standing, duty: Duty | None
) -> None:
    """The reply is on the record and says nothing yet; the raiser is asked what it means (X5)."""
    stage = loaded.protocol.stage(duty.stage) if duty else loaded.case.stage
    drafts: tuple[NoticeDraft, ...] = ()
    today = london_date(desk.clock())
    held = await held_among(work.directory, movers(loaded, duty), loaded.matter, today)
    to = tuple(Addressee(role, "X5") for role in held if role not in place.roles)
    if to:
        drafts = (
            NoticeDraft(kind=NoticeKind.REPLY_TO_CLASSIFY, to=to, stage=stage.id, duty=duty.id if duty else None),
        )
    notices = await addressed(work.directory, drafts, loaded.matter, today)
    decision = Decision(
        kind=EntryKind.REPLY_FILED if to else EntryKind.NOTED,
        stage=stage.id,
        duty=duty.id if duty else None,
        values={"mail": mail.identity},
        facts=contents(mail),
        happened_at=received(desk, mail),
    )
    await record(work, desk, loaded.protocol, loaded.dispute, decision, by_sender(place), notices)


async def keep_too_late(
    work: Work, desk: Desk, mail: ReceivedMail, loaded: Loaded, place: Standing, settled: DutyState
) -> None:
    """Somebody answered first, or the stage ended: it is on record, the officer reads it, its sender is told."""
    duty = settled.duty
    today = london_date(desk.clock())
    held = await held_among(work.directory, movers(loaded, duty), loaded.matter, today)
    to = tuple(Addressee(role, "X5") for role in held if role not in place.roles)
    drafts = (NoticeDraft(kind=NoticeKind.ANSWERED, to=to, stage=duty.stage, duty=duty.id),) if to else ()
    notices = await addressed(work.directory, drafts, loaded.matter, today)
    role = next(role for role in duty.owners if role in place.roles)
    sender = Recipient(person=place.person.id, roles=(Addressee(role, "X5"),), cover_for=place.cover_for.get(role))
    told = Notice(kind=NoticeKind.ALREADY_ANSWERED, to=(sender,), stage=duty.stage, duty=duty.id)
    decision = Decision(
        kind=EntryKind.NOTED,
        stage=duty.stage,
        duty=duty.id,
        values={"mail": mail.identity},
        facts=(_how_settled(settled), *contents(mail)),
        happened_at=received(desk, mail),
    )
    if not _told_before(loaded, told):
        notices = (*notices, told)
    await record(work, desk, loaded.protocol, loaded.dispute, decision, by_sender(place), notices)


def _told_before(loaded: Loaded, told: Notice) -> bool:
    """Whether somebody was told this before: a program that answers what we write isn't written to for ever."""
    return any(
        notice.kind is told.kind and notice.duty == told.duty and notice.to[0].person == told.to[0].person
        for entry in loaded.entries
        for notice in entry.notices
    )


def _how_settled(settled: DutyState) -> Fact:
    if settled.discharged_at:
        return Fact("Answered before", f"{settled.closed_by}, {long_date(london_date(settled.discharged_at))}")
    return Fact("Answered before", "The stage had ended")


def movers(loaded: Loaded, duty: Duty | None) -> tuple[str, ...]:
    """The roles that decide how a dispute goes on: its officer, and whoever raises the stage."""
    stage = loaded.protocol.stage(duty.stage) if duty else loaded.case.stage
    return loaded.protocol.officer, stage.raised_by


def contents(mail: ReceivedMail) -> tuple[Fact, ...]:
    """What a mail says, as the record has it: text, what to mind, files."""
    inside = (Fact("Mind", "The sender also wrote between the quoted lines; open the original."),)
    return (
        Fact("Reply", cut(mail.text)),
        *(inside if mail.answers_inside_quote else ()),
        *file_facts(mail),
    )


def file_facts(mail: ReceivedMail) -> tuple[Fact, ...]:
    """The files that came with a mail: name, type and size of each, and why it wasn't taken, if so."""
    listed = "\n".join(file_line(file) for file in mail.files)
    return (Fact(ATTACHMENTS, cut(listed)),) if listed else ()


def file_line(file: KeptFile) -> str:
    """One file in a list."""
    size = f"{file.size:,} bytes" if file.size < 10_000 else f"{file.size // 1000:,} kB"
    line = f"{file.name or 'without a name'} ({file.content_type}, {size})"
    return f"{line}: not taken. {file.refused}" if file.refused else line


def received(desk: Desk, mail: ReceivedMail) -> datetime:
    """When it was received; a server whose clock is ahead of ours puts nothing into the future."""
    return min(mail.received_at, desk.clock())


def by_sender(place: Standing) -> By:
    """A mail's sender, in every role that they have in the dispute."""
    return place.acting_as(sorted(place.roles))


def cut(text: str) -> str:
    """What fits on the record; the original is kept whole."""
    short = text.strip() or "(no text)"
    return short if len(short) <= TEXT_LIMIT else short[: TEXT_LIMIT - 1] + "…"
