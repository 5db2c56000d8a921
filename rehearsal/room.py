"""The practice room: one page on loopback, its files, and what it asks of the hall behind it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from disputes.refusals import Refusal
from rehearsal.acts import Stagehand
from rehearsal.chats import Chat, Json
from rehearsal.glance import glance, list_cases
from rehearsal.hall import Hall
from rehearsal.live import Live
from rehearsal.passing import Passing
from rehearsal.person import ClientRefuses
from rehearsal.room_desk import DeskRoutes
from rehearsal.room_people import PeopleRoutes
from rehearsal.scenarios import scenario_named
from rehearsal.storyteller import Storyteller

STATIC = Path(__file__).parent / "static"
PREFIX = "/practice"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PATIENCE = 20.0
_HOSTS = frozenset({"127.0.0.1", "localhost"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Room:
    """The room as an application; `attach` gives it the hall once the service is up. `packages` is node_modules."""

    def __init__(self, packages: Path) -> None:
        self.live = Live()
        self._packages = packages
        self._hall: Hall | None = None
        self._passing: Passing | None = None
        self._lock = asyncio.Lock()
        self._ready = asyncio.Event()
        self.guide: Storyteller | None = None

    async def attach(self, hall: Hall, guided_to: int = 0) -> None:
        """Opens the room over a hall; its scenario, if it has one, goes on at step `guided_to`."""
        self._hall, self._passing = hall, Passing(hall)
        hall.connector.subscribe(self._chat_changed)
        scenario = scenario_named(hall.choice.scenario)
        if scenario is not None and scenario.fits(hall.protocol):
            self.guide = Storyteller(hall, scenario, Stagehand(hall, self._passing), guided_to)
            await self.guide.begin()
        self._ready.set()

    @property
    def hall(self) -> Hall:
        """The hall. Raises 503 where it isn't open."""
        if self._hall is None:
            raise web.HTTPServiceUnavailable(text="The practice is being set up.")
        return self._hall

    @property
    def passing(self) -> Passing:
        """The clock's buttons."""
        if self._passing is None:
            raise web.HTTPServiceUnavailable(text="The practice is being set up.")
        return self._passing

    def application(self) -> web.Application:
        """Page, files and interface, below the room's prefix."""
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.get("", self._page),
                web.get("/", self._page),
                web.get("/events", self.live.stream),
                web.get("/api/cases", self._cases),
                web.get("/api/cases/{reference}", self._case),
                web.static("/static", STATIC),
                web.static("/packages/adaptivecards", self._packages / "adaptivecards" / "dist"),
                web.static("/packages/markdown-it", self._packages / "markdown-it" / "dist" / "browser"),
                *PeopleRoutes(self).routes(),
                *DeskRoutes(self).routes(),
            ]
        )
        application.on_shutdown.append(self.live.close)
        return application

    async def act(self, doing: Callable[[], Awaitable[Json | None]]) -> web.Response:
        """Does something, lets everything that follows arrive, and tells the pages; refusals are said in words."""
        async with self._lock:
            try:
                answer = await doing()
                await self.hall.settle()
                if self.guide is not None:
                    await self.guide.look()
            except Refusal as refusal:
                return web.json_response({"refused": str(refusal)}, status=409)
            except (ClientRefuses, LookupError) as refused:
                return web.json_response({"refused": str(refused)}, status=409)
            self.hall.keep()
        self.live.tell("changed")
        return web.json_response(answer or {})

    async def _page(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html")

    async def _cases(self, _: web.Request) -> web.Response:
        rows = await list_cases(self.hall.desk)
        return web.json_response([{"reference": row.reference, "status": row.status.value} for row in rows])

    async def _case(self, request: web.Request) -> web.Response:
        found = await glance(self.hall.desk, request.match_info["reference"])
        return web.json_response(found) if found else web.json_response({}, status=404)

    def _chat_changed(self, chat: Chat) -> None:
        player = next((p for p in self.hall.players if p.teams.chat is chat), None)
        if player is not None:
            self.live.tell("chat", who=player.id)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Nobody but this machine's own browser, on this page: a name that leads here from outside is turned away."""
        if (request.url.host or "") not in _HOSTS:
            raise web.HTTPForbidden(text="The practice room is for this machine alone.")
        if request.method == "POST" and request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="JSON only.")
        # The page may come back while the service is up and the hall behind it isn't yet.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), _PATIENCE)
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Content-Type-Options"] = "nosniff"
        return response
