"""The e-mail channel: a notice becomes one letter to its addressees, with the required copies."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from casework.dispatch import NotSent, Sender
from casework.ports import Clock, OutboxItem
from casework.views import NoticeView, RecipientView
from disputes.working_days import london_date
from mail.letters.view import LetterRoom, letter_view
from mail.letters.writer import LetterWriter
from mail.message import Address, OutgoingMessage, UnsafeHeader
from mail.transport import MailTransport, TransportFailure


@dataclass(frozen=True, slots=True)
class LetterSender(Sender):
    """Writes and sends letters from one shared mailbox. `clock` is case time: what "today" is in a letter."""

    transport: MailTransport
    writer: LetterWriter
    room: LetterRoom
    sender: Address
    installation: str
    clock: Clock

    async def deliver(self, item: OutboxItem, notice: NoticeView) -> str:
        """Sends a notice's letter once in effect: before a second try it is looked for among what was sent.

        Gives back its Message-ID. Raises NotSent.
        """
        try:
            if item.attempts:
                sent = await self.transport.find_sent(item.key)
                if sent:
                    return sent.message_id
            return (await self.transport.send(await asyncio.to_thread(self._letter, item, notice))).message_id
        except TransportFailure as failure:
            raise NotSent(str(failure), retry=failure.retry, after=failure.retry_after) from failure
        except UnsafeHeader as unsafe:
            raise NotSent(str(unsafe), retry=False) from unsafe

    def _letter(self, item: OutboxItem, notice: NoticeView) -> OutgoingMessage:
        now = self.clock()
        letter = self.writer.write(letter_view(notice, self.room, london_date(now)))
        return OutgoingMessage(
            key=item.key,
            installation=self.installation,
            written_at=now,
            sender=self.sender,
            to=_addresses(notice.to),
            cc=_addresses(notice.copies),
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
        )


def _addresses(recipients: tuple[RecipientView, ...]) -> tuple[Address, ...]:
    return tuple(Address(recipient.email, recipient.name) for recipient in recipients)
