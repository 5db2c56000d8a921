"""A letter of ours came back: on record, told to the officer and the administrator, and the other channel tried."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casework.desk import Desk
from casework.keep_reply import cut, received
from casework.match_mail import Match
from casework.parties import addressed, held_among
from casework.ports import Channel, OutboxItem, Person, Work
from casework.received_mail import ReceivedMail
from casework.recording import record
from casework.sent_notice import SentNotice, had_as_card
from disputes.case import Decision
from disputes.entries import MAILBOX, EntryKind
from disputes.fields import Fact
from disputes.notices import ADMINISTRATOR, Notice, NoticeDraft, NoticeKind
from disputes.stage import Addressee
from disputes.working_days import london_date

ABOUT_DELIVERY = frozenset({NoticeKind.BOUNCED, NoticeKind.UNDELIVERED, NoticeKind.ADDRESS_FAILED})
"""What is said of a failure: where this fails too, nobody is written to, or it would go round for ever."""


@dataclass(frozen=True, slots=True)
class _Missed:
    """Somebody whom a letter didn't reach, and what became of the other channel."""

    person: Person
    instead: str
    card: OutboxItem | None


async def file_bounce(work: Work, desk: Desk, mail: ReceivedMail, match: Match) -> str | None:
    """Puts a bounce on record. Gives back why somebody should look at it all the same, or None."""
    sent = match.answers
    missed = await _missed(work, match, sent, mail.failed) if sent else []
    silent = sent is not None and sent.notice.kind in ABOUT_DELIVERY
    notices = () if silent else await _notices(work, desk, match, {each.person.id for each in missed})
    decision = Decision(
        kind=EntryKind.BOUNCED,
        stage=match.loaded.case.stage.id,
        values={
            "mail": mail.identity,
            "channel": Channel.EMAIL.value,
            **(sent.values if sent else {}),
            **({"people": ",".join(each.person.id for each in missed)} if missed else {}),
        },
        facts=_facts(mail, sent, missed),
        happened_at=received(desk, mail),
    )
    await record(work, desk, match.loaded.protocol, match.loaded.dispute, decision, MAILBOX, notices)
    for each in missed:
        if each.card:
            await work.outbox.add(each.card, desk.system_clock())
    if silent:
        return "It is about a message that told of a failed delivery, so nobody was written to again."
    return None if notices else "Nobody could be told of it."


async def _missed(work: Work, match: Match, sent: SentNotice, failed: tuple[str, ...]) -> list[_Missed]:
    people = await work.directory.people([recipient.person for recipient in sent.recipients])
    addresses = {address.casefold() for address in failed}
    return [
        await _other_channel(work, match, sent, person)
        for person in people.values()
        if person.email.casefold() in addresses
    ]


async def _other_channel(work: Work, match: Match, sent: SentNotice, person: Person) -> _Missed:
    if had_as_card(match.loaded, sent, person.id):
        return _Missed(person, f"{person.name} has had it as a card in Teams", None)
    if await work.addresses.of(person.id) is None:
        return _Missed(person, f"Nothing: the assistant doesn't reach {person.name} in Teams", None)
    base = f"{match.reference}/{sent.entry.sequence}/{sent.number}"
    card = OutboxItem(
        key=f"{base}/card/{person.id}/instead",
        reference=match.reference,
        sequence=sent.entry.sequence,
        notice=sent.number,
        channel=Channel.CARD,
        person=person.id,
    )
    return _Missed(person, f"A card in Teams goes to {person.name}", card)


async def _notices(work: Work, desk: Desk, match: Match, unreached: set[str]) -> tuple[Notice, ...]:
    """To the officer, and to the administrator who can put the address right; not to whom it just didn't reach."""
    loaded, today = match.loaded, london_date(desk.clock())
    officer = loaded.protocol.officer
    drafts = [
        NoticeDraft(kind=kind, to=(Addressee(role, "X5"),), stage=loaded.case.stage.id)
        for role, kind in ((officer, NoticeKind.BOUNCED), (ADMINISTRATOR, NoticeKind.ADDRESS_FAILED))
        if await held_among(work.directory, (role,), loaded.matter, today)
    ]
    notices = await addressed(work.directory, drafts, loaded.matter, today)
    reached = (replace(n, to=tuple(r for r in n.to if r.person not in unreached)) for n in notices)
    return tuple(notice for notice in reached if notice.to)


def _facts(mail: ReceivedMail, sent: SentNotice | None, missed: list[_Missed]) -> tuple[Fact, ...]:
    failed = ", ".join(mail.failed) or "an address that the bounce doesn't name"
    return (
        Fact("Could not be delivered to", cut(failed)),
        *((Fact("Why, as the mail server says", cut(mail.failed_because)),) if mail.failed_because else ()),
        *((Fact("Notice of entry", str(sent.entry.sequence)),) if sent else ()),
        *((Fact("Tried instead", cut("; ".join(each.instead for each in missed))),) if missed else ()),
    )
