"""The bot: who is talking, and where each kind of activity goes: dialogs, buttons, typed words, or a kind word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.actions import UNREADABLE, CardActions, Outcome, Pressed, data_of
from bot.activities import is_personal
from bot.adapter import address_of
from bot.administration import Administration, plumbing_press
from bot.answers import EXTENSION, answer, card_body, message_body, words_body
from bot.card_channel import CardSender
from bot.cards.help_card import welcome_card
from bot.cards.own_chat_card import TITLE as OUR_OWN_CHAT
from bot.cards.own_chat_card import own_chat_card
from bot.cards.refusal import refusal_words
from bot.commands import PERSON, Commands
from bot.dialog_host import DialogHost
from bot.dialogs.card_form import say
from bot.extension.invokes import CANT_DO, MessageExtension
from bot.extension.shared import SharedCards, shared_press
from bot.identity import Identity
from bot.later_changes import LaterChanges, was_edited
from bot.own_chat import chat_link
from bot.presses import press_of
from bot.reach import Reach
from bot.showing import own_view, show
from bot.triage import Triage, triage_press
from bot.typed_words import NO_FILES, NO_WORDS, brings_files, is_only_a_card, without_mention
from casework.desk import Desk
from casework.open_dispute import officer_of
from casework.ports import Person
from disputes.refusals import Refusal

OWN_CHAT_ONLY = f"{OUR_OWN_CHAT}: open a chat with me and say it there. I never talk about a dispute here."

_ADDED = frozenset({"add", "add-upgrade"})
_REMOVED = frozenset({"remove", "remove-upgrade"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Whom the bot hands its activities to."""

    identity: Identity
    reach: Reach
    host: DialogHost
    actions: CardActions
    commands: Commands
    cards: CardSender
    extension: MessageExtension
    shared: SharedCards
    administration: Administration
    triage: Triage
    changes: LaterChanges


class DisputeBot:
    """Takes every turn."""

    def __init__(self, desk: Desk, parts: Parts) -> None:
        self._desk = desk
        self._parts = parts

    async def on_turn(self, turn_context: TurnContext) -> None:
        """Takes one turn. Reactions and whatever else we have no use for are let be."""
        activity: Any = turn_context.activity
        personal = is_personal(activity)
        match activity.type:
            case "invoke" if str(activity.name).startswith(EXTENSION) or shared_press(activity.value):
                await self._known(turn_context, self._from_anywhere)
            case "message" | "invoke" if not personal:
                await self._in_company(turn_context)
            case "message" | "invoke":
                await self._known(turn_context, self._talk)
            case "messageUpdate" | "messageDelete" if personal:
                await self._known(turn_context, self._changed)
            case "installationUpdate":
                await self._installation(turn_context, personal=personal)
            case _:
                return

    async def _known(self, context: TurnContext, take: Callable[[TurnContext, Person], Awaitable[None]]) -> None:
        """Goes on with somebody of the directory; anybody else gets a refusal that reveals nothing."""
        try:
            person = await self._parts.identity.person_of(context.activity)
        except Refusal as refusal:
            await _tell(context, refusal_words(refusal))
            return
        context.turn_state[PERSON] = person.id
        await take(context, person)

    async def _in_company(self, context: TurnContext) -> None:
        """Where others read along, everybody gets the same answer; who isn't known here is logged all the same."""
        with suppress(Refusal):
            await self._parts.identity.person_of(context.activity)
        if context.activity.type == "invoke":
            await _tell(context, OWN_CHAT_ONLY)
        else:
            await show(context, own_chat_card(chat_link(context.activity)))

    async def _from_anywhere(self, context: TurnContext, person: Person) -> None:
        """The message extension and shared cards, which work in every chat."""
        address = address_of(context.activity, person.id)
        await self._parts.reach.remember(address)
        pressed = shared_press(context.activity.value)
        if str(context.activity.name).startswith(EXTENSION):
            await self._parts.extension.invoke(context, person.id)
        elif pressed:
            await self._parts.shared.press(context, person.id, *pressed)

    async def _talk(self, context: TurnContext, person: Person) -> None:
        activity: Any = context.activity
        await self._parts.reach.remember(address_of(activity, person.id))
        if activity.type == "message" and not activity.value:
            activity.text = without_mention(activity)
            if brings_files(activity):
                await say(context, NO_FILES)
            elif not activity.text and not is_only_a_card(activity):
                await say(context, NO_WORDS)
            if not activity.text:
                return
        data = None if press_of(activity) or (activity.type == "message" and activity.text) else data_of(activity.value)
        administration = self._parts.administration
        plumbing, filing = plumbing_press(activity.value), triage_press(activity.value)
        if plumbing is not None:
            await administration.press(context, person.id, plumbing)
        elif filing is not None:
            await self._parts.triage.press(context, person.id, filing)
        elif activity.text and self._parts.triage.is_asked_for(activity.text):
            await self._parts.triage.show(context, person.id)
        elif activity.text and await administration.is_asked_for(activity.text, person.id):
            await administration.show(context, person.id)
        elif data is not None:
            pressed = Pressed(person.id, data, f"{activity.conversation.id}|{activity.id}")
            await self._pressed(context, pressed)
        elif activity.type == "invoke" and not press_of(activity):
            await _tell(context, UNREADABLE if activity.name == "adaptiveCard/action" else CANT_DO)
        else:
            await self._parts.host.run(context, self._parts.commands.obey)

    async def _pressed(self, context: TurnContext, pressed: Pressed) -> None:
        outcome = await self._parts.actions.press(pressed)
        if outcome.begins:
            await self._parts.host.begin(context, outcome.begins.dialog, outcome.begins.order)
        for shown in outcome.sends:
            await show(context, shown)
        await _answer(context, outcome)
        if outcome.changed:
            self._parts.cards.bring_up_to_date_after(context, outcome.changed, but=context.activity.reply_to_id)

    async def _changed(self, context: TurnContext, person: Person) -> None:
        """A message was edited or deleted in somebody's own chat."""
        if context.activity.type == "messageDelete":
            await self._parts.changes.deleted(context, person.id)
        elif was_edited(context.activity):
            await self._parts.changes.edited(context)

    async def _installation(self, context: TurnContext, *, personal: bool) -> None:
        """The app was added, brought up to date, or removed."""
        activity: Any = context.activity
        if not personal:
            if activity.action == "add":
                await show(context, own_chat_card(chat_link(activity)))
        elif activity.action in _REMOVED:
            await self._removed(activity)
        elif activity.action in _ADDED:
            await self._known(context, self._welcome)

    async def _welcome(self, context: TurnContext, person: Person) -> None:
        activity: Any = context.activity
        await self._parts.reach.remember(address_of(activity, person.id), anew=True)
        if activity.action == "add":
            officer = bool(await officer_of(self._desk, person.id))
            administrator = await self._parts.administration.is_for(person.id)
            await show(context, welcome_card(officer=officer, administrator=administrator))

    async def _removed(self, activity: Activity) -> None:
        """Nobody can be written to there any more; who was never known needn't be told."""
        try:
            person = await self._parts.identity.person_of(activity)
        except Refusal:
            return
        await self._parts.reach.forget(person.id)


async def _answer(context: TurnContext, outcome: Outcome) -> None:
    """The answer to a press: of an invoke in its response, to an older client's message as messages."""
    if context.activity.type == "invoke":
        body = card_body(own_view(context, outcome.card)) if outcome.card else message_body(outcome.words)
        await answer(context, body)
    elif outcome.card:
        await show(context, outcome.card)
    elif not (outcome.sends or outcome.begins):
        await say(context, outcome.words)


async def _tell(context: TurnContext, text: str) -> None:
    activity: Any = context.activity
    if activity.type == "invoke":
        await answer(context, words_body(activity.name, text))
    else:
        await say(context, text)
