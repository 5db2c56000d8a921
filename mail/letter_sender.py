"""Sends a notice as a letter: one e-mail to everyone addressed and copied, once in effect."""

from __future__ import annotations

from dataclasses import dataclass

from casework.dispatch import NotSent, Sender
from casework.ports import Clock, OutboxItem
from casework.views import NoticeView, RecipientView
from disputes.working_days import london_date
from mail.letters.view import LetterRoom, letter_view
from mail.letters.writer import LetterWriter
from mail.message import Address, OutgoingMessage, UnsafeHeader, key_digest
from mail.transport import MailTransport, TransportFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSender(Sender):
    """The outbox's way out by e-mail. `clock` is case time: what a letter says of today goes by it.

    `installation` marks our letters, so that they are known when they come back.
    """

    transport: MailTransport
    writer: LetterWriter
    room: LetterRoom
    sender: Address
    installation: str
    clock: Clock

    async def deliver(self, item: OutboxItem, notice: NoticeView) -> str:
        """Sends the letter, unless it lies in Sent already, and gives back its Message-ID."""
        try:
            # A crash between sending and recording it leaves no other trace.
            sent = await self.transport.find_sent(item.key)
            return (sent or await self.transport.send(self.letter(item.key, notice))).message_id
        except UnsafeHeader as error:
            raise NotSent(str(error), retry=False) from error
        except TransportFailure as failure:
            raise NotSent(str(failure), retry=failure.retry, after=failure.retry_after) from failure

    def letter(self, key: str, notice: NoticeView) -> OutgoingMessage:
        """The letter of a notice, To and copies exactly as the notice has them.

        Raises UnsafeHeader where an address of the directory can't be written to.
        """
        now = self.clock()
        letter = self.writer.write(letter_view(notice, self.room, london_date(now)))
        return OutgoingMessage(
            key=key,
            installation=self.installation,
            written_at=now,
            sender=self.sender,
            to=_addresses(notice.to or notice.copies),
            cc=_addresses(notice.copies if notice.to else ()),
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            # No mail has this id: sharing it shows all letters about a dispute as one conversation.
            references=(f"<drp.{key_digest(notice.reference)}@{self.sender.domain}>",),
        )


def _addresses(recipients: tuple[RecipientView, ...]) -> tuple[Address, ...]:
    return tuple(Address(recipient.email, recipient.name) for recipient in recipients)
