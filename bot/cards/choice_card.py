"""A choice between a few things: a button each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.screen import Json, Screen, screen
from bot.cards.words import heading, line


def choice_card(title: str, text: str, buttons: Sequence[Json]) -> Screen:
    """A question and a button for each answer."""
    return screen(title, [heading(title), line(text)], buttons=buttons)
