"""A program that sends one letter by Graph, so that it can be killed: python -m tests.mail.graph.one_letter URL."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from mail.graph.position import FilePosition
from mail.graph.transport import open_graph
from tests.mail.graph.exchange import NOON
from tests.mail.graph.house import GivenTokens
from tests.mail.transport_contract import SHARED, letter


async def send(url: str) -> None:
    """Sends it."""
    transport = open_graph(
        SHARED,
        GivenTokens(),
        FilePosition(Path("unused")),
        clock=lambda: NOON,
        monotonic=time.monotonic,
        endpoint=url,
    )
    await transport.send(letter())


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1]))
