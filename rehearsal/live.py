"""Server-sent events: tells every open page that something changed; the page asks for what it shows."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web

from rehearsal.chats import Json

_BEAT = 20.0
"""Seconds between signs of life, so that a lost page is noticed."""


class Live:
    """The open pages."""

    def __init__(self) -> None:
        self._pages: set[asyncio.Queue[Json | None]] = set()

    def tell(self, what: str, **more: str) -> None:
        """Tells every page."""
        for page in self._pages:
            page.put_nowait({"what": what, **more})

    async def close(self, _: web.Application | None = None) -> None:
        """Ends every stream, so that the service can end."""
        for page in self._pages:
            page.put_nowait(None)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """One page's stream, for as long as it is open."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        page: asyncio.Queue[Json | None] = asyncio.Queue()
        self._pages.add(page)
        try:
            await response.write(b"retry: 500\n\n")
            while True:
                try:
                    event = await asyncio.wait_for(page.get(), _BEAT)
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if event is None:
                    break
                await response.write(f"data: {json.dumps(event)}\n\n".encode())
        except ConnectionResetError:
            pass  # The page was closed, which is how streams end.
        finally:
            self._pages.discard(page)
        return response
