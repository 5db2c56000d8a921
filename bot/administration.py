"""The administrator in chat: the list of what needs them, and giving a message back to the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from botbuilder.core import TurnContext

from bot.answers import answer, card_body, message_body
from bot.cards.plumbing_card import PLUMBING, RELEASE, plumbing_card
from bot.cards.refusal import refusal_words
from bot.cards.screen import Screen
from bot.dialogs.card_form import say
from bot.identity import Identity
from bot.showing import show
from casework.desk import Desk
from casework.show_plumbing import is_administrator, release_parked, show_plumbing
from disputes.refusals import Refusal

PHRASES = frozenset({"administration", "administrator", "admin", "plumbing", "outbox", "parked", "what needs me"})
RELEASED = "It is back in the queue, and is sent with the next round."
_LONGEST_KEY = 500


@dataclass(frozen=True, slots=True)
class PlumbingPress:
    """What a press of the administrator's card means; `key` names a message."""

    do: str
    key: str = ""


class Administration:
    """Shows the plumbing to administrators, and to nobody else. `wake` is called when something may be sent."""

    def __init__(self, desk: Desk, identity: Identity, wake: Callable[[], object]) -> None:
        self._desk = desk
        self._identity = identity
        self._wake = wake

    async def is_for(self, person_id: str) -> bool:
        """Whether somebody is an administrator today."""
        async with self._desk.store.reading() as work:
            return await is_administrator(work, self._desk, person_id)

    async def is_asked_for(self, text: str, person_id: str) -> bool:
        """Whether an administrator typed one of the words for the list; to others they mean nothing special."""
        return text.strip(" .!?").casefold() in PHRASES and await self.is_for(person_id)

    async def show(self, context: TurnContext, person_id: str) -> None:
        """Sends the list."""
        await show(context, await self._card(person_id))

    async def press(self, context: TurnContext, person_id: str, press: PlumbingPress) -> None:
        """Answers one press of the card with the card as things stand now."""
        try:
            shown = await self._pressed(person_id, press)
        except Refusal as refusal:
            await _words(context, refusal_words(refusal))
            return
        if context.activity.type == "invoke":
            await answer(context, card_body(shown.card))
        else:
            await show(context, shown)

    async def _pressed(self, person_id: str, press: PlumbingPress) -> Screen:
        if press.do != RELEASE:
            return await self._card(person_id)
        try:
            await release_parked(self._desk, person_id, press.key)
        except Refusal as refusal:
            return await self._card(person_id, message=refusal_words(refusal))
        self._wake()
        return await self._card(person_id, said=RELEASED)

    async def _card(self, person_id: str, *, message: str | None = None, said: str | None = None) -> Screen:
        seen = await show_plumbing(self._desk, person_id)
        return plumbing_card(seen, self._identity.strangers, message=message, said=said)


def plumbing_press(value: object) -> PlumbingPress | None:
    """What a press of the administrator's card means; None for any other activity's value."""
    if not isinstance(value, dict):
        return None
    action: object = cast("dict[str, Any]", value).get("action", cast("dict[str, Any]", value))
    if not isinstance(action, dict):
        return None
    data: object = cast("dict[str, Any]", action).get("data", cast("dict[str, Any]", action))
    sent = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    do, key = sent.get("do"), sent.get("key")
    if do not in (PLUMBING, RELEASE):
        return None
    return PlumbingPress(str(do), key if isinstance(key, str) and len(key) <= _LONGEST_KEY else "")


async def _words(context: TurnContext, text: str) -> None:
    if context.activity.type == "invoke":
        await answer(context, message_body(text))
    else:
        await say(context, text)
