"""Ask one question by a card, inside a waterfall: take its press or typed words, end with plain values.

The SDK's prompts and waterfalls pay no heed to anything but a message, so a step begins this dialog and the
waterfall goes on when it ends.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from botbuilder.core import MessageFactory, TurnContext
from botbuilder.dialogs import (
    Dialog,
    DialogContext,
    DialogInstance,
    DialogReason,
    DialogTurnResult,
)

from bot.activities import card_message
from bot.answers import answer, card_body
from bot.held import when_sent
from bot.presses import RUN, STEP, VERB, Json, Press, button_of, press_of, problem_in, stamped, typed_in

CANCEL = "cancel"
CANCELLED = "card-form-cancelled"

NOT_AN_ANSWER = "I couldn't take that as an answer. Fill in the card and press its button, or type “cancel” to stop."

Card = Callable[[Json, Json, str | None], Json]
"""(data, values, message) -> the card, with these values in its inputs and the message on top, if any."""

Frozen = Callable[[Json, Json], Json]
"""(data, values) -> the same card to read only. `values["verb"]` says which button was pressed, or `cancel`."""

Read = Callable[[str, Json], Json | None]
"""(typed text, data) -> values with their verb, or None where the text is no answer."""

Check = Callable[[Json, Json], Awaitable[str | None]]
"""(values, data) -> why they can't be taken, in words for the person, or None."""


def asking(data: Json | None = None, values: Json | None = None) -> Json:
    """Make the options with which a step begins a CardForm: plain data for its card, values to begin with."""
    return {"data": data or {}, "values": values or {}}


class CardForm(Dialog):
    """One card as a question. Ends with the inputs' values by id, the pressed button's data, and `verb`.

    `summary` is what a notification shows. A button with the verb `cancel` stops the whole conversation.
    The state is plain values, so a form survives a restart; the card is made anew from its data.
    """

    def __init__(
        self,
        dialog_id: str,
        *,
        card: Card,
        frozen: Frozen,
        summary: str,
        new_id: Callable[[], str],
        read: Read | None = None,
        check: Check | None = None,
    ) -> None:
        super().__init__(dialog_id)
        self._card = card
        self._frozen = frozen
        self._summary = summary
        self._new_id = new_id
        self._read = read
        self._check = check

    async def begin_dialog(self, dialog_context: DialogContext, options: object = None) -> DialogTurnResult:
        """Show the card. `options` is what `asking` makes."""
        given = cast("Json", options or asking())
        state = _state(dialog_context)
        state.update(run=self._new_id(), data=given["data"], values=given["values"], shown=[])
        await self._show(dialog_context.context, state, None)
        return Dialog.end_of_turn

    async def continue_dialog(self, dialog_context: DialogContext) -> DialogTurnResult:
        """Take a press or typed words; anything else leaves the form waiting."""
        context, state = dialog_context.context, _state(dialog_context)
        press = press_of(context.activity)
        if press is not None:
            return await self._pressed(dialog_context, state, press)
        text = (context.activity.text or "").strip()
        if context.activity.type != "message" or not text:
            return Dialog.end_of_turn
        values = self._read(text, state["data"]) if self._read is not None else None
        if values is None:
            await self._show(context, state, NOT_AN_ANSWER)
            return Dialog.end_of_turn
        return await self._take(dialog_context, state, {**state["values"], **values})

    async def resume_dialog(
        self, dialog_context: DialogContext, reason: DialogReason, result: object
    ) -> DialogTurnResult:
        """Show the card again after another dialog has come between."""
        await self._show(dialog_context.context, _state(dialog_context), None)
        return Dialog.end_of_turn

    async def reprompt_dialog(self, context: TurnContext, instance: DialogInstance) -> None:
        """Show the card again."""
        await self._show(context, cast("Json", instance.state), None)

    async def end_dialog(self, context: TurnContext, instance: DialogInstance, reason: DialogReason) -> None:
        """Leave no live buttons behind when the conversation is cancelled."""
        if reason == DialogReason.CancelCalled:
            state = cast("Json", instance.state)
            await self._freeze(context, state, {**state["values"], VERB: CANCEL})

    async def _pressed(self, dialog_context: DialogContext, state: Json, press: Press) -> DialogTurnResult:
        context = dialog_context.context
        card = self._current(state, None)
        button = button_of(card, press) if (press.run, press.step) == (state["run"], self.id) else None
        if button is None:
            # Another run, another step, or a button that we never showed: nothing changes.
            await self._answer_or_show(context, state, None)
            return Dialog.end_of_turn
        typed = {} if button.get("associatedInputs") == "none" else typed_in(card, press.data)
        values = {**state["values"], **_own_data(button), **typed, VERB: press.verb}
        if press.verb == CANCEL:
            await self._answer_frozen(context, state, values)
            context.turn_state[CANCELLED] = True
            return Dialog.end_of_turn
        if typed:
            problem = problem_in(card, values)
            if problem is not None:
                await self._refuse(context, state, values, problem)
                return Dialog.end_of_turn
        return await self._take(dialog_context, state, values)

    async def _take(self, dialog_context: DialogContext, state: Json, values: Json) -> DialogTurnResult:
        context = dialog_context.context
        problem = await self._check(values, state["data"]) if self._check is not None else None
        if problem is not None:
            await self._refuse(context, state, values, problem)
            return Dialog.end_of_turn
        await self._answer_frozen(context, state, values)
        return await dialog_context.end_dialog(values)

    async def _refuse(self, context: TurnContext, state: Json, values: Json, problem: str) -> None:
        state["values"] = {key: value for key, value in values.items() if key != VERB}
        await self._answer_or_show(context, state, problem)

    async def _answer_or_show(self, context: TurnContext, state: Json, message: str | None) -> None:
        if context.activity.type == "invoke":
            _remember(state, context.activity.reply_to_id)
            await answer(context, card_body(self._current(state, message)))
        else:
            await self._show(context, state, message)

    async def _answer_frozen(self, context: TurnContext, state: Json, values: Json) -> None:
        if context.activity.type == "invoke":
            pressed = context.activity.reply_to_id
            state["shown"] = [shown for shown in state["shown"] if shown != pressed]
            await answer(context, card_body(self._frozen(state["data"], values)))
        await self._freeze(context, state, values)

    async def _freeze(self, context: TurnContext, state: Json, values: Json) -> None:
        """Replace every copy of the card that is still in the chat by one to read only."""
        shown, state["shown"] = cast("list[str]", state["shown"]), []
        for message_id in shown:
            update = card_message(self._frozen(state["data"], values), summary=self._summary)
            update.id = message_id
            await context.update_activity(update)

    async def _show(self, context: TurnContext, state: Json, message: str | None) -> None:
        card = self._current(state, message)
        response = await context.send_activity(card_message(card, summary=self._summary))
        if response is not None:
            when_sent(context, response, lambda message_id: _remember(state, message_id))

    def _current(self, state: Json, message: str | None) -> Json:
        return stamped(self._card(state["data"], state["values"], message), state["run"], self.id)


def _state(dialog_context: DialogContext) -> Json:
    instance = cast("DialogInstance", dialog_context.active_dialog)
    return cast("Json", instance.state)


def _remember(state: Json, message_id: str | None) -> None:
    shown = cast("list[str]", state["shown"])
    if message_id and message_id not in shown:
        shown.append(message_id)


def _own_data(button: Json) -> Json:
    data = cast("Json", button.get("data") or {})
    return {key: value for key, value in data.items() if key not in (RUN, STEP, VERB)}


async def say(context: TurnContext, text: str) -> None:
    """Send plain words: nothing in them is read as Markdown."""
    message = MessageFactory.text(text)
    message.text_format = "plain"
    await context.send_activity(message)
