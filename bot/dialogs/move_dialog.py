"""The conversation about a move: the fields that it declares, its preview, and the making of it."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards.screen import Json
from bot.copies import copies_in
from bot.dialogs.form_dialog import FormDialog, Moved
from bot.orders import MOVE
from casework.desk import Desk
from casework.make_move import Request, make_move
from casework.preview import Preview, preview_of_move
from disputes.working_days import london_date


class MoveDialog(FormDialog):
    """Takes a `move_order`."""

    def __init__(self, desk: Desk, *, new_id: Callable[[], str], moved: Moved) -> None:
        super().__init__(MOVE, new_id=new_id, today=lambda: london_date(desk.clock()), moved=moved)
        self._desk = desk

    async def preview(self, order: Json, values: dict[str, str]) -> Preview:
        """What the move would come to."""
        return await preview_of_move(self._desk, order["person"], _request(order, values))

    async def carry_out(self, order: Json, values: dict[str, str]) -> str:
        """Makes the move; a draft is made once, however often it is confirmed."""
        made = await make_move(self._desk, order["person"], _request(order, values), key=("draft", order["draft"]))
        return made.reference


def _request(order: Json, values: dict[str, str]) -> Request:
    return Request(order["reference"], order["move"], order["target"], values, copies_in(order))
