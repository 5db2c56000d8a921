"""The Exchange transport: the shared mailbox of a council with an Exchange Server, or an allow-listed tenant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

from mail.exchange import answers, soap
from mail.exchange.connection import Account
from mail.exchange.folders import Folders
from mail.exchange.inbox import Inbox
from mail.exchange.listening import Listening
from mail.exchange.outgoing import Outgoing
from mail.exchange.pace import Pace
from mail.exchange.wire import Tokens, Wire
from mail.message import OutgoingMessage
from mail.transport import Folder, Health, MailItem, SentItem, TransportFailure

_T = TypeVar("_T")

SEND_WITHIN = 90.0
"""Seconds after which a sending is given up for now: the outbox leases a letter for 120."""


class ExchangeTransport:
    """A shared mailbox by Exchange Web Services. Every call is made in a thread; connections when they are needed."""

    def __init__(self, wire: Wire, clock: Callable[[], datetime], wake: Callable[[], None] | None = None) -> None:
        """`clock` gives aware times of sending; `wake` is called when something new may be there."""
        self._wire = wire
        self._inbox = Inbox(wire, Folders(wire))
        self._outgoing = Outgoing(wire, clock)
        self._listening = Listening(wire, wake) if wake is not None else None

    async def read_new(self, limit: int) -> Sequence[MailItem]:
        """The oldest mails of the inbox; the time of a mail is when Exchange received it."""
        if self._listening is not None:
            self._listening.begin()
        return await self._inbox.read(limit)

    async def acknowledge(self, item: MailItem, folder: Folder) -> None:
        """Moves the mail; one that has been moved already is left alone."""
        await self._inbox.acknowledge(item.id, folder)

    async def send(self, message: OutgoingMessage) -> SentItem:
        """Sends by way of a draft. After a failure `find_sent` tells, or finishes, what became of it."""
        return await _in_time(self._outgoing.send(message))

    async def find_sent(self, key: str) -> SentItem | None:
        """The letter by our mark; a draft that was ready to be sent is sent now."""
        return await _in_time(self._outgoing.find(key))

    async def health(self) -> Health:
        """Whether the inbox can be opened, and how much waits in it."""
        mailbox = self._wire.mailbox
        try:
            waiting = await self._wire.ask(soap.get_folder(mailbox, soap.INBOX), answers.total)
        except TransportFailure as failure:
            return Health(False, str(failure))
        return Health(True, f"The mailbox {mailbox} can be opened by Exchange Web Services.", waiting)

    async def close(self) -> None:
        """Ends the connections."""
        if self._listening is not None:
            await self._listening.end()
        self._wire.close()


def open_exchange(
    account: Account,
    tokens: Tokens | None,
    *,
    clock: Callable[[], datetime],
    monotonic: Callable[[], float],
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    wake: Callable[[], None] | None = None,
) -> ExchangeTransport:
    """The transport of a shared mailbox. Nothing is connected before it is used; with `wake` it listens then, too."""
    return ExchangeTransport(Wire(account, tokens, Pace(monotonic, sleep)), clock, wake)


async def _in_time(work: Awaitable[_T]) -> _T:
    try:
        async with asyncio.timeout(SEND_WITHIN):
            return await work
    except TimeoutError as error:
        raise TransportFailure("Exchange took too long over a letter.", retry=True) from error
