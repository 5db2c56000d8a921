"""The port to a mailbox: what every transport (Maildir, Exchange, Graph) can do, and how it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from mail.message import OutgoingMessage


class Folder(StrEnum):
    """Where a mail rests in the shared mailbox."""

    INBOX = "Inbox"
    FILED = "Filed"
    TRIAGE = "Triage"
    SENT = "Sent"


class TransportFailure(Exception):
    """The mailbox couldn't do what was asked.

    `retry` says whether the same call may succeed later, `retry_after` how long the server asks us to wait.
    """

    def __init__(self, message: str, *, retry: bool, retry_after: timedelta | None = None) -> None:
        """Says in plain words what failed."""
        super().__init__(message)
        self.retry = retry
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class MailItem:
    """One mail in the inbox. `received_at` is when our own server took it in (aware); `id` is the transport's own."""

    id: str
    received_at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class SentItem:
    """Proof that a message left: its Message-ID as the server knows it, the stored copy's id, and when."""

    message_id: str
    id: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the mailbox can be reached, said in plain words, and how many mails wait in the inbox."""

    ok: bool
    detail: str
    waiting: int = 0


class MailTransport(Protocol):
    """A shared mailbox. Every call may raise TransportFailure; none blocks the event loop."""

    async def read_new(self, limit: int) -> Sequence[MailItem]:
        """The oldest mails in the inbox, in the order in which they were received, at most `limit`.

        Reading doesn't take a mail out: until it is acknowledged it is read again.
        """
        ...

    async def acknowledge(self, item: MailItem, folder: Folder) -> None:
        """Moves a mail out of the inbox once its receipt is on record. Doing it twice does no harm."""
        ...

    async def send(self, message: OutgoingMessage) -> SentItem:
        """Sends a message and keeps a copy in Sent."""
        ...

    async def find_sent(self, key: str) -> SentItem | None:
        """The sent copy of the message with this idempotency key, if it did leave."""
        ...

    async def health(self) -> Health:
        """Whether the mailbox can be reached. Reports trouble; never raises."""
        ...

    async def close(self) -> None:
        """Gives back what is open; the last call."""
        ...
