"""The Bot Connector on loopback: what Teams' service does, on this machine, for rehearsal and journeys.

Speaks the public REST API (version 3) to the bot, keeps what each person would see, and can be told to
fail the way that the real service does. It knows nothing of the bot but its URL.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import aiohttp
from aiohttp import web

from rehearsal.chats import Chat, Json, Message
from rehearsal.person import Answer, Person

LARGEST_MESSAGE = 100 * 1024
CALLS_KEPT = 10_000

# Activities that leave nothing to see.
_UNSEEN = frozenset({"typing", "trace", "endOfConversation"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request that the bot made."""

    method: str
    path: str
    authorization: str | None
    status: int


@dataclass(slots=True)
class Failure:
    """What the next requests are answered with; `chat` limits it to one conversation."""

    status: int
    code: str
    times: int
    retry_after: str | None
    chat: str | None


class LoopbackConnector:
    """One tenant's Teams. `clock` gives the time of messages, `new_id` a new id on each call."""

    def __init__(
        self,
        *,
        tenant: str,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        bot_id: str = "28:assistant",
        bot_name: str = "Dispute Resolution Assistant",
    ) -> None:
        self.tenant = tenant
        self.clock = clock
        self.new_id = new_id
        self.bot_id = bot_id
        self.bot_name = bot_name
        self.service_url = ""
        self.people: list[Person] = []
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self._messages_url = ""
        self._session: aiohttp.ClientSession | None = None
        self._failures: list[Failure] = []
        self._listeners: list[Callable[[Chat], None]] = []

    def attach(self, session: aiohttp.ClientSession, *, messages_url: str, service_url: str) -> None:
        """Say where the bot listens and under which URL this connector's application is served."""
        self._session = session
        self._messages_url = messages_url
        self.service_url = service_url

    def application(self) -> web.Application:
        """The REST API as a sub-application."""
        conversation = "/v3/conversations/{conversation}"
        application = web.Application(middlewares=[self._answer], client_max_size=4 * LARGEST_MESSAGE)
        application.add_routes(
            [
                web.post("/v3/conversations", self._create),
                web.post(f"{conversation}/activities", self._send),
                web.post(f"{conversation}/activities/{{activity}}", self._send),
                web.put(f"{conversation}/activities/{{activity}}", self._update),
                web.delete(f"{conversation}/activities/{{activity}}", self._delete),
                web.get(f"{conversation}/members", self._members),
                web.get(f"{conversation}/members/{{member}}", self._member),
            ]
        )
        return application

    def person(self, name: str, object_id: str, *, tenant: str | None = None) -> Person:
        """Bring somebody in, with the app installed in their personal chat."""
        person = Person(self, name, object_id, tenant or self.tenant)
        self.people.append(person)
        return person

    def fail_next(
        self,
        status: int,
        *,
        times: int = 1,
        code: str = "ServiceError",
        retry_after: str | None = None,
        chat: str | None = None,
    ) -> None:
        """Answer the next requests (of one conversation) with a failure."""
        self._failures.append(Failure(status, code, times, retry_after, chat))

    def subscribe(self, listener: Callable[[Chat], None]) -> Callable[[], None]:
        """Be told of every change to a chat; gives the way to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def changed(self, chat: Chat) -> None:
        """Tell whoever watches that a chat shows something new."""
        for listener in list(self._listeners):
            listener(chat)

    async def deliver(self, activity: Json) -> Answer:
        """Send an activity to the bot and give its answer."""
        if self._session is None:
            raise RuntimeError("attach the connector to the bot first")
        async with self._session.post(self._messages_url, json=activity) as response:
            content = await response.read()
            body = json.loads(content) if content else None
            return Answer(response.status, body)

    # What the bot calls.

    async def _create(self, request: web.Request) -> web.Response:
        parameters = await _json(request)
        members = cast("list[Json]", parameters.get("members") or [{}])
        wanted = members[0].get("id")
        person = next((p for p in self.people if wanted in (p.user_id, p.object_id)), None)
        if person is None or parameters.get("tenantId") != person.tenant:
            raise _Refused(400, "BadSyntax", "no such member in this tenant")
        self._check_installed(person)
        return web.json_response({"id": person.chat.id}, status=201)

    async def _send(self, request: web.Request) -> web.Response:
        person = self._person(request)
        self._check_installed(person)
        activity = await _json(request)
        if not activity.get("type"):
            raise _Refused(400, "BadSyntax", "an activity needs a type")
        message_id = self.new_id()
        if activity["type"] not in _UNSEEN:
            shown = {**activity, "id": message_id}
            person.chat.messages.append(Message(message_id, from_bot=True, at=self.clock(), versions=[shown]))
            self.changed(person.chat)
        return web.json_response({"id": message_id}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        person = self._person(request)
        self._check_installed(person)
        message = self._message(person, request)
        message.versions.append({**await _json(request), "id": message.id})
        self.changed(person.chat)
        return web.json_response({"id": message.id})

    async def _delete(self, request: web.Request) -> web.Response:
        person = self._person(request)
        self._message(person, request).deleted = True
        self.changed(person.chat)
        return web.Response(status=200)

    async def _members(self, request: web.Request) -> web.Response:
        return web.json_response([_account(self._person(request))])

    async def _member(self, request: web.Request) -> web.Response:
        person = self._person(request)
        if request.match_info["member"] not in (person.user_id, person.object_id):
            raise _Refused(404, "MemberNotFoundInConversation", "nobody of that id is here")
        return web.json_response(_account(person))

    # How it answers.

    @web.middleware
    async def _answer(self, request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            self._fail_if_told(request)
            response: web.StreamResponse = await handler(request)
        except _Refused as refusal:
            headers = {"Retry-After": refusal.retry_after} if refusal.retry_after else None
            error = {"code": refusal.code, "message": refusal.message}
            response = web.json_response({"error": error}, status=refusal.status, headers=headers)
        self.calls.append(Call(request.method, request.path, request.headers.get("Authorization"), response.status))
        return response

    def _fail_if_told(self, request: web.Request) -> None:
        conversation = request.match_info.get("conversation")
        for failure in self._failures:
            if failure.chat in (None, conversation):
                failure.times -= 1
                if failure.times == 0:
                    self._failures.remove(failure)
                raise _Refused(failure.status, failure.code, "told to fail", failure.retry_after)

    def _person(self, request: web.Request) -> Person:
        conversation = request.match_info["conversation"]
        person = next((p for p in self.people if p.chat.id == conversation), None)
        if person is None:
            raise _Refused(404, "ConversationNotFound", "no such conversation")
        return person

    def _check_installed(self, person: Person) -> None:
        if not person.installed:
            raise _Refused(403, "BotNotInConversationRoster", "the app isn't installed here")

    def _message(self, person: Person, request: web.Request) -> Message:
        message = person.chat.find(request.match_info["activity"])
        if message is None or not message.from_bot:
            raise _Refused(404, "ActivityNotFoundInConversation", "no such activity")
        return message


class _Refused(Exception):
    def __init__(self, status: int, code: str, message: str, retry_after: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after


async def _json(request: web.Request) -> Json:
    content = await request.read()
    if len(content) > LARGEST_MESSAGE:
        raise _Refused(413, "MessageSizeTooBig", "a message holds 100 KB at most")
    try:
        value = json.loads(content)
    except ValueError as error:
        raise _Refused(400, "BadSyntax", "not JSON") from error
    if not isinstance(value, dict):
        raise _Refused(400, "BadSyntax", "not an object")
    return cast("Json", value)


def _account(person: Person) -> Json:
    return {
        "id": person.user_id,
        "name": person.name,
        "aadObjectId": person.object_id,
        "objectId": person.object_id,
        "tenantId": person.tenant,
        "userRole": "user",
    }
