"""Sends a card in answer to a turn."""

from __future__ import annotations

from botbuilder.core import TurnContext

from bot.activities import card_message
from bot.cards.screen import Screen


async def show(context: TurnContext, shown: Screen) -> None:
    """Sends a card as the answer to the turn's activity.

    Straight to the adapter: the SDK's own way copies the whole card first, which costs more than making it.
    """
    message = card_message(shown.card, summary=shown.summary)
    reference = TurnContext.get_conversation_reference(context.activity)
    await context.adapter.send_activities(context, [TurnContext.apply_conversation_reference(message, reference)])
