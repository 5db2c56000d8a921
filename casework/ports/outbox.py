"""The port to the outbox: what is written down to be sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """How a notice reaches people."""

    EMAIL = "email"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One message to be sent: it points at the notice in the record and holds no text of its own.

    `person` is the recipient of a card; an e-mail (person None) goes to all of the notice's To and copies at once.
    `attempts` is how often it was claimed before: where it isn't 0, a crash may have hidden that it was sent.
    """

    key: str
    reference: str
    sequence: int
    notice: int
    channel: Channel
    person: str | None
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedItem:
    """A message that can't be sent without help, and why."""

    item: OutboxItem
    reason: str
    parked_at: datetime


class Carriage(StrEnum):
    """What became of a message. One that is given back after a failure waits again."""

    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A message and what became of it, when, with the channel's id; `reason` says why it waits again or never went."""

    item: OutboxItem
    state: Carriage
    changed_at: datetime
    receipt: str = ""
    reason: str = ""


class Outbox(ABC):
    """What is written down to be sent."""

    @abstractmethod
    async def add(self, item: OutboxItem, at: datetime) -> None:
        """Queues a message; a key that is already there is left as it is."""

    @abstractmethod
    async def claim(self, now: datetime, limit: int, lease_seconds: int) -> list[OutboxItem]:
        """Takes the oldest messages that may be tried now, for a lease; an expired lease is claimed again."""

    @abstractmethod
    async def sent(self, key: str, at: datetime, receipt: str) -> bool:
        """Marks a message as sent, with the transport's own id for it; False where it was marked so before."""

    @abstractmethod
    async def cancel(self, key: str, at: datetime, reason: str) -> None:
        """Marks a message as no longer needed, such as a nudge for a duty that was answered meanwhile."""

    @abstractmethod
    async def retry(self, key: str, at: datetime, reason: str) -> None:
        """Gives a message back, to be tried again from `at`."""

    @abstractmethod
    async def park(self, key: str, at: datetime, reason: str) -> None:
        """Sets a message aside for an administrator."""

    @abstractmethod
    async def parked(self) -> list[ParkedItem]:
        """What was set aside, oldest first."""

    @abstractmethod
    async def release(self, key: str) -> bool:
        """Gives a parked message back to the queue; False where there is none."""

    @abstractmethod
    async def waiting(self) -> int:
        """How many messages are queued or claimed."""

    @abstractmethod
    async def receipt_of(self, receipt: str) -> OutboxItem | None:
        """The message that a transport gave this id to: finds a dispute by In-Reply-To, a card by activity id."""

    @abstractmethod
    async def cards_of(self, reference: str) -> list[tuple[OutboxItem, str]]:
        """Every card sent about a dispute, with its receipt, so that it can be updated."""

    @abstractmethod
    async def about(self, reference: str) -> list[Carried]:
        """Every message about a dispute, in the order in which they were queued."""
