"""The mail round: reads what is new in the shared mailbox, has the desk file it, and only then moves it away."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field

from casework.desk import Desk
from casework.failures import log_failure
from casework.file_mail import USUAL_PACE, Filed, Pace, file_mail
from casework.ports import TRIAGE, KeptFile
from casework.received_mail import MailSort, Pointer, ReceivedMail
from mail.intake.read import Intake, content_hash
from mail.message import Authentication, Candidate, FoundBy, IncomingMessage, MailKind
from mail.transport import Folder, MailItem, MailTransport

_log = logging.getLogger(__name__)

_SORTS = {
    MailKind.REPLY: MailSort.REPLY,
    MailKind.AUTOMATIC_REPLY: MailSort.AUTOMATIC,
    MailKind.OUT_OF_OFFICE: MailSort.AWAY,
    MailKind.RECEIPT: MailSort.RECEIPT,
    MailKind.CALENDAR_REPLY: MailSort.INVITATION,
    MailKind.BOUNCE: MailSort.BOUNCE,
    MailKind.OWN: MailSort.OWN,
    MailKind.LOOP: MailSort.OTHER,
    MailKind.OTHER: MailSort.OTHER,
    MailKind.UNREADABLE: MailSort.OTHER,
}

_TRIES = 3
"""Rounds in which a mail may fail to be filed before it is put into triage as it is."""


@dataclass(frozen=True, slots=True)
class MailRound:
    """One shared mailbox and the desk that its mail is filed at.

    `proven_senders` asks that our own server has proved a sender; else it is enough that it found nothing wrong.
    """

    transport: MailTransport
    intake: Intake
    desk: Desk
    most: int = 100
    pace: Pace = USUAL_PACE
    proven_senders: bool = False
    _failed: Counter[str] = field(default_factory=Counter[str])

    async def make(self) -> int:
        """Files everything that is new, in the order of receipt; gives back how many mails that was.

        The receipt is on record before a mail is moved: a crash between the two files nothing twice. A mail that can't
        be filed is logged and left where it is, to be read again; it keeps no other one back. One that has failed
        several times goes to triage as it is.
        """
        filed = 0
        for item in await self.transport.read_new(self.most):
            try:
                done = await self._file(item)
            except Exception as error:  # noqa: BLE001 - one broken mail must not keep every other one back
                log_failure(_log, "A mail couldn't be filed; it is read again next round", error)
                done = await self._give_up(item, error)
                if done is None:
                    continue
            self._failed.pop(item.id, None)
            await self.transport.acknowledge(item, _folder(done))
            _log.info("Mail %s: %s", done.reference or "without a reference", done.outcome)
            filed += 1
        return filed

    async def _file(self, item: MailItem) -> Filed:
        message = await asyncio.to_thread(self.intake.read, item)
        return await file_mail(self.desk, received(message, proven_senders=self.proven_senders), self.pace)

    async def _give_up(self, item: MailItem, error: Exception) -> Filed | None:
        """Puts a mail that fails in every round into triage; None where it may be tried again, or even that fails."""
        self._failed[item.id] += 1
        if self._failed[item.id] < _TRIES:
            return None
        reason = f"It couldn't be filed in {_TRIES} rounds ({type(error).__name__}); the log says more."
        plain = ReceivedMail(
            identity=content_hash(item.raw),
            received_at=item.received_at,
            sender="",
            sort=MailSort.OTHER,
            original=item.raw,
            reasons=(reason,),
        )
        try:
            return await file_mail(self.desk, plain, self.pace)
        except Exception as again:  # noqa: BLE001 - as above; it stays in the inbox
            log_failure(_log, "A mail couldn't be put into triage; it is read again next round", again)
            return None


def _folder(done: Filed) -> Folder:
    """Where a mail goes; one that was filed before, and not moved, goes where it should have gone then."""
    return Folder.TRIAGE if (done.before or done.outcome) == TRIAGE else Folder.FILED


def received(message: IncomingMessage, *, proven_senders: bool = False) -> ReceivedMail:
    """A mail as the desk takes it: what it points at and says, without how that was found out."""
    pointers = [_pointer(candidate) for candidate in message.candidates]
    if message.kind is MailKind.BOUNCE:
        if message.failed_key:
            pointers.insert(0, Pointer(key=message.failed_key))
        if message.failed_message_id:
            pointers.insert(0, Pointer(receipt=message.failed_message_id))
    return ReceivedMail(
        identity=message.content_hash,
        received_at=message.received_at,
        sender=message.sender,
        sort=_SORTS[message.kind],
        original=message.original,
        message_id=message.message_id,
        text=message.text,
        pointers=tuple(pointers),
        choice=message.choice,
        doubts=_doubts(message, proven_senders=proven_senders),
        answers_inside_quote=message.answers_inside_quote,
        away_until=message.away_until,
        failed=tuple(recipient.address for recipient in message.failed),
        failed_because="; ".join(dict.fromkeys(recipient.reason for recipient in message.failed)),
        files=tuple(
            KeptFile(
                name=file.name,
                content_type=file.content_type,
                size=file.size,
                refused=file.refused,
                content=None if file.refused else file.content,
            )
            for file in message.attachments
        ),
        invitation=message.invitation,
        reasons=message.reasons,
    )


def _doubts(message: IncomingMessage, *, proven_senders: bool) -> str | None:
    """Why a mail may come from somebody else than it says, or None."""
    if message.authentication is Authentication.FAIL:
        return "Our mail server says that the sender's address may be forged."
    if message.several_senders:
        return "It names several senders, so that nobody can tell whom the mail server checked."
    if proven_senders and message.authentication is not Authentication.PASS:
        return "Our mail server doesn't prove that the sender's address is theirs."
    return None


def _pointer(candidate: Candidate) -> Pointer:
    return Pointer(
        reference=candidate.reference,
        duty=candidate.duty,
        receipt=candidate.message_id,
        signed=candidate.found_by is FoundBy.SIGNED_REFERENCE,
    )
