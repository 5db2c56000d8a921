"""What is said where others read along: let's do this in our own chat."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.screen import Json, Screen, screen
from bot.cards.words import heading, line

TITLE = "Let's do this in our own chat"


def own_chat_card(link: str | None) -> Screen:
    """Nothing of any dispute, and the way to a chat of one's own; the same for everybody."""
    buttons: list[Json] = [{"type": "Action.OpenUrl", "title": "Open our own chat", "url": link}] if link else []
    shown = screen(
        TITLE,
        [
            heading(TITLE),
            line(
                "I never talk about a dispute where others read along. "
                "Open a chat with me, and say it there; “help” shows what I can do."
            ),
        ],
        buttons=buttons,
    )
    return replace(shown, card={**shown.card, "fallbackText": f"{TITLE}: open a chat with me and say it there."})
