"""The mailbox that is read: `python -m bench.ews_mailbox COUNT` serves it by Exchange Web Services, as in the tests.

Prints its address, and serves until its input closes.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from aiohttp import web

from bench.rows.mail_intake import reply
from tests.mail.exchange.doors import Basic
from tests.mail.exchange.endpoint import PATH, Endpoint
from tests.mail.graph.exchange import NOON

MAILBOX, USER, PASSWORD = "disputes@example.gov.uk", "EXAMPLE\\svc-disputes", "correct horse"


async def serve(count: int) -> None:
    """Serves so many replies, a second apart."""
    endpoint = Endpoint(MAILBOX, door=Basic(USER, PASSWORD))
    for number in range(count):
        endpoint.exchange.arrives(reply(number), NOON + timedelta(seconds=number))
    runner = web.AppRunner(endpoint.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
