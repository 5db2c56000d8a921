"""The shared mailbox on an Exchange Server, for tests: the endpoint, a time that stands still, and the transport."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from aiohttp.test_utils import TestServer

from mail.exchange.connection import Account
from mail.exchange.transport import ExchangeTransport, open_exchange
from mail.exchange.wire import Tokens
from mail.transport import Folder, MailItem
from tests.mail.exchange.endpoint import PATH, Endpoint
from tests.mail.exchange.schema import Schema
from tests.mail.graph.exchange import NOON
from tests.mail.graph.house import Time
from tests.mail.transport_contract import SHARED, Delivered, House


class PassingTime(Time):
    """Lets others have their turn meanwhile."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        await asyncio.sleep(0)


class ExchangeHouse(House):
    """One mailbox at the endpoint. `account` is how the transport signs in; the door says whether that is right."""

    def __init__(self, schema: Schema | None, address: str = SHARED) -> None:
        self.address = address
        self.endpoint = Endpoint(address, schema=schema)
        self.exchange = self.endpoint.exchange
        self.server = TestServer(self.endpoint.application(), skip_url_asserts=True)
        self.tokens: Tokens | None = None
        self.user, self.password, self.basic, self.impersonates = "", "", False, False
        self.time = PassingTime()
        self.clock: Callable[[], datetime] = lambda: NOON
        self.open: list[ExchangeTransport] = []

    async def start(self) -> None:
        await self.server.start_server(shutdown_timeout=0.1)

    @property
    def url(self) -> str:
        return str(self.server.make_url(PATH))

    async def opened(self, wake: Callable[[], None] | None = None) -> ExchangeTransport:
        account = Account(
            endpoint=self.url,
            mailbox=self.address,
            impersonates=self.impersonates,
            user=self.user,
            password=self.password,
            basic=self.basic,
        )
        transport = open_exchange(
            account,
            self.tokens,
            clock=self.clock,
            monotonic=self.time.monotonic,
            sleep=self.time.sleep,
            wake=wake,
        )
        self.open.append(transport)
        return transport

    async def close(self) -> None:
        for transport in self.open:
            await transport.close()
        await self.server.close()

    async def arrives(self, raw: bytes, at: datetime) -> None:
        self.exchange.arrives(raw, at)

    async def holds(self, folder: Folder) -> Sequence[bytes]:
        known = {Folder.INBOX: "folder-inbox", Folder.SENT: "folder-sentitems"}
        ours = {name: place for place, name in self.exchange.folders.items()}
        place = known.get(folder) or ours.get(folder)
        return [item.as_mime() for item in self.exchange.within(place)] if place else []

    async def deletes(self, item: MailItem) -> None:
        found = self.exchange.find(item.id)
        assert found is not None
        self.exchange.delete(found)

    async def delivered(self) -> Sequence[Delivered]:
        return [Delivered(people, raw) for people, raw in self.exchange.delivered]

    async def breaks_down(self) -> None:
        await self.server.close()
