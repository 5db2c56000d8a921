"""The bot's one HTTP door: POST /api/messages.

In order: read a bounded JSON body, authenticate it, take it once, run the turn, answer in time. A caller
never sees a 500; a person whose turn fails is told so.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.activities import MalformedActivity, activity_from, json_bytes
from bot.adapter import TurnAdapter, TurnResult
from bot.answers import EXTENSION, Work, error_body, words_body
from bot.authentication import Authenticator, Inbound
from bot.refusals import Refused
from bot.request_body import LARGEST_BODY, TooLarge, bounded, decode
from bot.seen import SeenActivities
from bot.sender import SendFailed
from casework.failures import log_failure

log = logging.getLogger(__name__)

PATH = "/api/messages"
ANSWER_WITHIN = 8.0
DRAIN_WITHIN = 30.0

STILL_ON_IT = "I have received this and am still working on it. You don't need to send it again."
STILL_WORKING = "We have received this and are still working on it. You don't need to press again."
ALREADY_RECEIVED = "We have already received this. You don't need to press again."
TROUBLE = (
    "Something went wrong on our side, so this may not have been recorded. "
    "Your text is still here in the chat: please send it again in a few minutes."
)
CARD_TROUBLE = (
    "Something went wrong on our side, so this may not have been recorded. "
    "What you typed is still in the card: please press again in a few minutes."
)
EXTENSION_TROUBLE = "Something went wrong on our side. Please try again in a few minutes."

_LATE = {
    f"{EXTENSION}query": "This takes longer than usual. Please search again in a moment.",
    f"{EXTENSION}fetchTask": "This takes longer than usual. Please try again in a moment; the message stays as it is.",
    f"{EXTENSION}submitAction": "We are still working on it: the form opens in our own chat in a moment.",
}
_TROUBLES = {
    f"{EXTENSION}submitAction": (
        "Something went wrong on our side, and nothing was recorded. "
        "The message that you began from still has its text: please try again in a few minutes."
    ),
}


class TurnHandler(Protocol):
    """What the door needs of a bot; the SDK's ActivityHandler has it."""

    async def on_turn(self, turn_context: TurnContext) -> Any:
        """Take one turn."""
        ...


class MessagesEndpoint:
    """The door and what is under way behind it.

    `answer_within` seconds is how long a caller waits (Teams gives up after 10 to 15): what takes longer
    is answered first and finished after.
    """

    def __init__(
        self,
        adapter: TurnAdapter,
        bot: TurnHandler,
        authenticator: Authenticator,
        seen: SeenActivities,
        *,
        answer_within: float = ANSWER_WITHIN,
    ) -> None:
        self._adapter = adapter
        self._bot = bot
        self._authenticator = authenticator
        self._seen = seen
        self._answer_within = answer_within
        self._under_way: dict[str, asyncio.Task[TurnResult]] = {}
        self._afterwards: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Give the routes to add to an application; add `drain` to its `on_shutdown` too."""
        return [web.post(PATH, self.receive)]

    async def drain(self, _: web.Application | None = None) -> None:
        """Wait, but not for ever, for what was answered but isn't finished."""
        try:
            async with asyncio.timeout(DRAIN_WITHIN):
                while self._under_way or self._afterwards:
                    await asyncio.wait({*self._under_way.values(), *self._afterwards})
        except TimeoutError:
            log.warning("%d turns weren't finished in time", len(self._under_way) + len(self._afterwards))

    async def receive(self, request: web.Request) -> web.Response:
        """Take one activity. Answers 400, 401, 403, 413, 415 or 503 to what can't be taken."""
        if request.content_type != "application/json":
            return _problem(415, "send application/json")
        try:
            payload = decode(await bounded(request))
            await self._authenticator.authenticate(_inbound(request), payload)
            activity = activity_from(payload)
        except Refused as refusal:
            log.warning("refused: %s", refusal.reason.value)
            return _problem(refusal.status, "refused")
        except MalformedActivity as error:
            return _problem(400, str(error))
        except TooLarge:
            return _problem(413, f"send at most {LARGEST_BODY} bytes")
        return _response(await self._take(activity))

    async def _take(self, activity: Activity) -> TurnResult:
        key = _key_of(activity)
        turn = self._under_way.get(key)
        if turn is None:
            turn = asyncio.create_task(self._turn(activity, key))
            self._under_way[key] = turn
            turn.add_done_callback(lambda done: self._forget(key, done))
        done, _ = await asyncio.wait({turn}, timeout=self._patience(activity))
        if done:
            return turn.result()
        if activity.type == "invoke":
            self._afterward(self._finish(turn, activity))
            return TurnResult(200, words_body(activity.name, _LATE.get(str(activity.name), STILL_WORKING)))
        if activity.type == "message":
            self._afterward(self._say(activity, STILL_ON_IT))
        return TurnResult()

    def _patience(self, activity: Activity) -> float:
        """Seconds until the caller gets an answer; whoever searches is given up on sooner."""
        searching = activity.type == "invoke" and str(activity.name).startswith(EXTENSION)
        return self._answer_within / 2 if searching else self._answer_within

    async def _turn(self, activity: Activity, key: str) -> TurnResult:
        try:
            if activity.id and not await self._seen.claim(key):
                return _already(activity)
            result = await self._adapter.process(activity, self._bot.on_turn)
        except Exception as error:  # noqa: BLE001 - whatever broke, the person hears of it, the channel gets an answer
            log_failure(log, f"A turn failed ({activity.type})", error)
            return await self._apologise(activity)
        for work in result.after:
            self._afterward(_logged(work))
        return result

    async def _apologise(self, activity: Activity) -> TurnResult:
        if activity.type == "invoke":
            of_extension = str(activity.name).startswith(EXTENSION)
            words = words_body(activity.name, _TROUBLES.get(str(activity.name), EXTENSION_TROUBLE))
            return TurnResult(200, words if of_extension else error_body(500, "Trouble", CARD_TROUBLE))
        if activity.type == "message":
            await self._say(activity, TROUBLE)
        return TurnResult()

    async def _say(self, activity: Activity, text: str) -> None:
        try:
            await self._adapter.say(activity, text)
        except SendFailed as failure:
            log.warning("not sent: %s", failure)

    async def _finish(self, turn: asyncio.Task[TurnResult], activity: Activity) -> None:
        result = await turn
        try:
            await self._adapter.deliver_late(activity, result)
        except SendFailed as failure:
            log.warning("late answer not sent: %s", failure)

    def _afterward(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)

    def _forget(self, key: str, done: asyncio.Task[TurnResult]) -> None:
        if self._under_way.get(key) is done:
            del self._under_way[key]


async def _logged(work: Work) -> None:
    try:
        await work()
    except Exception as error:  # noqa: BLE001 - nobody waits for it any more: the log is the only one to tell
        log_failure(log, "Work after a turn failed", error)


def _inbound(request: web.Request) -> Inbound:
    headers = request.headers
    return Inbound(
        authorization=headers.get("Authorization"),
        peer=request.remote,
        host=headers.get("Host", ""),
        forwarded="Forwarded" in headers or "X-Forwarded-For" in headers,
    )


def _already(activity: Activity) -> TurnResult:
    if activity.type != "invoke":
        return TurnResult()
    return TurnResult(200, words_body(activity.name, ALREADY_RECEIVED))


def _key_of(activity: Activity) -> str:
    """What makes an activity this one: an edit has its message's id, and there may be several."""
    wire: Any = activity
    key = f"{wire.channel_id}|{wire.conversation.id}|{wire.id or id(activity)}"
    return key if wire.type in ("message", "invoke") else f"{key}|{wire.type}|{wire.timestamp or wire.local_timestamp}"


def _response(result: TurnResult) -> web.Response:
    if result.body is None:
        return web.Response(status=result.status)
    return web.Response(
        status=result.status, body=json_bytes(result.body), content_type="application/json", charset="utf-8"
    )


def _problem(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)
