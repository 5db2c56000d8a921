"""Puts the bot together; the wiring calls this and nothing else of its inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from botbuilder.core import TurnContext

from bot.actions import CardActions
from bot.adapter import TurnAdapter
from bot.card_channel import CardSender
from bot.commands import Commands
from bot.dialog_host import DialogHost
from bot.dialogs.move_dialog import MoveDialog
from bot.dialogs.raise_dialog import RaiseDialog
from bot.handler import DisputeBot
from bot.identity import Identity
from bot.state import StateStore
from casework.desk import Desk


def build_bot(
    desk: Desk,
    adapter: TurnAdapter,
    state: StateStore,
    *,
    tenants: Iterable[str],
    new_id: Callable[[], str],
    wake: Callable[[], object] = lambda: None,
) -> tuple[DisputeBot, CardSender]:
    """The bot and its way out. `tenants` are the Entra tenants that are served, `new_id` gives a new random id on
    each call, `wake` is called when a turn has put messages into the outbox."""
    cards = CardSender(desk, adapter, wake)

    def moved(context: TurnContext, reference: str) -> None:
        cards.bring_up_to_date_after(context, reference)

    commands = Commands(desk, new_id)
    dialogs = [
        RaiseDialog(desk, new_id=new_id, moved=moved),
        MoveDialog(desk, new_id=new_id, moved=moved),
    ]
    host = DialogHost(dialogs, state, commands)
    bot = DisputeBot(desk, Identity(desk, tenants), host, CardActions(desk, new_id), commands, cards)
    return bot, cards
