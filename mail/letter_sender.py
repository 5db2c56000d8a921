"""The e-mail channel: a notice becomes one letter to its addressees, with the required copies and what goes with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from casework.dispatch import NotSent, Receipt, Sender
from casework.ports import Clock, OutboxItem
from casework.views import NoticeView, RecipientView
from disputes.refusals import Refusal
from disputes.working_days import london_date
from mail.invitation import Organiser, invitation, meeting_name
from mail.letters.record_pdf import record_pdf
from mail.letters.view import LetterRoom, letter_view
from mail.letters.writer import LetterWriter
from mail.message import Address, OutgoingMessage, UnsafeHeader, one_line, thread_id
from mail.transport import MailTransport, SentItem, TransportFailure


@dataclass(frozen=True, slots=True)
class LetterSender(Sender):
    """Writes and sends letters from one shared mailbox. `clock` is case time: what "today" is in a letter."""

    transport: MailTransport
    writer: LetterWriter
    room: LetterRoom
    sender: Address
    installation: str
    clock: Clock

    async def deliver(self, item: OutboxItem, notice: NoticeView) -> Receipt:
        """Sends a notice's letter once in effect: before a second try it is looked for among what was sent.

        Raises NotSent.
        """
        try:
            sent = await self.transport.find_sent(item.key) if item.attempts else None
            sent = sent or await self.transport.send(await asyncio.to_thread(self._letter, item, notice))
        except TransportFailure as failure:
            raise NotSent(str(failure), retry=failure.retry, after=failure.retry_after) from failure
        except UnsafeHeader as unsafe:
            raise NotSent(str(unsafe), retry=False) from unsafe
        except Refusal as refusal:
            # A council's own wording that is broken: it stays so until somebody mends the file that is named.
            raise NotSent(f"{refusal.text} {refusal.next_step}", retry=False) from refusal
        return self._receipt(sent, notice)

    def _receipt(self, sent: SentItem, notice: NoticeView) -> Receipt:
        return Receipt(id=sent.message_id, accepted_at=sent.sent_at, calendar=self._meeting_name(notice))

    def _meeting_name(self, notice: NoticeView) -> str:
        if notice.meeting is None:
            return ""
        return meeting_name(self.room.signer, notice, notice.meeting, self.sender.domain)

    def _letter(self, item: OutboxItem, notice: NoticeView) -> OutgoingMessage:
        now = self.clock()
        letter = self.writer.write(letter_view(notice, self.room, london_date(now)))
        organiser = Organiser(self.sender.name, self.sender.address)
        meeting, paper = notice.meeting, notice.paper
        return OutgoingMessage(
            key=item.key,
            installation=self.installation,
            written_at=now,
            sender=self.sender,
            to=_addresses(notice.to),
            cc=_addresses(notice.copies),
            subject=one_line(letter.subject),
            text=letter.text,
            html=letter.html,
            references=(thread_id(notice.reference, self.sender.domain),),
            attachments=(record_pdf(notice, paper, practice=self.room.practice),) if paper else (),
            calendar=invitation(notice, meeting, organiser, self._meeting_name(notice)) if meeting else None,
        )


def _addresses(recipients: tuple[RecipientView, ...]) -> tuple[Address, ...]:
    return tuple(Address(recipient.email, one_line(recipient.name)) for recipient in recipients)
