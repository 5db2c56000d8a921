"""Presses of a shared card, by whoever reads it: a party's own view, or what an unknown reference gets."""

from __future__ import annotations

from typing import Any, cast

from botbuilder.core import TurnContext

from bot.answers import answer, card_body
from bot.cards.buttons import Place
from bot.cards.refusal import refusal_words
from bot.cards.screen import Screen
from bot.cards.shared_card import BRING, SHARED, party_card, stranger_card
from bot.live_cards import card_of
from bot.own_chat import OwnChats
from bot.sender import SendFailed
from bot.showing import show
from casework.desk import Desk
from casework.show_dispute import show_dispute
from disputes.refusals import Refusal

BROUGHT = "You find it in our own chat."
_LONGEST = 200


class SharedCards:
    """Shared cards know who presses, and no more than the desk lets that person read."""

    def __init__(self, desk: Desk, chats: OwnChats) -> None:
        self._desk = desk
        self._chats = chats

    async def press(self, context: TurnContext, person_id: str, do: str, reference: str) -> None:
        """Answers one press, or one refresh that Teams asks for by itself."""
        shown = await self._shown(person_id, do, reference[:_LONGEST])
        await answer(context, card_body(shown.card))

    async def _shown(self, person_id: str, do: str, reference: str) -> Screen:
        try:
            view = await show_dispute(self._desk, person_id, reference)
        except Refusal as refusal:
            return stranger_card(reference, refusal_words(refusal))
        if do != BRING:
            return party_card(view)
        try:
            await self._bring(person_id, reference)
        except Refusal as refusal:
            return party_card(view, message=refusal_words(refusal))
        return party_card(view, said=BROUGHT)

    async def _bring(self, person_id: str, reference: str) -> None:
        card = await card_of(self._desk, person_id, Place(reference))
        context = await self._chats.open(person_id)
        try:
            await show(context, card)
        except SendFailed as failure:
            raise await self._chats.lost(person_id, failure) from failure


def shared_press(value: object) -> tuple[str, str] | None:
    """What a press of a shared card means, and of which reference; None for any other activity's value."""
    action = cast("dict[str, Any]", value).get("action") if isinstance(value, dict) else None
    data = cast("dict[str, Any]", action).get("data") if isinstance(action, dict) else None
    if not isinstance(data, dict):
        return None
    sent = cast("dict[str, Any]", data)
    do, reference = sent.get("do"), sent.get("reference")
    return (do, reference) if do in (SHARED, BRING) and isinstance(reference, str) else None
