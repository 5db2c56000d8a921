"""How far the inbox was read, and what of it waits: kept between runs, and no loss if it is lost."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from mail.transport import TransportFailure


class PositionStore(Protocol):
    """Where the position is kept. Losing it costs one listing of the whole inbox, nothing else."""

    async def load(self) -> str | None:
        """What was saved last, or None."""
        ...

    async def save(self, text: str) -> None:
        """Keeps this in place of what was saved before, whole or not at all."""
        ...


@dataclass(slots=True)
class Position:
    """`link` leads to what has changed since; `waiting` are the ids of the mails in the inbox, and when each came."""

    link: str | None = None
    waiting: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def text(self, mailbox: str) -> str:
        """As it is saved."""
        waiting = {item: at.isoformat() for item, at in self.waiting.items()}
        return json.dumps({"mailbox": mailbox, "link": self.link, "waiting": waiting})

    @classmethod
    def read(cls, text: str | None, mailbox: str) -> Position:
        """What was saved; the very beginning, where that is another mailbox's or can't be read."""
        try:
            saved = cast("dict[str, Any]", json.loads(text or "{}"))
            if saved["mailbox"] != mailbox:
                return cls()
            waiting = {str(item): datetime.fromisoformat(at) for item, at in saved["waiting"].items()}
            return cls(str(saved["link"]) if saved["link"] else None, waiting)
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()


class FilePosition:
    """The position in a file that only this user can read: its link lets nobody in, but nobody needs it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def load(self) -> str | None:
        """What the file holds, or None where there is none."""
        return await asyncio.to_thread(self._load)

    async def save(self, text: str) -> None:
        """Puts a new file in the old one's place."""
        await asyncio.to_thread(self._save, text)

    def _load(self) -> str | None:
        try:
            return self._file.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise TransportFailure(f"{self._file} can't be read: {error}.", retry=True) from error

    def _save(self, text: str) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name, suffix=".new")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(self._file)
        except OSError as error:
            raise TransportFailure(f"{self._file} can't be written: {error.strerror or error}.", retry=True) from error
