"""A mailbox as Exchange Online keeps it, with what surprises about it: ids that change, Message-IDs of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from itertools import count
from typing import Any

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
WELL_KNOWN = {"inbox": "Posteingang", "drafts": "Entwürfe", "sentitems": "Gesendet", "outbox": "Postausgang"}
"""A mailbox whose language isn't English: only the well-known names find its folders."""

_HEADERS = "string {00020386-0000-0000-c000-000000000046} name "
_KEPT_ONLY_BY_BODY = ("mime-version",)


@dataclass
class Item:
    """A mail. `number` makes its ids; `moves` changes the one that isn't immutable."""

    number: int
    folder: str
    mime: Message
    received: datetime
    is_draft: bool = False
    moves: int = 0
    looks_until_sent: int = 0
    properties: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def immutable(self) -> str:
        return f"AAkALgAA-immutable-{self.number:05}="

    def id(self, immutable: bool) -> str:
        return self.immutable if immutable else f"AAMkAGI2-{self.number:05}-{self.folder}-{self.moves}="

    def property(self, name: str) -> str | None:
        """An extended property; a header of the MIME is one, too."""
        lowered = name.lower()
        if lowered.startswith(_HEADERS):
            return self.mime.get(lowered.removeprefix(_HEADERS))
        return self.properties.get(lowered)

    def as_mime(self) -> bytes:
        """Never what came: made again from what was understood of it, the header in an order of its own."""
        head = [(name, value) for name, value in self.mime.items() if name.lower() not in _KEPT_ONLY_BY_BODY]
        again = Message(policy=compat32.clone(linesep="\r\n", max_line_length=0))
        for name, value in sorted(head, key=lambda one: one[0].lower()):
            again[name] = value
        again["MIME-Version"] = "1.0"
        again["X-MS-Exchange-Organization-SCL"] = "-1"
        # Not by get_payload, which would replace what isn't in the charset that a part names.
        again._payload = self.mime._payload  # pyright: ignore[reportAttributeAccessIssue]
        if again.is_multipart():
            again.set_boundary(f"_000_{self.number}_again_")
        return again.as_bytes()


class Exchange:
    """One mailbox. `latency` is how many looks a letter takes from Outbox to Sent Items."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.folders: dict[str, str] = {f"folder-{key}": name for key, name in WELL_KNOWN.items()}
        self.delivered: list[tuple[frozenset[str], bytes]] = []
        self.changes: list[tuple[str, str, str]] = []
        self.generation = 0
        self.latency = 0
        self.now = NOON
        self.on_delivery: Callable[[frozenset[str], bytes], None] | None = None
        self._numbers = count(1)

    def arrives(self, raw: bytes, at: datetime, folder: str = "folder-inbox") -> Item:
        return self._keep(Item(next(self._numbers), folder, message_from_bytes(raw), at))

    def draft(self, raw: bytes) -> Item:
        """A draft of MIME. Exchange gives its own Message-ID, and knows a sender only by who owns the mailbox."""
        mime = message_from_bytes(raw)
        item = Item(next(self._numbers), "folder-drafts", mime, self.now, is_draft=True)
        del mime["Message-ID"]
        mime["Message-ID"] = f"<AM0PR01MB{item.number:04}@EURPRD01.PROD.EXCHANGELABS.COM>"
        return self._keep(item)

    def attach(self, item: Item, body: dict[str, Any]) -> None:
        """Adds a file beside the text, whatever shape the MIME had before."""
        part = Message()
        part["Content-Type"] = body["contentType"]
        part.add_header("Content-Disposition", "attachment", filename=body["name"])
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(body["contentBytes"])
        if item.mime.get_content_type() != "multipart/mixed":
            text = Message()
            text["Content-Type"] = str(item.mime["Content-Type"])
            text.set_payload(item.mime.get_payload())  # pyright: ignore[reportArgumentType]
            item.mime.replace_header("Content-Type", "multipart/mixed")
            item.mime.set_payload([text])
        item.mime.attach(part)

    def send(self, item: Item) -> None:
        people = getaddresses([*item.mime.get_all("To", []), *item.mime.get_all("Cc", [])])
        delivered = frozenset(address for _, address in people), item.as_mime()
        self.delivered.append(delivered)
        if self.on_delivery:
            self.on_delivery(*delivered)
        self.move(item, "folder-outbox")
        item.looks_until_sent = self.latency
        self._settle(item)

    def move(self, item: Item, folder: str) -> None:
        self.changes.append((item.folder, item.immutable, "removed"))
        item.folder = folder
        item.moves += 1
        self.changes.append((folder, item.immutable, "created"))

    def delete(self, item: Item) -> None:
        self.changes.append((item.folder, item.immutable, "removed"))
        del self.items[item.immutable]

    def delete_folder(self, folder: str) -> None:
        for item in self.within(folder):
            self.delete(item)
        del self.folders[folder]

    def folder(self, name: str) -> str | None:
        """A folder by its id, or by the name that every mailbox's has."""
        known = f"folder-{name}" if name in WELL_KNOWN else name
        return known if known in self.folders else None

    def find(self, given: str) -> Item | None:
        """By either kind of id; one of the changing kind is good only until the next move."""
        for item in list(self.items.values()):
            if given in {item.immutable, item.id(False)}:
                self._settle(item)
                return item
        return None

    def within(self, folder: str | None = None) -> list[Item]:
        """What a folder holds, or the whole mailbox, the newest first as Graph lists it."""
        held = [item for item in self.items.values() if folder in {None, item.folder}]
        for item in held:
            self._settle(item)
        return sorted(held, key=lambda item: item.received, reverse=True)

    def changed(self, folder: str, since: int, upto: int) -> Iterator[tuple[str, str]]:
        """What became of each mail of a folder between two moments, once each."""
        last = {item: kind for where, item, kind in self.changes[since:upto] if where == folder}
        yield from last.items()

    def _keep(self, item: Item) -> Item:
        self.items[item.immutable] = item
        self.changes.append((item.folder, item.immutable, "created"))
        return item

    def _settle(self, item: Item) -> None:
        if item.folder != "folder-outbox":
            return
        item.looks_until_sent -= 1
        if item.looks_until_sent < 0:
            item.is_draft = False
            self.move(item, "folder-sentitems")
