"""What becomes of a message that somebody edits or deletes after we have dealt with it: nothing, and we say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.dialogs.card_form import say

EDITED = (
    "You have changed a message. I go by what a message says when it is sent, so nothing has happened twice and "
    "nothing on the record has changed. To say something else, type it as a new message; "
    "to put right what is on the record, type for example “correct 42”."
)
DELETED = (
    "You have deleted a message here. What you had confirmed stays on the record, which can't be changed unnoticed; "
    "what you had not confirmed was never recorded. To put something right, type for example “correct 42”."
)


def was_edited(activity: Activity) -> bool:
    """Whether an update is somebody's edit; that a deleted message came back is none."""
    data: Any = activity.channel_data
    event = cast("dict[str, Any]", data).get("eventType") if isinstance(data, dict) else None
    return event in (None, "editMessage")


class LaterChanges:
    """Answers edits, and deletions once a day and person: whoever tidies up a chat needn't be told each time."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._told: dict[str, date] = {}

    async def edited(self, context: TurnContext) -> None:
        """A message says something else now."""
        await say(context, EDITED)

    async def deleted(self, context: TurnContext, person_id: str) -> None:
        """A message is gone."""
        today = self._today()
        if self._told.get(person_id) != today:
            self._told[person_id] = today
            await say(context, DELETED)
