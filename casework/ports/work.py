"""The port to transactions over all of it, and to the protocols."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from casework.ports.inbox import MailArchive, Seen
from casework.ports.lists import Caseload
from casework.ports.outbox import Outbox
from casework.ports.people import Addresses, Directory
from casework.ports.record import Records
from disputes.protocol import Protocol

Clock = Callable[[], datetime]
"""Gives the present moment, with its time zone."""


class Work(ABC):
    """One transaction over everything above. Leaving it without `commit` undoes it."""

    directory: Directory
    records: Records
    caseload: Caseload
    outbox: Outbox
    seen: Seen
    mail: MailArchive
    addresses: Addresses

    @abstractmethod
    async def commit(self) -> None:
        """Makes it all lasting."""

    @abstractmethod
    async def __aenter__(self) -> Self:
        """Begins the transaction."""

    @abstractmethod
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Undoes whatever wasn't committed."""


class Store(ABC):
    """Begins transactions."""

    @abstractmethod
    def reading(self) -> Work:
        """A transaction that only reads, and never waits for a writer."""

    @abstractmethod
    def writing(self) -> Work:
        """A transaction that may write; on SQLite it holds the write lock from its beginning."""


class Protocols(ABC):
    """The protocols that this council runs, in every version that an open dispute may have begun under (X9)."""

    @abstractmethod
    def ids(self) -> list[str]:
        """Every protocol's id, sorted."""

    @abstractmethod
    def latest(self, protocol_id: str) -> Protocol:
        """The version that a new dispute begins under. Refuses an unknown id."""

    @abstractmethod
    def version(self, protocol_id: str, version: str) -> Protocol:
        """The version that a dispute began under. Refuses one that isn't there."""
