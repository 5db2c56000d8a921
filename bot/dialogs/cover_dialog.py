"""The conversation about cover: who stands in and when, which duties pass over, and the arranging of it."""

from __future__ import annotations

from collections.abc import Callable

from botbuilder.core import TurnContext

from bot.cards.outcome_card import cover_outcome_card
from bot.cards.screen import Json
from bot.covering import COVER
from bot.dialogs.form_dialog import FormDialog, Moved
from bot.showing import show
from casework.arrange_cover import arrange_cover, preview_of_cover
from casework.desk import Desk
from casework.preview import Preview
from disputes.working_days import london_date


class CoverDialog(FormDialog):
    """Takes a `cover_order`."""

    def __init__(self, desk: Desk, *, new_id: Callable[[], str], moved: Moved) -> None:
        super().__init__(COVER, new_id=new_id, today=lambda: london_date(desk.clock()), moved=moved)
        self._desk = desk

    async def preview(self, order: Json, values: dict[str, str]) -> Preview:
        """Who would be told, and what would pass over."""
        return await preview_of_cover(self._desk, order["person"], values)

    async def carry_out(self, order: Json, values: dict[str, str]) -> str:
        """Arranges it; a draft is arranged once, however often it is confirmed."""
        made = await arrange_cover(self._desk, order["person"], values, key=("draft", order["draft"]))
        return " ".join(made.references)

    async def tell(self, context: TurnContext, order: Json, done: str, preview: Preview | None) -> None:
        """Says what was arranged, and brings the cards of every dispute that it touches up to date."""
        await show(context, cover_outcome_card(preview))
        for reference in done.split():
            self.moved(context, reference)
