"""The card of what would be, were a dispute raised today: nothing is raised by looking."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import RAISE, execute
from bot.cards.ladder import ladder_table
from bot.cards.screen import Screen, screen
from bot.cards.words import escaped, heading, line
from casework.what_if import LadderView

TITLE = "What if you raised a dispute today?"


def what_if_card(ladders: Sequence[LadderView]) -> Screen:
    """When each stage would be due, under each protocol of the officer."""
    raise_now = execute("Raise a dispute", RAISE, {"do": RAISE}, reads_inputs=False)
    return screen(
        TITLE,
        [
            heading(TITLE),
            line(f"{ladders[0].raised}, if every limit is used up. Nothing has been raised."),
            *(part for ladder in ladders for part in ladder_table(ladder, escaped(ladder.protocol))),
        ],
        buttons=[raise_now],
    )
