"""Which dispute a mail is about: the first of its pointers that holds, and the message of ours that it answers."""

from __future__ import annotations

from dataclasses import dataclass

from casework.desk import Desk
from casework.loading import Loaded, load
from casework.ports import OutboxItem, Work
from casework.received_mail import MailSort, Pointer, ReceivedMail
from casework.sent_notice import SentNotice, item_of, sent_notice


@dataclass(frozen=True, slots=True)
class Match:
    """A dispute that a mail points at, the duty where the pointer knows it, and our own message where it is known."""

    loaded: Loaded
    duty: str | None
    answers: SentNotice | None

    @property
    def reference(self) -> str:
        """The dispute's reference."""
        return self.loaded.dispute.reference


async def match_mail(work: Work, desk: Desk, mail: ReceivedMail) -> Match | None:
    """The dispute that a mail points at; None where nothing in it points at one that we know."""
    for pointer in mail.pointers:
        item = await _message(work, pointer)
        reference = pointer.reference or (item.reference if item else None)
        loaded = await load(work, desk, reference) if reference else None
        if loaded is None:
            continue
        answers = sent_notice(loaded, item) if item else None
        if mail.sort is MailSort.BOUNCE and not await _believed(work, mail, pointer, answers):
            continue
        return Match(loaded, pointer.duty or (answers.notice.duty if answers else None), answers)
    return None


async def _message(work: Work, pointer: Pointer) -> OutboxItem | None:
    """Our message that a pointer names: by the id that its transport gave it, or by its key."""
    if pointer.receipt:
        return await work.outbox.receipt_of(pointer.receipt)
    return item_of(pointer.key) if pointer.key else None


async def _believed(work: Work, mail: ReceivedMail, pointer: Pointer, answers: SentNotice | None) -> bool:
    """Whether a bounce is about a letter of ours: whoever it comes from holds no role that could be checked.

    The letter's own id or our signature will do; its key can be guessed, so that one of the addresses that failed must
    be one that the letter went to.
    """
    if pointer.signed or (pointer.receipt and answers):
        return True
    if answers is None:
        return False
    people = await work.directory.people([recipient.person for recipient in answers.recipients])
    failed = {address.casefold() for address in mail.failed}
    return any(person.email.casefold() in failed for person in people.values())
