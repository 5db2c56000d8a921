"""A council whose shared mailbox is in Microsoft 365, and everybody's own mailbox a Maildir as ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path

from mail.maildir_folder import MaildirFolder, StoredMail
from mail.post_office import PostOffice
from mail.transport import Folder
from tests.mail.graph.exchange import Exchange, Item


class CloudOffice(PostOffice):
    """Carries mail between the two: letters out, replies, absences and bounces in."""

    def __init__(self, root: Path, shared: str, exchange: Exchange, clock: Callable[[], datetime]) -> None:
        super().__init__(root)
        self._shared = CloudFolder(root / "shared", exchange)
        self._address = shared
        self._numbers = count(1)
        exchange.on_delivery = lambda people, raw: self.post(
            raw, f"cloud-{next(self._numbers)}", sorted(people), clock()
        )

    def mailbox(self, address: str) -> MaildirFolder:
        return self._shared if address == self._address else super().mailbox(address)


class CloudFolder(MaildirFolder):
    """The shared mailbox as the office sees it."""

    def __init__(self, root: Path, exchange: Exchange) -> None:
        super().__init__(root)
        self._exchange = exchange

    def deliver(self, raw: bytes, name: str, at: datetime, folder: Folder = Folder.INBOX) -> StoredMail:
        self._exchange.arrives(raw, at)
        return StoredMail(name, at, self.root)

    def list(self, folder: Folder = Folder.INBOX) -> list[StoredMail]:
        place = next(
            (one for one, name in self._exchange.folders.items() if name == folder), f"folder-{folder}".lower()
        )
        return [self._stored(item) for item in self._exchange.within(place)]

    def _stored(self, item: Item) -> StoredMail:
        copy = self.root / f"{item.immutable}.eml"
        copy.write_bytes(item.as_mime())
        return StoredMail(item.immutable, item.received, copy)
