"""Every card as it looks, in light and dark: drawn by Microsoft's own library, looked over by axe.

The pictures are kept in build/screenshots/cards; they are for looking at.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.cards.screens import every_screen
from tests.browser.driver import Browser

SCRIPT = Path(__file__).with_name("pictures.mjs")
ON_A_SHEET = 24
CARDS = sorted(every_screen().items())
SHEETS = [CARDS[start : start + ON_A_SHEET] for start in range(0, len(CARDS), ON_A_SHEET)]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("number", range(len(SHEETS)))
def test_every_card_can_be_drawn_and_read(browser: Browser, number: int, dark: bool) -> None:
    cards = {name: shown.card for name, shown in SHEETS[number]}
    drawn = browser.take(SCRIPT, "sheet", f"sheet-{number + 1}", cards, dark)
    assert drawn["faults"] == []
    assert drawn["drawn"] == len(cards)
    assert drawn["theme"] == ("dark" if dark else "light")
    assert drawn["serious"] == []
