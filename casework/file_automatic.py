"""What a machine answered for somebody: on record and never counted (X5); an absence offers cover to the officer."""

from __future__ import annotations

from casework.desk import Desk
from casework.keep_reply import by_sender, cut, file_facts, movers, received
from casework.match_mail import Match
from casework.parties import Standing, addressed, held_among
from casework.ports import Work
from casework.received_mail import MailSort, ReceivedMail
from casework.recording import record
from disputes.case import Decision
from disputes.dispute import DutyState
from disputes.entries import Entry, EntryKind
from disputes.fields import Fact
from disputes.notices import Notice, NoticeDraft, NoticeKind
from disputes.stage import Addressee
from disputes.working_days import london_date, long_date

_LABELS = {MailSort.RECEIPT: "Read receipt"}


async def file_automatic(work: Work, desk: Desk, mail: ReceivedMail, match: Match, place: Standing) -> None:
    """On the record, and nothing more: it stops no clock and counts as no answer (X5).

    Where it says that somebody is away who owes an answer, the officer is told who and until when, once.
    """
    owed = _owed(match, place)
    notices = await _offer_cover(work, desk, mail, match, place, owed) if mail.sort is MailSort.AWAY else ()
    until = mail.away_until
    decision = Decision(
        kind=EntryKind.AUTO_REPLY_FILED,
        stage=owed.duty.stage if owed else match.loaded.case.stage.id,
        duty=owed.duty.id if owed else None,
        values={
            "mail": mail.identity,
            "sort": mail.sort.value,
            "person": place.person.id,
            **({"until": until.isoformat()} if until else {}),
            **(match.answers.values if match.answers else {}),
        },
        facts=(
            *((Fact("Away until", long_date(until)),) if until else ()),
            Fact(_LABELS.get(mail.sort, "Automatic reply"), cut(mail.text)),
            *file_facts(mail),
        ),
        happened_at=received(desk, mail),
    )
    await record(work, desk, match.loaded.protocol, match.loaded.dispute, decision, by_sender(place), notices)


def _owed(match: Match, place: Standing) -> DutyState | None:
    """What the sender still owes in this dispute: the duty of the letter that was answered, else the soonest one."""
    owed = [state for state in match.loaded.dispute.open_duties if place.actor.holds(*state.duty.owners)]
    named = next((state for state in owed if state.duty.id == match.duty), None)
    dated = sorted((state for state in owed if state.duty.due), key=lambda state: str(state.duty.due))
    return named or next(iter((*dated, *owed)), None)


async def _offer_cover(
    work: Work, desk: Desk, mail: ReceivedMail, match: Match, place: Standing, owed: DutyState | None
) -> tuple[Notice, ...]:
    today = london_date(desk.clock())
    over = mail.away_until is not None and mail.away_until < today
    if owed is None or over or _told_before(match, mail, place):
        return ()
    held = await held_among(work.directory, movers(match.loaded, owed.duty), match.loaded.matter, today)
    to = tuple(Addressee(role, "X5") for role in held if role not in place.roles)
    if not to:
        return ()
    draft = NoticeDraft(kind=NoticeKind.AWAY, to=to, stage=owed.duty.stage, duty=owed.duty.id)
    return await addressed(work.directory, (draft,), match.loaded.matter, today)


def _told_before(match: Match, mail: ReceivedMail, place: Standing) -> bool:
    """Whether this absence was told of before: every letter to somebody who is away is answered anew."""
    until = mail.away_until.isoformat() if mail.away_until else None
    return any(_tells(entry, place.person.id, until) for entry in match.loaded.entries)


def _tells(entry: Entry, person: str, until: str | None) -> bool:
    return (
        entry.kind is EntryKind.AUTO_REPLY_FILED
        and entry.values.get("person") == person
        and entry.values.get("until") == until
        and any(notice.kind is NoticeKind.AWAY for notice in entry.notices)
    )
