"""The conversation about a new dispute: about whom and where, what is wrong, why it matters; preview; raise."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards.screen import Json
from bot.copies import copies_in
from bot.dialogs.form_dialog import FormDialog, Moved
from bot.orders import RAISE
from casework.desk import Desk
from casework.open_dispute import NewDispute, open_dispute
from casework.preview import Preview, preview_of_raising
from disputes.refusals import Refusal
from disputes.working_days import london_date


class RaiseDialog(FormDialog):
    """Takes a `raise_order`."""

    def __init__(self, desk: Desk, *, new_id: Callable[[], str], moved: Moved) -> None:
        super().__init__(RAISE, new_id=new_id, today=lambda: london_date(desk.clock()), moved=moved)
        self._desk = desk

    async def preview(self, order: Json, values: dict[str, str]) -> Preview:
        """What raising would come to; it uses up no number."""
        return await preview_of_raising(self._desk, order["person"], _new(order, values))

    async def carry_out(self, order: Json, values: dict[str, str]) -> str:
        """Raises the dispute; a draft is raised once, however often it is confirmed."""
        made = await open_dispute(self._desk, order["person"], _new(order, values), key=("draft", order["draft"]))
        if not made.reference:
            raise Refusal("raised-before", "This dispute has been raised already.", 'Type "my disputes" to see it.')
        return made.reference


def _new(order: Json, values: dict[str, str]) -> NewDispute:
    return NewDispute(
        order["protocol"],
        values,
        brought_in=order["brought_in"],
        linked_to=order["linked_to"],
        copies=copies_in(order),
    )
