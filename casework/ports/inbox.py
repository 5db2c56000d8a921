"""The port to what came in: ids that were seen, and every mail as it was kept, with its files apart."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

TRIAGE = "triage"
"""The outcome of a mail that waits for somebody to file it."""

SET_ASIDE = "set aside"
"""The outcome of a mail that somebody has taken out of triage without filing it, and said why."""


class Seen(ABC):
    """Remembers ids of activities and messages, so that each has one effect."""

    @abstractmethod
    async def claim(self, kind: str, key: str, at: datetime) -> bool:
        """True the first time, False ever after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """A mail as it was kept: what became of it, the dispute it was filed to, and the reasons in words.

    While it waits in triage it says besides what filing it by hand needs: `sort` (as `MailSort` has it), `text` as its
    author wrote it, the dispute and duty that it points at, and what an automatic reply or a bounce tells.
    """

    id: str
    received_at: datetime
    sender: str
    outcome: str
    reasons: str
    reference: str | None = None
    duty: str | None = None
    sort: str = ""
    text: str = ""
    points_at: str | None = None
    answers_inside_quote: bool = False
    away_until: date | None = None
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file that came with a mail. `refused` says why it wasn't taken; its content is then in the original only."""

    name: str
    content_type: str
    size: int
    refused: str | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFile:
    """A file in a list, without its content: `mail` and `position` fetch that."""

    mail: str
    position: int
    received_at: datetime
    file: KeptFile


class MailArchive(ABC):
    """Every mail that was read, in full, encrypted; what couldn't be filed waits in triage."""

    @abstractmethod
    async def keep(self, mail: KeptMail, original: bytes, files: Sequence[KeptFile] = ()) -> None:
        """Keeps a mail and its files. Where it is filed to a dispute its text is under that dispute's key."""

    @abstractmethod
    async def one(self, mail_id: str) -> KeptMail | None:
        """A mail by its id, or None where there is none or its key is gone."""

    @abstractmethod
    async def original(self, mail_id: str) -> bytes | None:
        """The mail as it came, or None where there is none or its key is gone."""

    @abstractmethod
    async def triage(self, outcome: str = TRIAGE) -> list[KeptMail]:
        """What waits for somebody to file it, or what was set aside, oldest first."""

    @abstractmethod
    async def refile(self, mail_id: str, reference: str, outcome: str) -> None:
        """Takes a mail out of triage and under a dispute, its files too."""

    @abstractmethod
    async def settle(self, mail_id: str, outcome: str, reasons: str) -> None:
        """Gives a mail that no dispute has another outcome, and other reasons."""

    @abstractmethod
    async def files_with(self, mail_id: str) -> list[KeptFile]:
        """The files that came with a mail, in their order, without their content."""

    @abstractmethod
    async def files_of(self, reference: str) -> list[ListedFile]:
        """The files that came by mail and were filed to a dispute, oldest first."""

    @abstractmethod
    async def file_content(self, mail_id: str, position: int) -> bytes | None:
        """The content of a file, or None where there is none, or it was refused, or its key is gone."""

    @abstractmethod
    async def received_from(self, sender: str, since: datetime, until: datetime) -> int:
        """How many mails of a sender our server took in after `since` and up to `until`."""
