"""The practice room's page: one page on loopback, its files, and the interface behind it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from rehearsal.glance import glance, list_cases
from rehearsal.room import Room
from rehearsal.room_desk import DeskRoutes
from rehearsal.room_people import PeopleRoutes

STATIC = Path(__file__).parent / "static"
PREFIX = "/practice"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PATIENCE = 20.0
_HOSTS = frozenset({"127.0.0.1", "localhost"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class RoomPage:
    """The room as an application. `packages` is node_modules."""

    def __init__(self, room: Room, packages: Path) -> None:
        self._room = room
        self._packages = packages

    def application(self) -> web.Application:
        """Page, files and interface, below the room's prefix."""
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.get("", self._page),
                web.get("/", self._page),
                web.get("/events", self._room.live.stream),
                web.get("/api/cases", self._cases),
                web.get("/api/cases/{reference}", self._case),
                web.static("/static", STATIC),
                web.static("/packages/adaptivecards", self._packages / "adaptivecards" / "dist"),
                web.static("/packages/markdown-it", self._packages / "markdown-it" / "dist" / "browser"),
                *PeopleRoutes(self._room).routes(),
                *DeskRoutes(self._room).routes(),
            ]
        )
        application.on_shutdown.append(self._room.live.close)
        return application

    async def _page(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html")

    async def _cases(self, _: web.Request) -> web.Response:
        rows = await list_cases(self._room.hall.desk)
        return web.json_response([{"reference": row.reference, "status": row.status.value} for row in rows])

    async def _case(self, request: web.Request) -> web.Response:
        found = await glance(self._room.hall.desk, request.match_info["reference"])
        return web.json_response(found) if found else web.json_response({}, status=404)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Nobody but this machine's own browser, on this page: a name that leads here from outside is turned away."""
        if (request.url.host or "") not in _HOSTS:
            raise web.HTTPForbidden(text="The practice room is for this machine alone.")
        if request.method == "POST" and request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="JSON only.")
        # The page may come back while the service is up and the hall behind it isn't yet.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._room.ready.wait(), _PATIENCE)
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Content-Type-Options"] = "nosniff"
        return response
