"""Puts the bot together; the wiring calls this and nothing else of its inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from botbuilder.core import TurnContext

from bot.actions import CardActions
from bot.adapter import TurnAdapter
from bot.administration import Administration
from bot.card_channel import CardSender
from bot.commands import Commands
from bot.dialog_host import DialogHost
from bot.dialogs.cover_dialog import CoverDialog
from bot.dialogs.move_dialog import MoveDialog
from bot.dialogs.raise_dialog import RaiseDialog
from bot.extension.invokes import MessageExtension
from bot.extension.raising import RaisingFromMessages
from bot.extension.shared import SharedCards
from bot.handler import DisputeBot, Parts
from bot.identity import Identity
from bot.later_changes import LaterChanges
from bot.own_chat import OwnChats
from bot.reach import Reach
from bot.state import StateStore
from bot.triage import Triage
from casework.desk import Desk
from disputes.working_days import london_date


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
    reach, identity = Reach(desk), Identity(desk, tenants)
    cards, chats = CardSender(desk, adapter, reach, wake), OwnChats(adapter, reach)

    def moved(context: TurnContext, reference: str) -> None:
        cards.bring_up_to_date_after(context, reference)

    commands = Commands(desk, new_id)
    dialogs = [
        RaiseDialog(desk, new_id=new_id, moved=moved),
        MoveDialog(desk, new_id=new_id, moved=moved),
        CoverDialog(desk, new_id=new_id, moved=moved),
    ]
    host = DialogHost(dialogs, state, commands)
    parts = Parts(
        identity=identity,
        reach=reach,
        host=host,
        actions=CardActions(desk, new_id),
        commands=commands,
        cards=cards,
        extension=MessageExtension(desk, RaisingFromMessages(desk, host, chats, new_id)),
        shared=SharedCards(desk, chats),
        administration=Administration(desk, identity, wake),
        triage=Triage(desk, moved),
        changes=LaterChanges(lambda: london_date(desk.clock())),
    )
    return DisputeBot(desk, parts), cards
