"""The bot: who is talking, and where each kind of activity goes: dialogs, buttons, typed words, or a kind word."""

from __future__ import annotations

from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.actions import UNREADABLE, CardActions, Outcome, Pressed, data_of
from bot.adapter import address_of
from bot.answers import answer, card_body, message_body
from bot.card_channel import CardSender
from bot.cards.help_card import welcome_card
from bot.cards.refusal import refusal_words
from bot.commands import PERSON, Commands
from bot.dialog_host import DialogHost, is_personal
from bot.dialogs.card_form import say
from bot.identity import Identity
from bot.presses import press_of
from bot.showing import show
from casework.desk import Desk
from casework.open_dispute import officer_of
from casework.ports import Address, Person
from disputes.refusals import Refusal

OUR_OWN_CHAT = "Let's do this in our own chat: open a chat with me and say it there. I never talk about a dispute here."
CANT_DO = "I can't do that here."

_INSTALLED = frozenset({"add", "add-upgrade"})


class DisputeBot:
    """Takes every turn."""

    def __init__(
        self,
        desk: Desk,
        identity: Identity,
        host: DialogHost,
        actions: CardActions,
        commands: Commands,
        cards: CardSender,
    ) -> None:
        self._desk = desk
        self._identity = identity
        self._host = host
        self._actions = actions
        self._commands = commands
        self._cards = cards
        self._met: dict[str, Address] = {}

    async def on_turn(self, turn_context: TurnContext) -> None:
        """Takes one turn. Edits, reactions and whatever else we have no use for are let be."""
        activity = turn_context.activity
        match activity.type:
            case "message" | "invoke":
                await self._talk(turn_context)
            case "installationUpdate" if is_personal(activity):
                await self._installed(turn_context)
            case _:
                return

    async def _talk(self, context: TurnContext) -> None:
        activity: Any = context.activity
        if not is_personal(activity):
            await _tell(context, OUR_OWN_CHAT)
            return
        try:
            person = await self._identity.person_of(activity)
        except Refusal as refusal:
            await _tell(context, refusal_words(refusal))
            return
        await self._remember(activity, person)
        context.turn_state[PERSON] = person.id
        data = None if press_of(activity) or (activity.type == "message" and activity.text) else data_of(activity.value)
        if data is not None:
            pressed = Pressed(person.id, data, f"{activity.conversation.id}|{activity.id}")
            await self._pressed(context, pressed)
        elif activity.type == "invoke" and not press_of(activity):
            await answer(context, message_body(UNREADABLE if activity.name == "adaptiveCard/action" else CANT_DO))
        else:
            await self._host.run(context, self._commands.obey)

    async def _pressed(self, context: TurnContext, pressed: Pressed) -> None:
        outcome = await self._actions.press(pressed)
        if outcome.begins:
            await self._host.begin(context, outcome.begins.dialog, outcome.begins.order)
        for shown in outcome.sends:
            await show(context, shown)
        await _answer(context, outcome)
        if outcome.changed:
            self._cards.bring_up_to_date_after(context, outcome.changed, but=context.activity.reply_to_id)

    async def _installed(self, context: TurnContext) -> None:
        activity = context.activity
        if activity.action not in _INSTALLED:
            return
        try:
            person = await self._identity.person_of(activity)
        except Refusal as refusal:
            await say(context, refusal_words(refusal))
            return
        await self._remember(activity, person)
        if activity.action == "add":
            officer = bool(await officer_of(self._desk, person.id))
            await show(context, welcome_card(officer=officer))

    async def _remember(self, activity: Activity, person: Person) -> None:
        """Where this person is reached from now on; written only when it is news."""
        address = address_of(activity, person.id)
        if self._met.get(person.id) == address:
            return
        async with self._desk.store.reading() as work:
            known = await work.addresses.of(person.id)
        if known != address:
            async with self._desk.store.writing() as work:
                await work.addresses.put(address)
                await work.commit()
        self._met[person.id] = address


async def _answer(context: TurnContext, outcome: Outcome) -> None:
    """The answer to a press: of an invoke in its response, to an older client's message as messages."""
    if context.activity.type == "invoke":
        body = card_body(outcome.card.card) if outcome.card else message_body(outcome.words)
        await answer(context, body)
    elif outcome.card:
        await show(context, outcome.card)
    elif not (outcome.sends or outcome.begins):
        await say(context, outcome.words)


async def _tell(context: TurnContext, text: str) -> None:
    if context.activity.type == "invoke":
        await answer(context, message_body(text))
    else:
        await say(context, text)
