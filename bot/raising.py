"""How raising begins: which protocol, where an officer works under several, and the order for its dialog."""

from __future__ import annotations

from bot.cards.buttons import RAISE, execute
from bot.cards.choice_card import choice_card
from bot.cards.screen import Json, Screen
from bot.orders import raise_order
from casework.desk import Desk
from casework.open_dispute import officer_of
from disputes.refusals import Refusal


async def raise_or_choose(
    desk: Desk,
    person_id: str,
    draft: str,
    *,
    protocol: str = "",
    brought_in: bool = False,
    sibling: str | None = None,
) -> Json | Screen:
    """The order for the raise dialog, or the card that asks for the protocol first. Refuses who isn't an officer."""
    known = await officer_of(desk, person_id)
    if not known:
        raise Refusal(
            "not-an-officer",
            "Disputes are raised by reviewing officers, and you aren't one in the directory.",
            "If that is wrong, ask your administrator to add your appointment.",
        )
    chosen = next((p for p in known if p.id == protocol), known[0] if len(known) == 1 else None)
    if chosen is None:
        data = {"do": RAISE, "brought_in": brought_in}
        buttons = [execute(p.title, RAISE, {**data, "protocol": p.id}, reads_inputs=False) for p in known]
        return choice_card("Under which protocol?", "You are an officer of more than one.", buttons)
    return await raise_order(desk, person_id, chosen, draft, brought_in=brought_in, sibling=sibling)
