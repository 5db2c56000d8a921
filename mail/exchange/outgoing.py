"""A letter on its way out: a draft of its MIME with our mark on it, sent; and found again by that mark.

Sent in one call, a letter couldn't be told from one that never left. The draft takes our key with it into Sent
Items, as a property that only the mailbox knows: a crash anywhere between leads to neither two letters nor none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mail.exchange import answers, soap
from mail.exchange.answers import Marked
from mail.exchange.failures import Changed, Gone
from mail.exchange.soap import DRAFTS, OUTBOX, SENT, ItemKey, Place, Request
from mail.exchange.wire import Wire
from mail.message import OutgoingMessage, UnsafeHeader
from mail.mime import to_bytes
from mail.transport import SentItem, TransportFailure

LOOKS = (0.0, 2.0, 5.0)
"""Seconds before each look for a letter that was sent: it isn't always to be found at once."""


@dataclass(frozen=True, slots=True)
class _Left:
    """A letter that is no draft any more, and where it lies."""

    place: Place
    item: SentItem


class Outgoing:
    """Letters out of one mailbox. `clock` gives the time of sending where the server doesn't say yet."""

    def __init__(self, wire: Wire, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._clock = clock

    async def send(self, message: OutgoingMessage) -> SentItem:
        """Sends a letter and tells by what id its recipients know it."""
        draft = await self._wire.ask(await asyncio.to_thread(self._draft, message), answers.created)
        sent = await self._sent(draft, message.key)
        # It was accepted, only its copy isn't there yet: the id that we gave it is the best that is known.
        return sent or SentItem(message.message_id, draft.id, self._clock())

    async def find(self, key: str) -> SentItem | None:
        """The letter with this key, if it left. One that was about to leave leaves now."""
        leaving: Marked | None = None
        for wait in LOOKS:
            if wait:
                await self._wire.pace.sleep(wait)
            sent, outbox, drafts = await self._marked(key)
            if sent:
                return self._item(sent[0])
            if drafts:
                return await self._sent(drafts[0].key, key) or self._item(drafts[0])
            leaving = next(iter(outbox), leaving)
        return self._item(leaving) if leaving else None

    def _draft(self, message: OutgoingMessage) -> Request:
        try:
            raw = to_bytes(message)
        except UnsafeHeader as error:
            raise TransportFailure(str(error), retry=False) from error
        return soap.create_draft(self._wire.mailbox, raw, message.sender, message.key)

    async def _sent(self, draft: ItemKey, key: str) -> SentItem | None:
        """Sends a draft; its copy, or None where that isn't to be found yet."""
        try:
            await self._wire.ask(soap.send_draft(self._wire.mailbox, draft), answers.done)
        except TransportFailure as failure:
            # Did it leave all the same, by an answer that was lost or by another process?
            left = await self._left(key)
            if left is not None:
                return left.item
            if isinstance(failure, Gone | Changed):
                raise TransportFailure("The letter's draft was gone before it was sent.", retry=True) from failure
            raise
        left = None
        for wait in LOOKS:
            if wait:
                await self._wire.pace.sleep(wait)
            left = await self._left(key) or left
            if left is not None and left.place == SENT:
                break
        return left.item if left else None

    async def _left(self, key: str) -> _Left | None:
        """A letter's copy in Sent Items, or on its way there; None also where nothing can be learnt now."""
        try:
            sent, outbox, _ = await self._marked(key)
        except TransportFailure:
            return None
        if sent:
            return _Left(SENT, self._item(sent[0]))
        return _Left(OUTBOX, self._item(outbox[0])) if outbox else None

    async def _marked(self, key: str) -> tuple[list[Marked], list[Marked], list[Marked]]:
        found = await self._wire.ask(soap.find_marked(self._wire.mailbox, (SENT, OUTBOX, DRAFTS), key), answers.marked)
        if len(found) != 3:
            raise TransportFailure("Exchange gave an answer that can't be understood.", retry=True)
        return found[0], found[1], found[2]

    def _item(self, found: Marked) -> SentItem:
        return SentItem(found.message_id, found.key.id, found.sent_at or self._clock())
