"""The Maildir transport: the shared mailbox as a folder on this machine, for rehearsal, tests and small councils."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from mail.maildir_folder import MaildirFolder, StoredMail
from mail.message import OutgoingMessage, UnsafeHeader, key_digest
from mail.mime import to_bytes
from mail.post_office import PostOffice
from mail.received import server_time
from mail.transport import Folder, Health, MailItem, SentItem, TransportFailure

_T = TypeVar("_T")


class MaildirTransport:
    """A shared mailbox below the post office's root. File work is done in threads."""

    def __init__(
        self, office: PostOffice, address: str, clock: Callable[[], datetime], own_hosts: Sequence[str] = ()
    ) -> None:
        """`clock` gives aware times of delivery; `own_hosts` are the servers whose Received header is believed."""
        self._office = office
        self._address = address
        self._clock = clock
        self._own_hosts = tuple(own_hosts)

    @property
    def folder(self) -> MaildirFolder:
        """The shared mailbox on disk."""
        return self._office.mailbox(self._address)

    async def read_new(self, limit: int) -> Sequence[MailItem]:
        """The oldest mails of the inbox; the time of a mail is its Received header's of our own, else its file's."""
        return await asyncio.to_thread(_failing, lambda: self._read(limit))

    async def acknowledge(self, item: MailItem, folder: Folder) -> None:
        """Moves the mail; one that has been moved already is left alone."""
        await asyncio.to_thread(_failing, lambda: self.folder.move(item.id, folder))

    async def send(self, message: OutgoingMessage) -> SentItem:
        """Delivers into each recipient's own folder, then keeps the copy in Sent.

        A crash between the two is healed by sending again: every file's name follows from the key.
        """
        try:
            raw = to_bytes(message)
        except UnsafeHeader as error:
            raise TransportFailure(str(error), retry=False) from error
        return await asyncio.to_thread(_failing, lambda: self._send(message, raw))

    async def find_sent(self, key: str) -> SentItem | None:
        """The copy in Sent whose name follows from the key."""
        found = await asyncio.to_thread(_failing, lambda: self.folder.find(key_digest(key), Folder.SENT))
        return self._sent(found) if found else None

    async def health(self) -> Health:
        """Whether the folder can be read, and how much waits in it."""
        try:
            waiting = len(await asyncio.to_thread(self.folder.list))
        except OSError as error:
            return Health(False, f"The mail folder can't be read: {error.strerror or error}.")
        return Health(True, f"The mail folder of {self._address} can be read.", waiting)

    async def close(self) -> None:
        """Nothing is open between calls."""

    def _read(self, limit: int) -> list[MailItem]:
        items: list[MailItem] = []
        for mail in self.folder.list()[:limit]:
            try:
                raw = mail.read()
            except FileNotFoundError:
                continue
            items.append(MailItem(mail.name, server_time(raw, self._own_hosts) or mail.delivered_at, raw))
        return items

    def _send(self, message: OutgoingMessage, raw: bytes) -> SentItem:
        name, now = key_digest(message.key), self._clock()
        self._office.post(raw, name, [a.address for a in message.recipients], now)
        return self._sent(self.folder.deliver(raw, name, now, Folder.SENT))

    def _sent(self, mail: StoredMail) -> SentItem:
        domain = self._address.rpartition("@")[2].lower()
        return SentItem(f"<drp.{mail.name}@{domain}>", mail.name, mail.delivered_at)


def open_maildir(root: Path, address: str, clock: Callable[[], datetime]) -> MaildirTransport:
    """A Maildir transport with a post office of its own below `root`."""
    return MaildirTransport(PostOffice(root), address, clock)


def _failing(work: Callable[[], _T]) -> _T:
    try:
        return work()
    except OSError as error:
        detail = f"The mail folder failed: {error.strerror or error}."
        raise TransportFailure(detail, retry=error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}) from error
