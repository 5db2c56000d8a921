"""Run dialogs in a personal chat, for messages and for presses of their cards, over a restart.

In order, for each turn: read the state and its ETag; run the dialogs, holding back what they send; write
the state; only then send. A turn that finds its state changed meanwhile is run once more.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, cast
from weakref import WeakValueDictionary

from botbuilder.core import StatePropertyAccessor, TurnContext
from botbuilder.dialogs import (
    ComponentDialog,
    Dialog,
    DialogContext,
    DialogSet,
    DialogState,
    WaterfallDialog,
)
from botbuilder.dialogs.memory import DialogStateManagerConfiguration
from botbuilder.schema import Activity

from bot.activities import is_personal, tenant_of
from bot.answers import INVOKE_RESPONSE, WORK_AFTER, answer, message_body
from bot.dialogs.card_form import CANCELLED, say
from bot.held import hold, release
from bot.presses import press_of
from bot.state import StateStore, Unreadable, decode, encode
from casework.ports import ChangedMeanwhile

log = logging.getLogger(__name__)

DROPPED = (
    "The assistant was updated while you were in the middle of something, so we can't go on where you were. "
    "Nothing was recorded or sent. Please start again."
)
NOT_OPEN = "This form is no longer open, so nothing was changed. Type “help” to see what you can do."
STOPPED = "Stopped. Nothing was recorded or sent."
NOTHING_TO_STOP = "There is nothing to stop."

_MEMORY = DialogStateManagerConfiguration.__name__

WhenIdle = Callable[[DialogContext], Awaitable[None]]
"""Called with a message that no dialog was waiting for; may begin a dialog."""

Turn = Callable[[DialogContext, bool], Awaitable[bool]]
"""(dialogs, whether unreadable state was dropped) -> whether the turn was theirs."""


class Interruptions(Protocol):
    """What a person may say in the middle of a dialog."""

    async def interrupt(self, dialog_context: DialogContext) -> bool:
        """Deal with a message before the dialog sees it; True when that was all there was to it."""
        ...


class CancelAndHelp:
    """“Cancel” stops the whole conversation; “help” says what to do and shows the question again."""

    def __init__(self, help_text: str, *, cancel: Sequence[str] = ("cancel", "stop", "quit")) -> None:
        self._help_text = help_text
        self._cancel = frozenset(cancel)

    async def interrupt(self, dialog_context: DialogContext) -> bool:
        """Deal with a message that is one of the two words."""
        context = dialog_context.context
        word = (context.activity.text or "").strip().strip(".!?").casefold()
        if word in self._cancel:
            await stop(dialog_context)
            return True
        if word in ("help", "?"):
            await say(context, self._help_text)
            await dialog_context.reprompt_dialog()
            return True
        return False


async def stop(dialog_context: DialogContext) -> None:
    """End every dialog, freeze their cards, and say so."""
    waiting = dialog_context.active_dialog is not None
    await dialog_context.cancel_all_dialogs()
    await say(dialog_context.context, STOPPED if waiting else NOTHING_TO_STOP)


class DialogHost:
    """The dialogs of the bot and their state."""

    def __init__(self, dialogs: Sequence[Dialog], store: StateStore, interruptions: Interruptions) -> None:
        self._dialogs = DialogSet(_StateOfTurn())
        for dialog in dialogs:
            self._dialogs.add(dialog)
        self._store = store
        self._interruptions = interruptions
        self.version = fingerprint(dialogs)
        # We use none of the SDK's memory scopes, and it would build all of them anew on every turn.
        self._memory = DialogStateManagerConfiguration()
        # Two quick messages in one chat wait for each other here; replicas meet at the ETag.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(self, context: TurnContext, when_idle: WhenIdle | None = None) -> bool:
        """Give a turn to the dialogs; False when it isn't theirs (a group chat, another card's press).

        Raises ChangedMeanwhile when the state changed under the turn twice, and whatever a dialog raises;
        then nothing was sent and the conversation stands where it stood.
        """
        activity = context.activity
        pressed = press_of(activity) is not None
        if not is_personal(activity) or not (pressed or activity.type == "message"):
            return False

        async def turn(dialog_context: DialogContext, dropped: bool) -> bool:
            return await self._turn(dialog_context, pressed, dropped, when_idle)

        return await self._take(context, turn, quietly=pressed)

    async def begin(self, context: TurnContext, dialog_id: str, options: object) -> None:
        """Begin a dialog because of a press of some other card; what was under way stops, its card is frozen.

        Raises as `run` does.
        """

        async def turn(dialog_context: DialogContext, dropped: bool) -> bool:
            await dialog_context.cancel_all_dialogs()
            await dialog_context.begin_dialog(dialog_id, options)
            return True

        await self._take(context, turn, quietly=True)

    async def begin_if_idle(self, context: TurnContext, dialog_id: str, options: object) -> bool:
        """Begin a dialog that nobody asked for in the chat itself; False where another one is under way there.

        Raises as `run` does.
        """

        async def turn(dialog_context: DialogContext, dropped: bool) -> bool:
            if dialog_context.active_dialog is not None:
                return False
            await dialog_context.begin_dialog(dialog_id, options)
            return True

        return await self._take(context, turn, quietly=True)

    async def forget(self, context: TurnContext) -> None:
        """Drop whatever is under way in a chat, without a word: nobody could read it."""
        await self._store.delete_state(state_key(context.activity))

    async def _take(self, context: TurnContext, turn: Turn, *, quietly: bool) -> bool:
        key = state_key(context.activity)
        async with self._locks.setdefault(key, asyncio.Lock()):
            try:
                return await self._attempt(context, key, turn, quietly=quietly)
            except ChangedMeanwhile:
                log.info("state changed meanwhile: the turn is taken again")
                return await self._attempt(context, key, turn, quietly=quietly)

    async def _attempt(self, context: TurnContext, key: str, turn: Turn, *, quietly: bool) -> bool:
        hold(context)
        for name in (INVOKE_RESPONSE, CANCELLED, WORK_AFTER):
            context.turn_state.pop(name, None)
        kept = await self._store.read_state(key)
        state, dropped = self._read(kept)
        context.turn_state[_StateOfTurn.KEY] = state
        context.turn_state[_MEMORY] = self._memory
        dialog_context = await self._dialogs.create_context(context)
        if dropped and not quietly:
            await say(context, DROPPED)
        taken = await turn(dialog_context, dropped)
        etag = await self._write(key, state, kept)
        if await release(context):
            await self._write_ids(key, state, etag)
        return taken

    async def _turn(
        self, dialog_context: DialogContext, pressed: bool, dropped: bool, when_idle: WhenIdle | None
    ) -> bool:
        context = dialog_context.context
        if dialog_context.active_dialog is not None:
            if pressed or not await self._interruptions.interrupt(dialog_context):
                await dialog_context.continue_dialog()
            if context.turn_state.get(CANCELLED):
                await stop(dialog_context)
        elif pressed:
            await _answer_press(context, DROPPED if dropped else NOT_OPEN)
        elif when_idle is None:
            return dropped
        else:
            await when_idle(dialog_context)
        return True

    def _read(self, kept: tuple[str, str] | None) -> tuple[DialogState, bool]:
        if kept is None:
            return DialogState(), False
        try:
            return decode(kept[0], self.version), False
        except Unreadable as error:
            log.warning("dialog state dropped: %s", error)
            # Somebody whose stack was empty was in the middle of nothing.
            return DialogState(), '"stack":[]' not in kept[0]

    async def _write(self, key: str, state: DialogState, kept: tuple[str, str] | None) -> str | None:
        if kept is None and not state.dialog_stack:
            return None
        text = encode(state, self.version)
        if kept is not None and text == kept[0]:
            return kept[1]
        # An ended dialog leaves an empty stack behind, not nothing: a deletion would have no ETag to lose by.
        return await self._store.write_state(key, text, kept[1] if kept else None)

    async def _write_ids(self, key: str, state: DialogState, etag: str | None) -> None:
        """Keep the ids of the cards just sent, so that they can be frozen later."""
        try:
            await self._store.write_state(key, encode(state, self.version), etag)
        except ChangedMeanwhile:
            # The next turn has begun: it needs its own state more than these ids.
            log.info("card ids not kept: the conversation has moved on")


class _StateOfTurn(StatePropertyAccessor):
    """Hands the SDK the dialog state that this turn has read."""

    KEY = "dialog-state"

    async def get(self, turn_context: TurnContext, default_value_or_factory: Any = None) -> object:
        return turn_context.turn_state[self.KEY]

    async def set(self, turn_context: TurnContext, value: object) -> None:
        turn_context.turn_state[self.KEY] = value

    async def delete(self, turn_context: TurnContext) -> None:
        turn_context.turn_state[self.KEY] = DialogState()


def state_key(activity: Activity) -> str:
    """Give the key under which a conversation's state is kept."""
    conversation: Any = activity.conversation
    return f"dialogs/{activity.channel_id}/{tenant_of(activity) or '-'}/{conversation.id}"


def fingerprint(dialogs: Sequence[Dialog]) -> str:
    """Give a version that changes with the dialogs' ids and steps: a kept step number means them alone."""
    shape = repr([_shape(dialog) for dialog in dialogs])
    return hashlib.sha256(shape.encode()).hexdigest()[:16]


def _shape(dialog: Any) -> object:
    if isinstance(dialog, WaterfallDialog):
        steps: list[Any] = cast("Any", dialog)._steps  # pyright: ignore[reportPrivateUsage]
        return dialog.id, [step.__qualname__ for step in steps]
    if isinstance(dialog, ComponentDialog):
        inner: Any = cast("Any", dialog)._dialogs  # pyright: ignore[reportPrivateUsage]
        return dialog.id, [_shape(child) for child in inner._dialogs.values()]
    return dialog.id


async def _answer_press(context: TurnContext, text: str) -> None:
    if context.activity.type == "invoke":
        await answer(context, message_body(text))
    else:
        await say(context, text)
