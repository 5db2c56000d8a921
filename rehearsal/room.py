"""The practice room: what its pages share, and how anything that they ask for is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from disputes.refusals import Refusal
from rehearsal.acts import Stagehand
from rehearsal.chats import Chat, Json
from rehearsal.hall import Hall
from rehearsal.live import Live
from rehearsal.passing import Passing
from rehearsal.person import ClientRefuses
from rehearsal.scenarios import scenario_named
from rehearsal.storyteller import Storyteller


class Room:
    """One practice under way; `attach` gives it the hall once the service is up."""

    def __init__(self) -> None:
        self.live = Live()
        self._hall: Hall | None = None
        self._passing: Passing | None = None
        self._lock = asyncio.Lock()
        self.ready = asyncio.Event()
        self.guide: Storyteller | None = None

    async def attach(self, hall: Hall, guided_to: int = 0) -> None:
        """Opens the room over a hall; its scenario, if it has one, goes on at step `guided_to`."""
        self._hall, self._passing = hall, Passing(hall)
        hall.connector.subscribe(self._chat_changed)
        scenario = scenario_named(hall.choice.scenario)
        if scenario is not None and scenario.fits(hall.protocol):
            self.guide = Storyteller(hall, scenario, Stagehand(hall, self._passing), guided_to)
            await self.guide.begin()
        self.ready.set()

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

    def _chat_changed(self, chat: Chat) -> None:
        player = next((p for p in self.hall.players if p.teams.chat is chat), None)
        if player is not None:
            self.live.tell("chat", who=player.id)
