"""Listens on the line between Teams' stand-in and the service, both ways, and keeps every card that passes."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

HOST = "127.0.0.1"
CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(slots=True)
class Tap:
    """A line to the service, and one to each client's connector; both are passed on as they are."""

    messages_url: str
    url: str = ""
    connectors: dict[str, str] = field(default_factory=dict[str, str])
    cards: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def service_url(self, client: str) -> str:
        """Where a client tells the service to send to."""
        return f"{self.url}/{client}"

    def keep(self, content: bytes) -> None:
        """Keeps the cards of a message, and of an answer to a press."""
        payload = json.loads(content) if content else None
        self.cards += cards_in(payload)


def cards_in(payload: Any) -> Iterator[dict[str, Any]]:
    """Every Adaptive Card in an activity, or in the answer to one, wherever it stands there."""
    if isinstance(payload, list):
        for item in payload:
            yield from cards_in(item)
    elif isinstance(payload, dict):
        if payload.get("type") == "AdaptiveCard":
            yield payload
        else:
            for value in payload.values():
                yield from cards_in(value)


@asynccontextmanager
async def open_tap(messages_url: str) -> AsyncGenerator[Tap]:
    """Opens the line on loopback."""
    tap = Tap(messages_url)
    async with aiohttp.ClientSession() as session:

        async def pass_on(request: web.Request, url: str) -> web.Response:
            content = await request.read()
            headers = {"Content-Type": "application/json"}
            async with session.request(request.method, url, data=content, headers=headers) as response:
                answer = await response.read()
            tap.keep(content)
            tap.keep(answer)
            return web.Response(body=answer, status=response.status, content_type=response.content_type)

        async def to_service(request: web.Request) -> web.Response:
            return await pass_on(request, tap.messages_url)

        async def to_client(request: web.Request) -> web.Response:
            connector = tap.connectors[request.match_info["client"]]
            return await pass_on(request, f"{connector}/{request.match_info['path']}")

        application = web.Application()
        application.add_routes(
            [web.post("/api/messages", to_service), web.route("*", "/{client}/{path:v3/.*}", to_client)]
        )
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, 0).start()
            tap.url = f"http://{HOST}:{runner.addresses[0][1]}"
            yield tap
        finally:
            await runner.cleanup()
