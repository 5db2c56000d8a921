"""Use case: files a received mail: to its dispute, as the answer that its sender chose, or in triage."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from casework.desk import Desk
from casework.file_automatic import file_automatic
from casework.file_bounce import file_bounce
from casework.file_invitation_answer import file_invitation_answer
from casework.keep_reply import cut, file_facts, keep_for_raiser, keep_too_late, received
from casework.loading import Loaded
from casework.make_move import work_out
from casework.match_mail import Match, match_mail
from casework.parties import Standing, standing
from casework.ports import TRIAGE, KeptMail, Work
from casework.received_mail import MailSort, ReceivedMail, ReplyChoice
from casework.recording import record
from casework.reply_choice import request_of
from casework.retrying import until_unchanged
from disputes.dispute import DutyState
from disputes.entries import Duty
from disputes.fields import Fact
from disputes.moves.answering import ANSWERED_BY
from disputes.moves.catalogue import move_named
from disputes.refusals import Refusal
from disputes.working_days import london_date

BY_MACHINE = frozenset({MailSort.AUTOMATIC, MailSort.AWAY, MailSort.RECEIPT})
"""What no person wrote; never an answer (X5)."""


class Outcome(StrEnum):
    """What became of a mail."""

    ANSWERED = "answered"
    FILED = "filed"
    TRIAGE = TRIAGE
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a mail, and why. `before` is what became of it when it was first read, if that was earlier."""

    outcome: Outcome
    reasons: tuple[str, ...]
    reference: str | None = None
    before: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many mails of one sender are filed within a span of time; more wait in triage, so that nobody is flooded."""

    most: int = 30
    within: timedelta = timedelta(hours=1)


USUAL_PACE = Pace()


async def file_mail(desk: Desk, mail: ReceivedMail, pace: Pace = USUAL_PACE) -> Filed:
    """Files a mail once, keeping its original and its files; the same mail read again changes nothing.

    It is known again by its content, and by its id with the moment of its receipt: some servers write a mail anew each
    time that it is read.
    """
    return await until_unchanged(lambda: _once(desk, mail, pace))


async def _once(desk: Desk, mail: ReceivedMail, pace: Pace) -> Filed:
    async with desk.store.writing() as work:
        known = await _claim(work, desk, mail)
        if known is None:
            before = await work.mail.one(mail.identity)
            return Filed(Outcome.DROPPED, ("It was filed before.",), before=before.outcome if before else None)
        filed = known or await _surplus(work, mail, pace) or await _file(work, desk, mail)
        await work.mail.keep(*_kept(mail, filed), () if filed.outcome is Outcome.DROPPED else mail.files)
        await work.commit()
    return filed


async def _claim(work: Work, desk: Desk, mail: ReceivedMail) -> Filed | Literal[False] | None:
    """False for a mail that is new; None where it was filed before; or what becomes of one whose id isn't new."""
    now = desk.system_clock()
    if not await work.seen.claim("mail", mail.identity, now):
        return None
    if mail.message_id is None:
        return False
    sent = f"{mail.message_id} {mail.sender.casefold()}"
    if not await work.seen.claim("mail read", f"{sent} {mail.received_at.isoformat()}", now):
        return Filed(Outcome.DROPPED, ("It was filed before; its server has written it anew since.",))
    if not await work.seen.claim("mail sent", sent, now):
        return Filed(Outcome.TRIAGE, ("A mail with the same id was filed before, and this one says something else.",))
    return False


async def _surplus(work: Work, mail: ReceivedMail, pace: Pace) -> Filed | None:
    if not mail.sender or mail.sort is MailSort.OWN:
        return None
    so_far = await work.mail.received_from(mail.sender, mail.received_at - pace.within, mail.received_at)
    if so_far < pace.most:
        return None
    minutes = int(pace.within.total_seconds() // 60)
    return Filed(Outcome.TRIAGE, (f"Its sender wrote more than {pace.most} mails within {minutes} minutes.",))


def _kept(mail: ReceivedMail, filed: Filed) -> tuple[KeptMail, bytes]:
    """A mail as it is kept: in triage with what filing it by hand needs; dropped, only that it came."""
    kept = KeptMail(
        id=mail.identity,
        received_at=mail.received_at,
        sender=mail.sender,
        outcome=filed.outcome,
        reasons=" ".join((*mail.reasons, *filed.reasons)),
        reference=filed.reference,
    )
    if mail.sort is MailSort.OWN and filed.outcome is Outcome.DROPPED:
        return kept, b""
    if filed.outcome is not Outcome.TRIAGE:
        return kept, mail.original
    waiting = replace(
        kept,
        sort=mail.sort.value,
        text=cut(mail.text),
        points_at=next((p.reference for p in mail.pointers if p.reference), None),
        answers_inside_quote=mail.answers_inside_quote,
        away_until=mail.away_until,
        failed=mail.failed,
    )
    return waiting, mail.original


async def _file(work: Work, desk: Desk, mail: ReceivedMail) -> Filed:
    if mail.sort is MailSort.OWN:
        return Filed(Outcome.DROPPED, ("It is our own mail.",))
    match = await match_mail(work, desk, mail)
    if match is None:
        return Filed(Outcome.TRIAGE, ("Nothing in it points at a dispute that we know.",))
    if mail.sort is MailSort.BOUNCE:
        doubt = await file_bounce(work, desk, mail, match)
        if doubt:
            return Filed(Outcome.TRIAGE, (doubt,))
        return Filed(Outcome.FILED, ("A message of ours could not be delivered.",), match.reference)
    person = await work.directory.by_email(mail.sender)
    if person is None:
        return _triage(match, "Its sender isn't in the directory.")
    place = await standing(work.directory, person, match.loaded.matter, london_date(desk.clock()))
    if not place.is_party:
        return _triage(match, "Its sender has no role in the dispute that it points at.")
    if mail.doubts:
        return _triage(match, mail.doubts)
    if mail.sort in BY_MACHINE:
        await file_automatic(work, desk, mail, match, place)
        return Filed(Outcome.FILED, (f"{_article(mail.sort)} is never an answer.",), match.reference)
    if mail.sort is MailSort.INVITATION and mail.invitation:
        await file_invitation_answer(work, desk, mail, mail.invitation, match, place)
        return Filed(Outcome.FILED, ("It answers the meeting invitation.",), match.reference)
    if mail.sort is not MailSort.REPLY:
        return _triage(match, "It isn't a reply.")
    return await _file_reply(work, desk, mail, match, place)


def _article(sort: MailSort) -> str:
    return "A read receipt" if sort is MailSort.RECEIPT else "An automatic reply"


def _triage(match: Match, reason: str) -> Filed:
    return Filed(Outcome.TRIAGE, (reason, f"It points at {match.reference}."))


async def _file_reply(work: Work, desk: Desk, mail: ReceivedMail, match: Match, place: Standing) -> Filed:
    loaded, duty_id, reference = match.loaded, match.duty, match.reference
    duty = duty_meant(loaded, place, duty_id)
    if mail.choice and (settled := _settled(loaded, place, duty_id)):
        await keep_too_late(work, desk, mail, loaded, place, settled)
        return Filed(Outcome.FILED, ("What it answers was settled before.",), reference)
    if mail.choice and duty:
        refused = await _answer(work, desk, mail, mail.choice, loaded, place, duty)
        if refused is None:
            return Filed(Outcome.ANSWERED, (f"The sender chose: {mail.choice.value.replace('-', ' ')}.",), reference)
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
    by = place.acting_as(move_named(request.move).who(worked.loaded.case, duty.id))
    came = (Fact("Received", "By e-mail"), *file_facts(mail))
    decision = replace(
        worked.decision,
        facts=(*worked.decision.facts, *came),
        values={**worked.decision.values, "mail": mail.identity},
    )
    await record(work, desk, worked.loaded.protocol, worked.loaded.dispute, decision, by, worked.notices)
    return None


def duty_meant(loaded: Loaded, place: Standing, duty_id: str | None) -> Duty | None:
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
