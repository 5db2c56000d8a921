"""The three places where a council's shared mailbox may be, each as the whole service reaches it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.mailbox import OpensMailbox, open_mailbox
from app.settings import Settings
from casework.ports import Clock
from mail.post_office import PostOffice
from mail.transport import MailTransport
from rehearsal.council import MAILBOX
from tests.mail.exchange.house import ExchangeHouse
from tests.mail.exchange.office import ExchangeOffice
from tests.mail.graph.house import GraphHouse
from tests.mail.graph.office import CloudOffice

MAILDIR, GRAPH, EXCHANGE = "maildir", "graph", "exchange"


@dataclass(frozen=True, slots=True)
class SharedMailbox:
    """Everybody's mailboxes, and how the shared one is opened."""

    office: Callable[[Path], PostOffice] = PostOffice
    opens: OpensMailbox = open_mailbox


@asynccontextmanager
async def shared_mailbox(where: str, folder: Path, clock: Clock) -> AsyncGenerator[SharedMailbox]:
    """The mailbox at one of the three places; one in the cloud is a server on loopback, behind the real transport."""
    if where == MAILDIR:
        yield SharedMailbox()
        return
    house = GraphHouse(folder, None, MAILBOX) if where == GRAPH else ExchangeHouse(None, MAILBOX)
    office = CloudOffice if where == GRAPH else ExchangeOffice
    house.clock = clock
    await house.start()

    @asynccontextmanager
    async def opens(
        settings: Settings, clock: Clock, *, wake: Callable[[], None] | None = None
    ) -> AsyncGenerator[MailTransport]:
        yield await house.opened()

    try:
        yield SharedMailbox(lambda root: office(root, MAILBOX, house.exchange, clock), opens)
    finally:
        await house.close()
    assert house.endpoint.faults == []
