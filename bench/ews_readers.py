"""Who reads: `python -m bench.ews_readers ours|stock URL COUNT` reads a whole mailbox and tells what that cost."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bench.ews_mailbox import MAILBOX, PASSWORD, USER

Read = tuple[bytes, datetime]


async def ours(url: str, count: int) -> tuple[float, list[Read]]:
    """Our adapter, from opening the mailbox to the last mail in hand, once its connection stands."""
    from mail.exchange.connection import Account
    from mail.exchange.transport import open_exchange
    from tests.mail.graph.exchange import NOON

    account = Account(url, MAILBOX, impersonates=False, user=USER, password=PASSWORD, basic=True)
    transport = open_exchange(account, None, clock=lambda: NOON, monotonic=time.monotonic)
    await transport.health()
    began = time.process_time()
    items = await transport.read_new(count)
    cost = time.process_time() - began
    await transport.close()
    return cost, [(item.raw, item.received_at) for item in items]


def stock(url: str) -> tuple[float, list[Read]]:
    """exchangelib by its own interface, once its connection stands and its folder is known."""
    from exchangelib import BASIC, DELEGATE, Account, Configuration, Credentials, FaultTolerance, Version
    from exchangelib.version import EXCHANGE_2013_SP1

    config = Configuration(
        service_endpoint=url,
        credentials=Credentials(USER, PASSWORD),
        auth_type=BASIC,
        version=Version(build=EXCHANGE_2013_SP1, api_version="Exchange2013_SP1"),
        retry_policy=FaultTolerance(max_wait=60),
    )
    inbox: Any = Account(MAILBOX, config=config, access_type=DELEGATE).inbox
    began = time.process_time()
    wanted = inbox.all().only("mime_content", "datetime_received").order_by("datetime_received")
    read = [(item.mime_content, item.datetime_received) for item in wanted]
    return time.process_time() - began, read


def _digest(read: list[Read]) -> str:
    def parts() -> Iterator[bytes]:
        for raw, at in read:
            yield raw
            yield str(int(at.timestamp())).encode()

    return hashlib.sha256(b"\x00".join(parts())).hexdigest()


if __name__ == "__main__":
    reader, address, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
    spent, mails = asyncio.run(ours(address, wanted)) if reader == "ours" else stock(address)
    print(json.dumps({"cpu_ms": spent / len(mails) * 1000, "mails": len(mails), "digest": _digest(mails)}))
