"""Cards that bring themselves up to date: Teams asks for the reader's own view when a card comes into sight.

It does so for the people whom the card names, at most sixty; more of them, and any other channel, get a plain card.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.screen import Json

MOST_READERS = 60
TEAMS = "msteams"


def for_readers(card: Json, readers: Sequence[str], channel: str) -> Json:
    """A card as it goes to these readers, named by their ids in the channel. Without a refresh it stays as it is."""
    if "refresh" not in card:
        return card
    known = [reader for reader in dict.fromkeys(readers) if reader]
    if channel != TEAMS or not 0 < len(known) <= MOST_READERS:
        return {key: part for key, part in card.items() if key != "refresh"}
    return {**card, "refresh": {**card["refresh"], "userIds": known}}
