"""The bots that are measured, each served by a process of its own: `python -m bench.turn_hosts NAME`.

Prints its port, serves until its input closes, and tells its CPU time at GET /cpu. The turns of
`echo` run on our host, those of `stock` on the SDK's own CloudAdapter; `status` is our bot, whole.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from botbuilder.core import TurnContext

Host = Callable[[], AbstractAsyncContextManager[web.Application]]


class Echo:
    """Says what it hears."""

    async def on_turn(self, turn_context: TurnContext) -> None:
        """Answer a message with its words."""
        await turn_context.send_activity(f"You said: {turn_context.activity.text}")


@asynccontextmanager
async def echo() -> AsyncGenerator[web.Application]:
    """Serve the echo bot on our host, whole: door, duplicates, trusted URLs, sender."""
    from bot.adapter import TurnAdapter
    from bot.authentication import AnonymousLoopback
    from bot.credentials import NoCredentials
    from bot.seen import MemorySeenActivities
    from bot.sender import ConnectorSender
    from bot.service_urls import MemoryServiceUrls
    from bot.web import MessagesEndpoint

    async with aiohttp.ClientSession() as session:
        sender = ConnectorSender(session, NoCredentials(), MemoryServiceUrls(), jitter=lambda: 0.5)
        endpoint = MessagesEndpoint(TurnAdapter(sender), Echo(), AnonymousLoopback(), MemorySeenActivities())
        yield _application(endpoint.routes())


@asynccontextmanager
async def stock() -> AsyncGenerator[web.Application]:
    """Serve the echo bot on the SDK's adapter, as its own samples do."""
    from botbuilder.integration.aiohttp import CloudAdapter

    adapter, bot = CloudAdapter(), Echo()

    async def messages(request: web.Request) -> web.Response:
        response: Any = await adapter.process(request, bot)  # pyright: ignore[reportArgumentType]
        return response

    yield _application([web.post("/api/messages", messages)])


def status() -> AbstractAsyncContextManager[web.Application]:
    """Serve a council with a dispute under way, whole: its database on disk, every text in it encrypted."""
    from bench.status_council import status_council

    return status_council()


HOSTS: dict[str, Host] = {"echo": echo, "stock": stock, "status": status}


def _application(routes: list[web.RouteDef]) -> web.Application:
    application = web.Application()
    application.add_routes(routes)
    return application


async def serve(name: str) -> None:
    """Serve one host on a free port of loopback until standard input closes."""

    async def cpu(request: web.Request) -> web.Response:
        return web.json_response({"seconds": time.process_time()})

    async with HOSTS[name]() as application:
        application.add_routes([web.get("/cpu", cpu)])
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await runner.cleanup()


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(serve(sys.argv[1]))
    # The SDK leaves threads behind that never end.
    os._exit(0)
