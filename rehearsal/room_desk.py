"""The room's own desk: who is there, the clock, the guided scenario, and beginning afresh."""

from __future__ import annotations

from aiohttp import web

from disputes.england import england
from disputes.protocol import Protocol
from rehearsal.chats import Json
from rehearsal.hall import Choice, Player
from rehearsal.passing import clock_view
from rehearsal.room import Room
from rehearsal.scenarios import SCENARIOS, scenario_named
from rehearsal.staffing import ABOUT, TITLES, Size


class DeskRoutes:
    """Everything that isn't one person's."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def routes(self) -> list[web.RouteDef]:
        """The room as a whole, and what moves it."""
        return [
            web.get("/api/room", self._look),
            web.post("/api/clock", self._clock),
            web.post("/api/guide", self._guide),
            web.post("/api/begin", self._begin),
        ]

    async def _look(self, _: web.Request) -> web.Response:
        hall = self._room.hall
        calendar = england(tuple(sorted(hall.desk.closures)))
        ahead = await self._room.passing.ahead()
        return web.json_response(
            {
                "council": hall.council.name,
                "protocol": {"id": hall.protocol.id, "title": hall.protocol.title, "council": hall.protocol.council},
                "size": hall.choice.size.value,
                "people": [_player(player) for player in hall.players],
                "clock": clock_view(hall.clock(), ahead, calendar),
                "guide": self._room.guide.view() if self._room.guide else None,
                "choices": {
                    "protocols": [_protocol(protocol) for protocol in hall.protocols],
                    "sizes": [{"id": size.value, "title": TITLES[size], "about": ABOUT[size]} for size in Size],
                    "scenarios": [{"id": each.id, "title": each.title, "about": each.about} for each in SCENARIOS],
                },
            }
        )

    async def _clock(self, request: web.Request) -> web.Response:
        to = str((await request.json()).get("to") or "")
        return await self._room.act(lambda: self._room.passing.go(to))

    async def _guide(self, request: web.Request) -> web.Response:
        by_hand = bool((await request.json()).get("done"))
        guide = self._room.guide
        if guide is None:
            raise web.HTTPNotFound(text="There is no guided scenario.")
        return await self._room.act(guide.pass_over if by_hand else guide.do)

    async def _begin(self, request: web.Request) -> web.Response:
        asked = await request.json()
        hall = self._room.hall
        scenario = scenario_named(str(asked.get("scenario") or ""))
        chosen = next((p for p in hall.protocols if p.id == asked.get("protocol")), None)
        if chosen is None or asked.get("size") not in set(Size):
            raise web.HTTPBadRequest(text="Choose one of the protocols and one of the councils.")
        if scenario is not None and not scenario.fits(chosen):
            raise web.HTTPConflict(text="This protocol can't tell that story.")
        name = scenario.id if scenario else ""
        hall.begin(Choice(protocol=chosen.id, size=Size(asked["size"]), scenario=name))
        self._room.live.tell("closing")
        return web.json_response({})


def _player(player: Player) -> Json:
    return {
        "id": player.id,
        "name": player.name,
        "titles": list(player.titles),
        "team": player.team,
        "messages": len(player.teams.chat.from_bot()),
        "letters": len(player.mailbox.letters()),
    }


def _protocol(protocol: Protocol) -> Json:
    return {
        "id": protocol.id,
        "title": protocol.title,
        "council": protocol.council,
        "scenarios": [each.id for each in SCENARIOS if each.fits(protocol)],
    }
