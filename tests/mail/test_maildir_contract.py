"""The Maildir keeps what every transport keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from mail.maildir import MaildirTransport
from mail.message import key_digest
from mail.post_office import PostOffice
from mail.transport import Folder, MailItem, MailTransport
from tests.mail.transport_contract import MANAGER, NOON, SHARED, WORKER, Delivered, House, TransportContract


class MaildirHouse(House):
    """A post office on this disk; `delivered` is told by what lies in the recipients' own folders."""

    def __init__(self, root: Path) -> None:
        self.root = root / "post"
        self.office = PostOffice(self.root)
        self.numbers = count()

    async def arrives(self, raw: bytes, at: datetime) -> None:
        self.office.post(raw, key_digest(f"arrives-{next(self.numbers)}"), [SHARED], at)

    async def holds(self, folder: Folder) -> Sequence[bytes]:
        return [stored.read() for stored in self.office.mailbox(SHARED).list(folder)]

    async def deletes(self, item: MailItem) -> None:
        for stored in self.office.mailbox(SHARED).list():
            if stored.name == item.id:
                stored.path.unlink()

    async def delivered(self) -> Sequence[Delivered]:
        found: dict[bytes, set[str]] = {}
        for address in (MANAGER, WORKER):
            for stored in self.office.mailbox(address).list():
                found.setdefault(stored.read(), set()).add(address)
        return [Delivered(frozenset(people), raw) for raw, people in found.items()]

    async def opened(self) -> MailTransport:
        return MaildirTransport(PostOffice(self.root), SHARED, lambda: NOON)

    async def breaks_down(self) -> None:
        if self.root.exists():
            self.root.rename(self.root.with_suffix(".away"))
        self.root.write_text("no folder any more")


class TestMaildir(TransportContract):
    """Over real files."""

    @pytest.fixture
    def house(self, tmp_path: Path) -> House:
        return MaildirHouse(tmp_path)
