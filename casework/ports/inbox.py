"""The port to what came in: ids that were seen, and every mail as it was kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime


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
