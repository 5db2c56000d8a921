"""The Graph transport: the shared mailbox of a council that is in Microsoft 365."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from mail.graph.credentials import Tokens
from mail.graph.folders import FOLDERS, Folders
from mail.graph.inbox import Inbox
from mail.graph.outgoing import Outgoing
from mail.graph.pace import Pace
from mail.graph.position import PositionStore
from mail.graph.wire import ENDPOINT, Wire
from mail.message import OutgoingMessage
from mail.transport import Folder, Health, MailItem, SentItem, TransportFailure

_T = TypeVar("_T")

SEND_WITHIN = 90.0
"""Seconds after which a sending is given up for now: the outbox leases a letter for 120."""


class GraphTransport:
    """A shared mailbox in Microsoft 365. Everything is asynchronous; connections are made when they are needed."""

    def __init__(self, wire: Wire, positions: PositionStore, clock: Callable[[], datetime]) -> None:
        """`positions` keeps how far the inbox was read; `clock` gives aware times of sending."""
        self._wire = wire
        folders = Folders()
        self._inbox = Inbox(wire.mailbox, folders, positions)
        self._outgoing = Outgoing(folders, clock)

    async def read_new(self, limit: int) -> Sequence[MailItem]:
        """The oldest mails of the inbox; the time of a mail is when Exchange received it."""
        return await self._inbox.read(self._wire.line(), limit)

    async def acknowledge(self, item: MailItem, folder: Folder) -> None:
        """Moves the mail; one that has been moved already is left alone."""
        await self._inbox.acknowledge(self._wire.line(), item.id, folder)

    async def send(self, message: OutgoingMessage) -> SentItem:
        """Sends by way of a draft. After a failure `find_sent` tells, or finishes, what became of it."""
        return await _in_time(self._outgoing.send(self._wire.line(), message))

    async def find_sent(self, key: str) -> SentItem | None:
        """The letter by our mark; a draft that was ready to be sent is sent now."""
        return await _in_time(self._outgoing.find(self._wire.line(), key))

    async def health(self) -> Health:
        """Whether the inbox can be opened, and how much waits in it."""
        try:
            inbox = await self._wire.line().get(FOLDERS, "inbox", select="totalItemCount")
        except TransportFailure as failure:
            return Health(False, str(failure))
        detail = f"The mailbox {self._wire.mailbox} can be opened by Microsoft Graph."
        return Health(True, detail, int(inbox.get("totalItemCount") or 0))

    async def close(self) -> None:
        """Ends the connections."""
        await self._wire.close()


def open_graph(
    mailbox: str,
    tokens: Tokens,
    positions: PositionStore,
    *,
    clock: Callable[[], datetime],
    monotonic: Callable[[], float],
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    endpoint: str = ENDPOINT,
) -> GraphTransport:
    """The transport of a shared mailbox, by its address. Nothing is connected before it is used."""
    return GraphTransport(Wire(mailbox, tokens, Pace(monotonic, sleep), endpoint), positions, clock)


async def _in_time(work: Awaitable[_T]) -> _T:
    try:
        async with asyncio.timeout(SEND_WITHIN):
            return await work
    except TimeoutError as error:
        raise TransportFailure("Microsoft Graph took too long over a letter.", retry=True) from error
