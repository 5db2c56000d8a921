"""Use case: files a received mail: to its dispute, as the answer that its sender chose, or in triage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from casework.desk import Desk
from casework.keep_reply import by_sender, cut, keep_for_raiser, keep_too_late, received
from casework.loading import Loaded, load
from casework.make_move import work_out
from casework.parties import Standing, addressed, standing
from casework.ports import KeptMail, OutboxItem, Work
from casework.received_mail import MailSort, ReceivedMail, ReplyChoice
from casework.recording import record
from casework.reply_choice import request_of
from casework.retrying import until_unchanged
from disputes.case import Decision
from disputes.dispute import DutyState
from disputes.entries import MAILBOX, Duty, EntryKind
from disputes.fields import Fact
from disputes.moves.answering import ANSWERED_BY
from disputes.moves.catalogue import move_named
from disputes.notices import NoticeDraft, NoticeKind
from disputes.refusals import Refusal
from disputes.stage import Addressee
from disputes.working_days import london_date, long_date


class Outcome(StrEnum):
    """What became of a mail."""

    ANSWERED = "answered"
    FILED = "filed"
    TRIAGE = "triage"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a mail, and why."""

    outcome: Outcome
    reasons: tuple[str, ...]
    reference: str | None = None


async def file_mail(desk: Desk, mail: ReceivedMail) -> Filed:
    """Files a mail once, keeping its original; the same mail read again changes nothing."""
    return await until_unchanged(lambda: _once(desk, mail))


async def _once(desk: Desk, mail: ReceivedMail) -> Filed:
    async with desk.store.writing() as work:
        if not await work.seen.claim("mail", mail.identity, desk.system_clock()):
            return Filed(Outcome.DROPPED, ("It was filed before.",))
        filed = await _file(work, desk, mail)
        if filed.outcome is not Outcome.DROPPED:
            kept = KeptMail(
                id=mail.identity,
                received_at=mail.received_at,
                sender=mail.sender,
                outcome=filed.outcome,
                reasons=" ".join((*mail.reasons, *filed.reasons)),
                reference=filed.reference,
            )
            await work.mail.keep(kept, mail.original)
        await work.commit()
    return filed


async def _file(work: Work, desk: Desk, mail: ReceivedMail) -> Filed:
    if mail.sort is MailSort.OWN:
        return Filed(Outcome.DROPPED, ("It is our own mail.",))
    found = await _find(work, desk, mail)
    if found is None:
        return Filed(Outcome.TRIAGE, ("Nothing in it points at a dispute that we know.",))
    loaded, duty = found
    if mail.sort is MailSort.BOUNCE:
        return await _file_bounce(work, desk, mail, loaded)
    person = await work.directory.by_email(mail.sender)
    if person is None:
        return _triage(loaded, "Its sender isn't in the directory.")
    place = await standing(work.directory, person, loaded.matter, london_date(desk.clock()))
    if not place.is_party:
        return _triage(loaded, "Its sender has no role in the dispute that it points at.")
    if mail.forged:
        return _triage(loaded, "Our mail server says that the sender's address may be forged.")
    if mail.sort is MailSort.AUTOMATIC:
        return await _file_automatic(work, desk, mail, loaded, place)
    if mail.sort is not MailSort.REPLY:
        return _triage(loaded, "It isn't a reply.")
    return await _file_reply(work, desk, mail, loaded, place, duty)


def _triage(loaded: Loaded, reason: str) -> Filed:
    return Filed(Outcome.TRIAGE, (reason, f"It points at {loaded.dispute.reference}."))


async def _find(work: Work, desk: Desk, mail: ReceivedMail) -> tuple[Loaded, str | None] | None:
    """The dispute that a mail points at and, where the pointer knows it, the duty: the first pointer that holds."""
    for pointer in mail.pointers:
        item: OutboxItem | None = None
        if pointer.receipt:
            item = await work.outbox.receipt_of(pointer.receipt)
        reference = pointer.reference or (item.reference if item else None)
        if mail.sort is MailSort.BOUNCE and not (item or pointer.signed):
            # Whoever it comes from holds no role, so only what nobody but us could have written is believed.
            continue
        loaded = await load(work, desk, reference) if reference else None
        if loaded is None:
            continue
        ours = item is not None and item.reference == loaded.dispute.reference
        notice = loaded.entries[item.sequence - 1].notices[item.notice] if item and ours else None
        return loaded, pointer.duty or (notice.duty if notice else None)
    return None


async def _file_bounce(work: Work, desk: Desk, mail: ReceivedMail, loaded: Loaded) -> Filed:
    failed = ", ".join(mail.failed) or "an address that the bounce doesn't name"
    facts = (Fact("Could not be delivered to", cut(failed)),)
    to = (Addressee(loaded.protocol.officer, "X5"),)
    draft = NoticeDraft(kind=NoticeKind.BOUNCED, to=to, stage=loaded.case.stage.id)
    notices = await addressed(work.directory, (draft,), loaded.matter, london_date(desk.clock()))
    decision = Decision(
        kind=EntryKind.BOUNCED,
        stage=loaded.case.stage.id,
        values={"mail": mail.identity},
        facts=facts,
        happened_at=received(desk, mail),
    )
    await record(work, desk, loaded.protocol, loaded.dispute, decision, MAILBOX, notices)
    return Filed(Outcome.FILED, ("A message of ours could not be delivered.",), loaded.dispute.reference)


async def _file_automatic(work: Work, desk: Desk, mail: ReceivedMail, loaded: Loaded, place: Standing) -> Filed:
    """On the record, and nothing more: an automatic reply stops no clock and counts as no answer (X5)."""
    away = (Fact("Away until", long_date(mail.away_until)),) if mail.away_until else ()
    decision = Decision(
        kind=EntryKind.AUTO_REPLY_FILED,
        stage=loaded.case.stage.id,
        values={"mail": mail.identity},
        facts=(Fact("Automatic reply", cut(mail.text)), *away),
        happened_at=received(desk, mail),
    )
    await record(work, desk, loaded.protocol, loaded.dispute, decision, by_sender(place))
    return Filed(Outcome.FILED, ("An automatic reply is never an answer.",), loaded.dispute.reference)


async def _file_reply(
    work: Work, desk: Desk, mail: ReceivedMail, loaded: Loaded, place: Standing, duty_id: str | None
) -> Filed:
    reference = loaded.dispute.reference
    duty = _duty_meant(loaded, place, duty_id)
    if mail.choice and (settled := _settled(loaded, place, duty_id)):
        await keep_too_late(work, desk, mail, loaded, place, settled)
        return Filed(Outcome.FILED, ("What it answers was settled before.",), reference)
    if mail.choice and duty:
        refused = await _answer(work, desk, mail, mail.choice, loaded, place, duty)
        if refused is None:
            return Filed(Outcome.ANSWERED, (f"The sender chose to {mail.choice}.",), reference)
        reason = refused.text
    else:
        reason = "The sender made no explicit choice." if duty else "It answers no open duty of its sender."
    await keep_for_raiser(work, desk, mail, loaded, place, duty)
    return Filed(Outcome.FILED, (reason,), reference)


async def _answer(
    work: Work,
    desk: Desk,
    mail: ReceivedMail,
    choice: ReplyChoice,
    loaded: Loaded,
    place: Standing,
    duty: Duty,
) -> Refusal | None:
    """Makes the move that the sender chose, as of receipt; gives back the refusal where it isn't one now."""
    request = request_of(choice, loaded, duty, cut(mail.text) if mail.text.strip() else "", mail.received_at)
    if isinstance(request, Refusal):
        return request
    try:
        worked = await work_out(work, desk, place.person.id, request, received(desk, mail))
    except Refusal as refusal:
        return refusal
    by = place.acting_as(move_named(request.move).who(loaded.case, duty.id))
    decision = replace(worked.decision, facts=(*worked.decision.facts, Fact("Received", "By e-mail")))
    await record(work, desk, worked.loaded.protocol, worked.loaded.dispute, decision, by, worked.notices)
    return None


def _duty_meant(loaded: Loaded, place: Standing, duty_id: str | None) -> Duty | None:
    """The duty that a reply answers: the one that its letter was about, else the one that the sender owes."""
    owed = [state.duty for state in loaded.dispute.open_duties if state.duty.kind in ANSWERED_BY]
    named = next((duty for duty in owed if duty.id == duty_id), None)
    if named and place.actor.holds(*named.owners):
        return named
    return next((duty for duty in owed if place.actor.holds(*duty.owners)), None)


def _settled(loaded: Loaded, place: Standing, duty_id: str | None) -> DutyState | None:
    """The duty of the sender's letter, where it is settled: a choice made for it answers no later one."""
    state = loaded.dispute.duties.get(duty_id) if duty_id else None
    return state if state and not state.open and place.actor.holds(*state.duty.owners) else None
