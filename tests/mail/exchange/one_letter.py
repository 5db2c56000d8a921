"""A program that sends one letter, so that it can be killed: python -m tests.mail.exchange.one_letter URL."""

from __future__ import annotations

import asyncio
import sys
import time

from mail.exchange.connection import Account
from mail.exchange.transport import open_exchange
from tests.mail.graph.exchange import NOON
from tests.mail.transport_contract import SHARED, letter


async def send(url: str) -> None:
    """Sends it."""
    account = Account(url, SHARED, impersonates=False)
    await open_exchange(account, None, clock=lambda: NOON, monotonic=time.monotonic).send(letter())


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1]))
