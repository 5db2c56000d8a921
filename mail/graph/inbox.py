"""The inbox: what is new by Graph's delta, each mail in MIME, the oldest first, and where it goes afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from mail.graph.failures import Gone, PositionLost
from mail.graph.folders import FOLDERS, Folders
from mail.graph.pace import AT_ONCE
from mail.graph.position import Position, PositionStore
from mail.graph.stand_in import stand_in
from mail.graph.wire import Line
from mail.transport import Folder, MailItem, TransportFailure

MESSAGES = "messages"

_PAGE = "odata.maxpagesize=100"
_BYTES_AT_ONCE = 64 * 1024 * 1024

_ROUNDS_FOR_ONE = 4
"""Rounds that one mail may hold up those behind it before it is filed as far as the server tells of it."""

_log = logging.getLogger(__name__)


class Inbox:
    """The inbox of one mailbox: `waiting` is what lies in it, kept up to date by what Graph says has changed."""

    def __init__(self, mailbox: str, folders: Folders, store: PositionStore) -> None:
        self._mailbox = mailbox
        self._folders = folders
        self._store = store
        self._position: Position | None = None
        self._saved = ""
        self._failed: Counter[str] = Counter()
        self._one_at_a_time = asyncio.Lock()

    async def read(self, line: Line, limit: int) -> Sequence[MailItem]:
        """The oldest mails, at most `limit` and no more than fit into memory well."""
        async with self._one_at_a_time:
            self._folders.forget()
            position = await self._caught_up(line)
        oldest = sorted(position.waiting.items(), key=lambda item: (item[1], item[0]))[:limit]
        items: list[MailItem] = []
        for start in range(0, len(oldest), AT_ONCE):
            some = oldest[start : start + AT_ONCE]
            read = await asyncio.gather(*(self._mail(line, item, at) for item, at in some), return_exceptions=True)
            for (item, _), mail in zip(some, read, strict=True):
                if isinstance(mail, Gone):
                    position.waiting.pop(item, None)
                elif isinstance(mail, TransportFailure) and items:
                    # What came before it can be filed meanwhile; the next round meets the trouble again.
                    _log.warning("Reading the inbox stopped after %d mails: %s", len(items), mail)
                    return items
                elif isinstance(mail, BaseException):
                    raise mail
                else:
                    items.append(mail)
            if sum(len(item.raw) for item in items) >= _BYTES_AT_ONCE:
                break
        return items

    async def acknowledge(self, line: Line, item: str, folder: Folder) -> None:
        """Moves a mail out of the inbox; one that isn't there any more is left where it is."""
        async with self._one_at_a_time:
            position = await self._loaded()
        if item not in position.waiting:
            return
        await self._move(line, item, folder)
        # Saved with the next reading: until then Graph's own word on what left the inbox says the same.
        position.waiting.pop(item, None)

    async def _move(self, line: Line, item: str, folder: Folder) -> None:
        try:
            await _moved(line, item, await self._folders.ours(line, folder))
        except Gone:
            # Was it the folder that is gone, and not the mail?
            self._folders.forget()
            with suppress(Gone):
                await _moved(line, item, await self._folders.ours(line, folder))

    async def _mail(self, line: Line, item: str, received_at: datetime) -> MailItem:
        try:
            raw = await line.content(MESSAGES, item)
        except TransportFailure as failure:
            if isinstance(failure, Gone) or failure.retry_after is not None:
                raise
            self._failed[item] += 1
            if failure.retry and self._failed[item] < _ROUNDS_FOR_ONE:
                raise
            raw = await stand_in(line, item, failure)
        self._failed.pop(item, None)
        return MailItem(item, received_at, raw)

    async def _caught_up(self, line: Line) -> Position:
        """Follows what has changed to its end; from the start where Graph has lost where we were."""
        position = await self._loaded()
        first = line.wire.url(FOLDERS, "inbox", MESSAGES, "delta", select="receivedDateTime")
        while True:
            try:
                page = await line.page(position.link or first, prefer=(_PAGE,))
            except (PositionLost, Gone):
                if position.link is None:
                    raise
                _log.warning("Graph has lost how far the inbox was read: it is listed from the start.")
                position.link = None
                position.waiting.clear()
                continue
            for change in page.get("value", ()):
                await _apply(line, position, change)
            following = page.get("@odata.nextLink")
            position.link = following or page.get("@odata.deltaLink")
            await self._save(position)
            if not following:
                return position

    async def _loaded(self) -> Position:
        if self._position is None:
            self._saved = await self._store.load() or ""
            self._position = Position.read(self._saved, self._mailbox)
        return self._position

    async def _save(self, position: Position) -> None:
        text = position.text(self._mailbox)
        if text != self._saved:
            await self._store.save(text)
            self._saved = text


async def _apply(line: Line, position: Position, change: dict[str, Any]) -> None:
    item = str(change["id"])
    if "@removed" in change:
        position.waiting.pop(item, None)
        return
    received = change.get("receivedDateTime")
    if received is None and item not in position.waiting:
        try:
            received = (await line.get(MESSAGES, item, select="receivedDateTime")).get("receivedDateTime")
        except Gone:
            return
    if received is not None:
        position.waiting[item] = datetime.fromisoformat(received)


async def _moved(line: Line, item: str, destination: str) -> None:
    await line.post(MESSAGES, item, "move", body={"destinationId": destination}, repeatable=True)
