"""The mail round: reads what is new in the shared mailbox, has the desk file it, and only then moves it away."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from casework.desk import Desk
from casework.failures import log_failure
from casework.file_mail import Filed, Outcome, file_mail
from casework.received_mail import MailSort, Pointer, ReceivedMail
from mail.intake.read import Intake
from mail.message import Authentication, Candidate, FoundBy, IncomingMessage, MailKind
from mail.transport import Folder, MailItem, MailTransport

_log = logging.getLogger(__name__)

_SORTS = {
    MailKind.REPLY: MailSort.REPLY,
    MailKind.AUTOMATIC_REPLY: MailSort.AUTOMATIC,
    MailKind.OUT_OF_OFFICE: MailSort.AUTOMATIC,
    MailKind.RECEIPT: MailSort.AUTOMATIC,
    MailKind.CALENDAR_REPLY: MailSort.AUTOMATIC,
    MailKind.BOUNCE: MailSort.BOUNCE,
    MailKind.OWN: MailSort.OWN,
    MailKind.OTHER: MailSort.OTHER,
    MailKind.UNREADABLE: MailSort.OTHER,
}


@dataclass(frozen=True, slots=True)
class MailRound:
    """One shared mailbox and the desk that its mail is filed at."""

    transport: MailTransport
    intake: Intake
    desk: Desk
    most: int = 100

    async def make(self) -> int:
        """Files everything that is new, in the order of receipt; gives back how many mails that was.

        The receipt is on record before a mail is moved: a crash between the two files nothing twice. A mail that can't
        be filed is logged and left where it is, to be read again; it keeps no other one back.
        """
        filed = 0
        for item in await self.transport.read_new(self.most):
            try:
                done = await self._file(item)
            except Exception as error:  # noqa: BLE001 - one broken mail must not keep every other one back
                log_failure(_log, "A mail couldn't be filed; it is read again next round", error)
                continue
            folder = Folder.TRIAGE if done.outcome is Outcome.TRIAGE else Folder.FILED
            await self.transport.acknowledge(item, folder)
            _log.info("Mail %s: %s", done.reference or "without a reference", done.outcome)
            filed += 1
        return filed

    async def _file(self, item: MailItem) -> Filed:
        message = await asyncio.to_thread(self.intake.read, item)
        return await file_mail(self.desk, received(message))


def received(message: IncomingMessage) -> ReceivedMail:
    """A mail as the desk takes it: what it points at and says, without how that was found out."""
    pointers = [_pointer(candidate) for candidate in message.candidates]
    if message.kind is MailKind.BOUNCE and message.failed_message_id:
        pointers.insert(0, Pointer(receipt=message.failed_message_id))
    return ReceivedMail(
        identity=message.content_hash,
        received_at=message.received_at,
        sender=message.sender,
        sort=_SORTS[message.kind],
        original=message.original,
        text=message.text,
        pointers=tuple(pointers),
        choice=message.choice,
        forged=message.authentication is Authentication.FAIL,
        answers_inside_quote=message.answers_inside_quote,
        away_until=message.away_until,
        failed=tuple(recipient.address for recipient in message.failed),
        attachments=tuple(f"{file.name} ({file.size:,} bytes)" for file in message.attachments),
        reasons=message.reasons,
    )


def _pointer(candidate: Candidate) -> Pointer:
    return Pointer(
        reference=candidate.reference,
        duty=candidate.duty,
        receipt=candidate.message_id,
        signed=candidate.found_by is FoundBy.SIGNED_REFERENCE,
    )
