"""The ports that the desk needs: record, read tables, outbox, directory, and what was already seen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import TracebackType
from typing import Self

from disputes.entries import Entry, Status
from disputes.notices import Holder
from disputes.protocol import Protocol

Clock = Callable[[], datetime]
"""Gives the present moment, with its time zone."""


class ChangedMeanwhile(Exception):
    """Somebody else appended to the same dispute first. Trying the whole use case again helps."""


class Erased(Exception):
    """The dispute's key was destroyed when its retention ended; its text can't be read any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the directory."""

    id: str
    name: str
    email: str
    entra_id: str | None = None
    line_manager: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A role that a person holds, or covers for `cover_for`, from one day to another inclusive; team "" is all."""

    person: str
    role: str
    team: str = ""
    starts: date | None = None
    ends: date | None = None
    cover_for: str | None = None

    def on(self, day: date) -> bool:
        """Whether the appointment holds on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


class Directory(ABC):
    """The council's people, their appointments and their cover."""

    @abstractmethod
    async def person(self, person_id: str) -> Person | None:
        """A person by our id."""

    @abstractmethod
    async def people(self, ids: Sequence[str]) -> dict[str, Person]:
        """Several people at once, by id; unknown ids are left out."""

    @abstractmethod
    async def by_entra_id(self, entra_id: str) -> Person | None:
        """A person by Entra object id."""

    @abstractmethod
    async def by_email(self, email: str) -> Person | None:
        """A person by e-mail address, in any case."""

    @abstractmethod
    async def holders(self, role: str, team: str, on: date) -> list[Holder]:
        """Who answers for a role of a team on a day: its holders, or whoever covers for them, both named.

        An appointment for all teams (team "") holds for each team that has no appointment of its own.
        """

    @abstractmethod
    async def covers(self, person_id: str, on: date) -> list[str]:
        """The ids of the people who stand in for a person on a day."""

    @abstractmethod
    async def appointments(self, person_id: str, on: date) -> list[Appointment]:
        """What a person holds or covers on a day."""

    @abstractmethod
    async def teams(self) -> list[str]:
        """Every team that an appointment names, sorted."""

    @abstractmethod
    async def replace_all(self, people: Sequence[Person], appointments: Sequence[Appointment]) -> None:
        """Makes these the whole directory. People who are gone stay known by id, without appointments."""

    @abstractmethod
    async def everything(self) -> tuple[list[Person], list[Appointment]]:
        """The whole directory, for previews and checks."""


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
    async def verify(self, reference: str | None = None) -> list[str]:
        """What is wrong with the chain of one dispute, or of all: one sentence a fault, none where all is well."""

    @abstractmethod
    async def references(self) -> list[str]:
        """Every reference, sorted, erased ones included."""

    @abstractmethod
    async def erase(self, reference: str, at: datetime) -> None:
        """Destroys the dispute's key and its read rows, and notes it in the erasure register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A dispute as lists show it; no free text."""

    reference: str
    protocol: str
    version: str
    team: str
    officer: str
    stage: str
    status: Status
    raised_at: datetime
    marker: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """An open duty as lists and the sweep see it; no free text."""

    reference: str
    duty: str
    kind: str
    stage: str
    team: str
    owners: tuple[str, ...]
    due: date | None
    due_at: datetime | None
    acknowledged: bool
    next_nudge_at: datetime | None


class Caseload(ABC):
    """Read tables: the caseload and the open duties, rewritten with every entry."""

    @abstractmethod
    async def put(self, case: CaseRow, open_duties: Sequence[DutyRow]) -> None:
        """Makes these the dispute's row and its only open duties."""

    @abstractmethod
    async def of_officer(self, person: str, *, only_open: bool = True) -> list[CaseRow]:
        """An officer's disputes, oldest first."""

    @abstractmethod
    async def all(self, *, only_open: bool = True) -> list[CaseRow]:
        """Every dispute, oldest first."""

    @abstractmethod
    async def duties(self, references: Sequence[str]) -> list[DutyRow]:
        """The open duties of these disputes, soonest first."""

    @abstractmethod
    async def owed_by(self, posts: Sequence[tuple[str, str]]) -> list[DutyRow]:
        """The open duties that any of these (role, team) owes; team "" means every team. Soonest first."""

    @abstractmethod
    async def due_nudges(self, now: datetime, limit: int) -> list[DutyRow]:
        """Duties whose nudge is due, soonest first; claimed for this transaction where the database can."""


class Channel(StrEnum):
    """How a notice reaches people."""

    EMAIL = "email"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One message to be sent: it points at the notice in the record and holds no text of its own.

    `person` is the recipient of a card; an e-mail (person None) goes to all of the notice's To and copies at once.
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


class Outbox(ABC):
    """What is written down to be sent."""

    @abstractmethod
    async def add(self, item: OutboxItem, at: datetime) -> None:
        """Queues a message; a key that is already there is left as it is."""

    @abstractmethod
    async def claim(self, now: datetime, limit: int, lease_seconds: int) -> list[OutboxItem]:
        """Takes the oldest messages that may be tried now, for a lease; an expired lease is claimed again."""

    @abstractmethod
    async def sent(self, key: str, at: datetime, receipt: str) -> None:
        """Marks a message as sent, with the transport's own id for it."""

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


class Seen(ABC):
    """Remembers ids of activities and messages, so that each has one effect."""

    @abstractmethod
    async def claim(self, kind: str, key: str, at: datetime) -> bool:
        """True the first time, False ever after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """A mail as it was kept: what became of it, the dispute it was filed to, and the reasons in words."""

    id: str
    received_at: datetime
    sender: str
    outcome: str
    reasons: str
    reference: str | None = None
    duty: str | None = None


class MailArchive(ABC):
    """Every mail that was read, in full, encrypted; what couldn't be filed waits in triage."""

    @abstractmethod
    async def keep(self, mail: KeptMail, original: bytes) -> None:
        """Keeps a mail. Where it is filed to a dispute its text is under that dispute's key."""

    @abstractmethod
    async def original(self, mail_id: str) -> bytes | None:
        """The mail as it came, or None where there is none or its key is gone."""

    @abstractmethod
    async def triage(self) -> list[KeptMail]:
        """What waits for somebody to file it, oldest first."""

    @abstractmethod
    async def refile(self, mail_id: str, reference: str, outcome: str) -> None:
        """Takes a mail out of triage and under a dispute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a person is reached in Teams: the parts of a conversation reference, in our own columns."""

    person: str
    service_url: str
    conversation: str
    bot: str
    user: str
    tenant: str
    channel: str


class Addresses(ABC):
    """Teams conversation references by person."""

    @abstractmethod
    async def put(self, address: Address) -> None:
        """Remembers where a person is reached."""

    @abstractmethod
    async def of(self, person: str) -> Address | None:
        """Where a person is reached, or None where the app has never met them."""


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
