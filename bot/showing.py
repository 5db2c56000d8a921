"""Sends a card in answer to a turn."""

from __future__ import annotations

from typing import Any

from botbuilder.core import TurnContext

from bot.activities import card_message
from bot.cards.screen import Json, Screen
from bot.refreshing import for_readers


async def show(context: TurnContext, shown: Screen) -> None:
    """Sends a card as the answer to the turn's activity.

    Straight to the adapter: the SDK's own way copies the whole card first, which costs more than making it.
    """
    message = card_message(own_view(context, shown), summary=shown.summary)
    reference = TurnContext.get_conversation_reference(context.activity)
    await context.adapter.send_activities(context, [TurnContext.apply_conversation_reference(message, reference)])


def own_view(context: TurnContext, shown: Screen) -> Json:
    """The card as it goes to whoever the turn is with."""
    wire: Any = context.activity
    reader = str(wire.from_property.id or "") if wire.from_property else ""
    return for_readers(shown.card, [reader], str(wire.channel_id or ""))
