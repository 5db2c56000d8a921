"""Answer a turn: the plain bodies for an `adaptiveCard/action` invoke, and work that comes after.

The SDK's own response class can't serialize a string value, so the bodies are dicts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.activities import ADAPTIVE_CARD

MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"

# Where the SDK's own handlers look for a turn's answer, too.
INVOKE_RESPONSE = "BotFrameworkAdapter.InvokeResponse"

EXTENSION = "composeExtension/"
"""How the names of a message extension's invokes begin."""

_IN_A_TASK = frozenset({f"{EXTENSION}fetchTask", f"{EXTENSION}submitAction", "task/fetch", "task/submit"})

Body = dict[str, Any]
Work = Callable[[], Awaitable[object]]

WORK_AFTER = "work-after"


def card_body(card: dict[str, Any]) -> Body:
    """Answer with a card, which takes the pressed card's place."""
    return {"statusCode": 200, "type": ADAPTIVE_CARD, "value": card}


def message_body(text: str) -> Body:
    """Answer with words, shown under the pressed card, which stays as it is."""
    return {"statusCode": 200, "type": MESSAGE, "value": text}


def error_body(status: int, code: str, message: str) -> Body:
    """Answer that the press failed; `status` 400 for a press that we can't read, 500 for our own trouble."""
    return {"statusCode": status, "type": ERROR, "value": {"code": code, "message": message}}


def words_body(name: str | None, text: str) -> Body:
    """Answer an invoke of this name with words, in the shape that its kind takes."""
    if name in _IN_A_TASK:
        return {"task": {"type": "message", "value": text}}
    if name is not None and name.startswith(EXTENSION):
        return {"composeExtension": {"type": "message", "text": text}}
    return message_body(text)


async def answer(context: TurnContext, body: Body) -> None:
    """Set the turn's answer to its invoke; the HTTP status is 200, the body carries its own."""
    await context.send_activity(Activity(type="invokeResponse", value={"status": 200, "body": body}))


def work_after(context: TurnContext, work: Work) -> None:
    """Put work off until the caller has its answer, for what a press shouldn't wait for."""
    context.turn_state[WORK_AFTER] = [*put_off(context), work]


def put_off(context: TurnContext) -> list[Work]:
    """Give the work that the turn has put off."""
    return cast("list[Work]", context.turn_state.get(WORK_AFTER, []))
