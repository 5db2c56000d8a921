"""Use cases: an administrator or an officer files a mail that waits in triage to a dispute, or sets it aside."""

from __future__ import annotations

from dataclasses import dataclass

from casework.desk import Desk
from casework.file_bounce import file_bounce
from casework.file_mail import BY_MACHINE, duty_meant
from casework.keep_reply import by_sender, contents, cut, movers, received
from casework.loading import Loaded, load
from casework.match_mail import Match
from casework.parties import Standing, addressed, held_among, standing
from casework.ports import SET_ASIDE, KeptMail, Person, Work
from casework.received_mail import MailSort, ReceivedMail
from casework.recording import record
from casework.retrying import until_unchanged
from casework.show_plumbing import is_administrator
from casework.triage import not_waiting, nothing_to_see, waiting_mail
from disputes.case import Decision
from disputes.entries import MAILBOX, By, EntryKind
from disputes.fields import TEXT_LIMIT, Fact
from disputes.notices import NoticeDraft, NoticeKind
from disputes.refusals import Refusal, unknown_reference
from disputes.stage import Addressee
from disputes.working_days import london_date

FILED = "filed"

AT_THE_COMMAND_LINE = By(person="console", name="An administrator, at the command line")
"""Who files a mail with `drp`: whoever may run it there has the keys to everything, and no name here."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A mail that was filed by hand, and where. `again` says that it had been before."""

    reference: str
    again: bool = False


async def file_by_hand(
    desk: Desk, person_id: str | None, mail_id: str, reference: str, *, key: tuple[str, str]
) -> Placed:
    """Files a mail from triage to a dispute, for its officer or an administrator; None is the command line.

    It goes on record as received when it was, by whom it came from and filed by whom, and the raiser is asked what it
    means (X5). The same request again changes nothing. Raises Refusal with nothing changed.
    """
    return await until_unchanged(lambda: _file(desk, person_id, mail_id, reference.strip().upper(), key))


async def set_aside(desk: Desk, person_id: str | None, mail_id: str, reason: str, *, key: tuple[str, str]) -> None:
    """Takes a mail out of triage without filing it: it stays kept, with the reason. Raises Refusal."""
    why = reason.strip()
    if not why:
        raise Refusal("no-reason", "Setting a mail aside needs a reason.", "Say why nobody has to file it.")
    if len(why) > TEXT_LIMIT:
        raise Refusal("too-long", f"The reason takes at most {TEXT_LIMIT:,} characters.", "Shorten it.")

    async def once() -> None:
        async with desk.store.writing() as work:
            if not await work.seen.claim(*key, desk.system_clock()):
                return
            mail = await waiting_mail(work, mail_id)
            by = await _by(work, desk, person_id, await load(work, desk, mail.points_at) if mail.points_at else None)
            await work.mail.settle(mail.id, SET_ASIDE, f"{mail.reasons} Set aside by {by.name}: {why}")
            await work.commit()

    await until_unchanged(once)


async def _file(desk: Desk, person_id: str | None, mail_id: str, reference: str, key: tuple[str, str]) -> Placed:
    async with desk.store.writing() as work:
        if not await work.seen.claim(*key, desk.system_clock()):
            return Placed(reference, again=True)
        mail = await waiting_mail(work, mail_id, SET_ASIDE)
        loaded = await load(work, desk, reference)
        by = await _by(work, desk, person_id, loaded)
        if loaded is None:
            raise unknown_reference(reference)
        if by.roles and not await _in_their_list(work, desk, mail, loaded, by.person):
            raise not_waiting()
        await _record(work, desk, mail, loaded, by)
        await work.mail.refile(mail.id, reference, FILED)
        await work.commit()
    return Placed(reference)


async def _by(work: Work, desk: Desk, person_id: str | None, loaded: Loaded | None) -> By:
    """Who files, as the entry names them: an administrator, or the officer of the dispute. Refuses anybody else."""
    if person_id is None:
        return AT_THE_COMMAND_LINE
    person = await work.directory.person(person_id)
    if person is None:
        raise nothing_to_see()
    place = await _place(work, desk, person, loaded)
    if place and loaded and place.actor.holds(loaded.protocol.officer):
        return place.acting_as((loaded.protocol.officer,))
    if await is_administrator(work, desk, person_id):
        return By(person=person.id, name=f"{person.name} (administrator)")
    raise unknown_reference(loaded.dispute.reference) if loaded else nothing_to_see()


async def _in_their_list(work: Work, desk: Desk, mail: KeptMail, loaded: Loaded, officer: str) -> bool:
    """Whether an officer is shown a mail at all: an id that was guessed opens nobody else's mail."""
    sender = await _place(work, desk, await work.directory.by_email(mail.sender) if mail.sender else None, loaded)
    if sender or mail.points_at == loaded.dispute.reference:
        return True
    pointed = await load(work, desk, mail.points_at) if mail.points_at else None
    place = await _place(work, desk, await work.directory.person(officer), pointed)
    return place is not None and pointed is not None and place.actor.holds(pointed.protocol.officer)


async def _place(work: Work, desk: Desk, person: Person | None, loaded: Loaded | None) -> Standing | None:
    if person is None or loaded is None:
        return None
    place = await standing(work.directory, person, loaded.matter, london_date(desk.clock()))
    return place if place.is_party else None


async def _record(work: Work, desk: Desk, mail: KeptMail, loaded: Loaded, by: By) -> None:
    received_mail = await _as_received(work, mail)
    if received_mail.sort is MailSort.BOUNCE:
        await file_bounce(work, desk, received_mail, Match(loaded, None, None))
        return
    sender = await _place(work, desk, await work.directory.by_email(mail.sender), loaded)
    duty = duty_meant(loaded, sender, None) if sender else None
    automatic = received_mail.sort in BY_MACHINE
    today = london_date(desk.clock())
    held = await held_among(work.directory, movers(loaded, duty), loaded.matter, today)
    to = tuple(Addressee(role, "X5") for role in held if sender is None or role not in sender.roles)
    asks = bool(to) and loaded.dispute.open and not automatic
    stage = duty.stage if duty else loaded.case.stage.id
    draft = NoticeDraft(kind=NoticeKind.REPLY_TO_CLASSIFY, to=to, stage=stage, duty=duty.id if duty else None)
    notices = await addressed(work.directory, (draft,) if asks else (), loaded.matter, today)
    decision = Decision(
        kind=EntryKind.AUTO_REPLY_FILED if automatic else EntryKind.REPLY_FILED if asks else EntryKind.NOTED,
        stage=stage,
        duty=duty.id if duty else None,
        values={"mail": mail.id, "sort": received_mail.sort.value, "filed_by": by.person},
        facts=(
            *contents(received_mail),
            Fact("From", mail.sender or "an address that can't be read"),
            Fact("Why it waited", cut(mail.reasons)),
            Fact("Filed by", by.name),
        ),
        happened_at=received(desk, received_mail),
    )
    # Whoever wrote it is whose reply it is; who has no role in the dispute speaks for nobody.
    written_by = by_sender(sender) if sender else By(person=MAILBOX.person, name=mail.sender or MAILBOX.name)
    await record(work, desk, loaded.protocol, loaded.dispute, decision, written_by, notices)


async def _as_received(work: Work, mail: KeptMail) -> ReceivedMail:
    return ReceivedMail(
        identity=mail.id,
        received_at=mail.received_at,
        sender=mail.sender,
        sort=MailSort(mail.sort) if mail.sort else MailSort.OTHER,
        original=b"",
        text=mail.text,
        answers_inside_quote=mail.answers_inside_quote,
        away_until=mail.away_until,
        failed=mail.failed,
        files=tuple(await work.mail.files_with(mail.id)),
    )
