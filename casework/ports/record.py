"""The port to the record, and how it can fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from disputes.dispute import Dispute
from disputes.entries import Entry


class ChangedMeanwhile(Exception):
    """Somebody else appended to the same dispute first. Trying the whole use case again helps."""


class Erased(Exception):
    """The dispute's key was destroyed when its retention ended; its text can't be read any more."""


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record as it was read: every entry in order, and the state that they come to.

    In a transaction that only reads, others may look at the same one: nobody changes its state. `worked_out` keeps
    what follows from these very entries, each under whatever else it follows from; it is forgotten with them.
    """

    entries: Sequence[Entry]
    dispute: Dispute
    worked_out: dict[Hashable, Any] = field(default_factory=dict[Hashable, Any], compare=False, repr=False)


class Records(ABC):
    """The record of every dispute: append-only, hash-chained, its text encrypted under a key per dispute."""

    @abstractmethod
    async def next_reference(self, year: int) -> str:
        """A new reference such as DRP-2026-0042; never given twice."""

    @abstractmethod
    async def create(self, reference: str, first: Entry) -> None:
        """Begins a record with its first entry (sequence 1) and a key of its own."""

    @abstractmethod
    async def append(self, reference: str, entry: Entry) -> None:
        """Appends the next entry. Raises ChangedMeanwhile where its sequence isn't the next one."""

    @abstractmethod
    async def load(self, reference: str) -> list[Entry]:
        """Every entry in order; empty where the reference is unknown. Raises Erased."""

    @abstractmethod
    async def state(self, reference: str) -> ReadRecord | None:
        """A record with the state that it comes to; None where the reference is unknown. Raises Erased.

        It belongs to whoever is writing; while only reading it is shared with others.
        """

    @abstractmethod
    async def verify(self, reference: str | None = None) -> list[str]:
        """What is wrong with the chain of one dispute, or of all: one sentence a fault, none where all is well."""

    @abstractmethod
    async def references(self) -> list[str]:
        """Every reference, sorted, erased ones included."""

    @abstractmethod
    async def erase(self, reference: str, at: datetime) -> None:
        """Destroys the dispute's key and its read rows, and notes it in the erasure register."""
