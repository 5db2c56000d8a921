"""The room's people: everybody's chat and mailbox, to read and to write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

from aiohttp import web

from disputes.working_days import LONDON, london_date
from rehearsal.acts import forward
from rehearsal.chats import Json, Message
from rehearsal.hall import Player
from rehearsal.mailboxes import Letter
from rehearsal.room import Room
from rehearsal.samples import answers, subject_of

AWAY = "I am away from my desk and read this when I am back."
_CHOICES = {"completed": "The actions are completed", "respond": "My response", "acknowledge": "Acknowledge only"}
_READERS = frozenset({"Action.Execute", "Action.Submit"})


class PeopleRoutes:
    """Chat and mail of the players."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def routes(self) -> list[web.RouteDef]:
        """All below one person."""
        person = "/api/people/{person}"
        return [
            web.get(f"{person}/chat", self._chat),
            web.post(f"{person}/say", self._say),
            web.post(f"{person}/press", self._press),
            web.post(f"{person}/forward", self._forward),
            web.get(f"{person}/chat/{{message}}/sample", self._sample),
            web.get(f"{person}/mail", self._mail),
            web.get(f"{person}/mail/{{letter}}", self._letter),
            web.post(f"{person}/reply", self._reply),
            web.post(f"{person}/absence", self._absence),
            web.post(f"{person}/dead", self._dead),
        ]

    async def _chat(self, request: web.Request) -> web.Response:
        player = self._player(request)
        return web.json_response({"messages": [_message(each) for each in player.teams.chat.shown()]})

    async def _say(self, request: web.Request) -> web.Response:
        player, asked = self._player(request), await request.json()
        return await self._act(lambda: player.teams.say(_text(asked, "text")))

    async def _press(self, request: web.Request) -> web.Response:
        player, asked = self._player(request), await request.json()
        message = _found(player, asked)
        action: Json = {key: asked["action"][key] for key in ("type", "id", "verb", "title") if key in asked["action"]}
        if action.get("type") not in _READERS:
            raise web.HTTPBadRequest(text="Not a button that the bot hears of.")
        action["data"] = asked["action"].get("data") or {}

        async def press() -> Json:
            if action["type"] == "Action.Submit":
                activity = player.teams.activity(type="message", value=action["data"], replyToId=message.id)
                answer = await player.teams.post(activity)
            else:
                answer = await player.teams.invoke(action, message)
            return {"said": answer.text, "failed": answer.failed}

        return await self._room.act(press)

    async def _forward(self, request: web.Request) -> web.Response:
        player, asked = self._player(request), await request.json()
        receiver = self._room.hall.player(_text(asked, "to"))
        if receiver is None:
            raise web.HTTPNotFound(text="Nobody of that name.")
        message = _found(player, asked)

        async def pass_on() -> None:
            forward(message, player, receiver, self._room.hall)

        return await self._room.act(pass_on)

    async def _sample(self, request: web.Request) -> web.Response:
        player = self._player(request)
        message = _found(player, {"message": request.match_info["message"]})
        today = london_date(self._room.hall.clock())
        wanted = {"team": self._room.hall.council.team, "subject": subject_of(self._room.hall.protocol)}
        return web.json_response(answers(message.inputs(), today, wanted))

    async def _mail(self, request: web.Request) -> web.Response:
        player = self._player(request)
        letters = [
            {"id": _id(letter), "subject": letter.subject, "from": letter.sender, "at": _when(letter)}
            for letter in reversed(player.mailbox.letters())
        ]
        return web.json_response(
            {"address": player.email, "letters": letters, "absence": player.absence(), "dead": player.dead()}
        )

    async def _letter(self, request: web.Request) -> web.Response:
        letter = _letter(self._player(request), request.match_info["letter"])
        return web.json_response(
            {
                "id": _id(letter),
                "subject": letter.subject,
                "from": letter.sender,
                "to": letter.to,
                "copies": letter.copies,
                "at": _when(letter),
                "text": letter.text,
                "html": letter.html,
                "choices": [
                    {"verb": verb, "title": _CHOICES.get(verb, verb.capitalize()), "subject": subject}
                    for verb, subject in letter.choices.items()
                ],
            }
        )

    async def _reply(self, request: web.Request) -> web.Response:
        player, asked = self._player(request), await request.json()
        letter = _letter(player, _text(asked, "letter"))
        choice = str(asked.get("choice") or "") or None
        if choice is not None and choice not in letter.choices:
            raise web.HTTPBadRequest(text="The letter doesn't offer that.")

        async def reply() -> None:
            player.mailbox.reply(letter, _text(asked, "text"), choice=choice)

        return await self._room.act(reply)

    async def _absence(self, request: web.Request) -> web.Response:
        player, asked = self._player(request), await request.json()

        async def switch() -> None:
            player.set_absence((str(asked.get("text") or "") or AWAY) if asked.get("on") else None)

        return await self._room.act(switch)

    async def _dead(self, request: web.Request) -> web.Response:
        player, asked = self._player(request), await request.json()

        async def switch() -> None:
            player.set_dead(bool(asked.get("on")))

        return await self._room.act(switch)

    async def _act(self, doing: Callable[[], Awaitable[Any]]) -> web.Response:
        async def do() -> None:
            await doing()

        return await self._room.act(do)

    def _player(self, request: web.Request) -> Player:
        player = self._room.hall.player(request.match_info["person"])
        if player is None:
            raise web.HTTPNotFound(text="Nobody of that name.")
        return player


def _text(asked: Json, name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value.strip():
        raise web.HTTPBadRequest(text=f"{name} is missing.")
    return value


def _found(player: Player, asked: Json) -> Message:
    message = player.teams.chat.find(_text(asked, "message"))
    if message is None:
        raise web.HTTPNotFound(text="That message is gone.")
    return message


def _message(message: Message) -> Json:
    return {
        "id": message.id,
        "bot": message.from_bot,
        "at": f"{message.at.astimezone(LONDON):%H:%M}",
        "day": str(london_date(message.at)),
        "text": message.text,
        "card": message.card,
        "version": len(message.versions),
        "forwarded": message.activity.get("forwardedBy"),
    }


def _letter(player: Player, letter_id: str) -> Letter:
    found = next((letter for letter in player.mailbox.letters() if _id(letter) == letter_id), None)
    if found is None:
        raise web.HTTPNotFound(text="That letter is gone.")
    return found


def _id(letter: Letter) -> str:
    return sha256(letter.message_id.encode()).hexdigest()[:16]


def _when(letter: Letter) -> str:
    if letter.at is None:
        return ""
    local = letter.at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"
