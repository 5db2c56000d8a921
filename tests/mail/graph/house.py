"""The shared mailbox in Microsoft 365, for tests: the endpoint, a time that stands still, and the transport."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from aiohttp.test_utils import TestServer

from mail.graph.position import FilePosition, PositionStore
from mail.graph.transport import GraphTransport, open_graph
from mail.transport import Folder, MailItem
from tests.mail.graph.endpoint import GOOD_TOKEN, PREFIX, Endpoint
from tests.mail.graph.exchange import NOON
from tests.mail.graph.openapi import Contract
from tests.mail.transport_contract import SHARED, Delivered, House


class GivenTokens:
    """The token of the day, and another one after each refusal."""

    def __init__(self, first: str = GOOD_TOKEN) -> None:
        self.current = first
        self.asked_anew = 0

    async def token(self) -> str:
        return self.current

    async def other_than(self, refused: str) -> str:
        if refused == self.current:
            self.asked_anew += 1
            self.current = f"token-{self.asked_anew + 1}"
        return self.current


class Time:
    """Seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


class GraphHouse(House):
    """One mailbox at the endpoint. `store` keeps the position, as the installation's folder does."""

    def __init__(self, folder: Path, contract: Contract | None, address: str = SHARED) -> None:
        self.address = address
        self.endpoint = Endpoint(address, contract=contract)
        self.exchange = self.endpoint.exchange
        self.server = TestServer(self.endpoint.application(), skip_url_asserts=True)
        self.store: PositionStore = FilePosition(folder / "graph" / "position.json")
        self.tokens = GivenTokens()
        self.time = Time()
        self.clock: Callable[[], datetime] = lambda: NOON
        self.open: list[GraphTransport] = []

    async def start(self) -> None:
        await self.server.start_server(shutdown_timeout=0.1)
        self.endpoint.url = str(self.server.make_url(PREFIX))

    async def opened(self) -> GraphTransport:
        transport = open_graph(
            self.address,
            self.tokens,
            self.store,
            clock=self.clock,
            monotonic=self.time.monotonic,
            sleep=self.time.sleep,
            endpoint=self.endpoint.url,
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
        self.exchange.delete(self.exchange.items[item.id])

    async def delivered(self) -> Sequence[Delivered]:
        return [Delivered(people, raw) for people, raw in self.exchange.delivered]

    async def breaks_down(self) -> None:
        await self.server.close()
