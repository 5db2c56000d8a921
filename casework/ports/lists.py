"""The port to the read tables: the caseload and the open duties."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from disputes.entries import Status


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which disputes somebody looks for.

    `words` stand in the reference or in the team's name, in any case, or the reference ends with `number`. The
    disputes are one of these `officers`', or of one of these `teams` and `protocols`, where None is any. Whether they
    may be read is another question.
    """

    words: str = ""
    number: str | None = None
    officers: tuple[str, ...] = ()
    teams: tuple[str, ...] | None = None
    protocols: tuple[str, ...] | None = None


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
    async def matching(self, wanted: Wanted, *, after: int, limit: int) -> list[CaseRow]:
        """So many of the disputes that are wanted, after so many others: open ones first, then the newest first."""

    @abstractmethod
    async def cases(self, references: Sequence[str]) -> list[CaseRow]:
        """These disputes, ended ones included, oldest first."""

    @abstractmethod
    async def duties(self, references: Sequence[str]) -> list[DutyRow]:
        """The open duties of these disputes, soonest first."""

    @abstractmethod
    async def owed_by(self, posts: Sequence[tuple[str, str]]) -> list[DutyRow]:
        """The open duties that any of these (role, team) owes; team "" means every team. Soonest first."""

    @abstractmethod
    async def due_nudges(self, now: datetime, limit: int) -> list[DutyRow]:
        """Duties whose nudge is due, soonest first; claimed for this transaction where the database can."""
