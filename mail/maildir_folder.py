"""One Maildir on disk: mail goes in whole or not at all, and moves between folders in one step."""

from __future__ import annotations

import contextlib
import hashlib
import mailbox
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from mail.transport import Folder

_STATES = ("new", "cur")


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail in a folder: its unique name (which survives moves), when it was delivered, and where it lies."""

    name: str
    delivered_at: datetime
    path: Path

    def read(self) -> bytes:
        """The mail as it came."""
        return self.path.read_bytes()


class MaildirFolder:
    """A mailbox in the standard library's Maildir format; Inbox is its root, the others are subfolders."""

    def __init__(self, root: Path) -> None:
        """Opens the mailbox at `root`, and makes it where there is none."""
        self.root = root
        root.parent.mkdir(parents=True, exist_ok=True)
        box = mailbox.Maildir(root, create=True)
        for folder in Folder:
            if folder is not Folder.INBOX:
                box.add_folder(folder.value)

    def list(self, folder: Folder = Folder.INBOX) -> list[StoredMail]:
        """Every mail in a folder, the oldest delivery first."""
        found: list[StoredMail] = []
        for state in _STATES:
            for entry in os.scandir(self._at(folder) / state):
                # A mail may be moved by another process between the listing and the look.
                with contextlib.suppress(FileNotFoundError):
                    if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                        found.append(_stored(Path(entry.path)))
        return sorted(found, key=lambda mail: (mail.delivered_at, mail.name))

    def find(self, name: str, folder: Folder = Folder.INBOX) -> StoredMail | None:
        """The mail with this unique name, seen or unseen."""
        for state in _STATES:
            directory = self._at(folder) / state
            for filename in (name, f"{name}:2,S", f"{name}:2,"):
                with contextlib.suppress(FileNotFoundError):
                    return _stored(directory / filename)
        # Somebody's mail program may have set other flags.
        return next((mail for mail in self.list(folder) if mail.name == name), None)

    def deliver(self, raw: bytes, name: str, at: datetime, folder: Folder = Folder.INBOX) -> StoredMail:
        """Stores a mail under a unique name with its time of delivery; one that is there already stays as it is."""
        known = self.find(name, folder)
        if known is not None:
            return known
        temporary = self._at(folder) / "tmp" / name
        with temporary.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        seconds = at.timestamp()
        os.utime(temporary, (seconds, seconds))
        target = self._at(folder) / "new" / name
        temporary.rename(target)
        _sync(target.parent)
        return StoredMail(name, at, target)

    def move(self, name: str, target: Folder, source: Folder = Folder.INBOX) -> bool:
        """Moves a mail in one step and marks it seen; False when it isn't in the source any more."""
        mail = self.find(name, source)
        if mail is None:
            return False
        destination = self._at(target) / "cur" / f"{name}:2,S"
        try:
            mail.path.rename(destination)
        except FileNotFoundError:
            return False
        _sync(destination.parent)
        return True

    def _at(self, folder: Folder) -> Path:
        return self.root if folder is Folder.INBOX else self.root / f".{folder.value}"


def folder_name(address: str) -> str:
    """An address as the name of a folder that can't lead anywhere else."""
    name = quote(address.lower(), safe="@+-_.")
    return name if len(name) <= 120 and not name.startswith(".") else hashlib.sha256(address.encode()).hexdigest()


def _stored(path: Path) -> StoredMail:
    delivered = datetime.fromtimestamp(path.stat().st_mtime_ns / 1e9, UTC)
    return StoredMail(path.name.partition(":")[0], delivered, path)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
