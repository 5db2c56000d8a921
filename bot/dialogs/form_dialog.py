"""Form, preview, confirm: the one conversation behind raising a dispute and every move (DESIGN 13).

Steps in reading order: ask a page, judge what was entered and show what would follow, act on it.
Nothing is recorded or sent before the last step; a refusal leads back to the page that it is about.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from typing import Any, cast

from botbuilder.core import TurnContext
from botbuilder.dialogs import ComponentDialog, DialogTurnResult, WaterfallDialog, WaterfallStepContext

from bot.cards.copies_card import BACK, DONE, copies_card, copies_read_only
from bot.cards.form_card import NEXT, form_card, form_read_only
from bot.cards.outcome_card import outcome_card
from bot.cards.preview_card import (
    ADD_COPY,
    CHANGE,
    CONFIRM,
    LEAVE_OUT,
    may_do,
    message_on,
    preview_card,
    preview_read_only,
)
from bot.cards.refusal import refusal_words
from bot.cards.screen import Json
from bot.copies import copy_fields, with_change, with_copied
from bot.dialogs.card_form import CardForm, asking, say
from bot.dialogs.typed import answer_in
from bot.orders import asking_for, fields_on, page_of
from bot.showing import show
from casework.preview import Preview
from disputes.fields import read_values
from disputes.refusals import Refusal

Moved = Callable[[TurnContext, str], None]
"""Told of every dispute that a turn has changed, so that earlier cards are brought up to date."""

_SAID = {
    CONFIRM: frozenset({"confirm", "yes", "send", "confirm and send", "ok", "okay", "go ahead", "do it"}),
    CHANGE: frozenset({"change", "back", "edit", "no"}),
    ADD_COPY: frozenset({"add a copy", "add copy", "copy", "copy somebody", "copy someone", "copy somebody in"}),
    LEAVE_OUT: frozenset({"leave out a copy", "leave a copy out", "no copy", "remove a copy", "remove copy"}),
}


class FormDialog(ComponentDialog, ABC):
    """A conversation over an order (`bot.orders`): its pages, a preview, and the doing of it."""

    def __init__(self, dialog_id: str, *, new_id: Callable[[], str], today: Callable[[], date], moved: Moved) -> None:
        super().__init__(dialog_id)
        self._today = today
        self.moved = moved
        self.add_dialog(WaterfallDialog("steps", [self.ask, self.judge, self.act]))
        self.add_dialog(
            CardForm(
                "form",
                card=_form,
                frozen=_form_read_only,
                summary="A form to fill in",
                new_id=new_id,
                read=self._typed,
                check=self._check,
            )
        )
        self.add_dialog(
            CardForm(
                "preview",
                card=_preview,
                frozen=_preview_read_only,
                summary="Check before you confirm",
                new_id=new_id,
                read=_typed_decision,
            )
        )
        self.add_dialog(
            CardForm(
                "copies",
                card=_copies,
                frozen=_copies_read_only,
                summary="Who gets a copy",
                new_id=new_id,
                check=self._check_copies,
            )
        )
        self.initial_dialog_id = "steps"

    @abstractmethod
    async def preview(self, order: Json, values: dict[str, str]) -> Preview:
        """What would follow. Raises the refusal that doing it would raise."""

    @abstractmethod
    async def carry_out(self, order: Json, values: dict[str, str]) -> str:
        """Does it, once, and gives the dispute's reference. Raises Refusal with nothing changed."""

    async def ask(self, step: WaterfallStepContext) -> DialogTurnResult:
        """Shows the page that the order is at; a move that asks for nothing goes straight to its preview."""
        order = _order_of(step)
        if order.get("copying"):
            return await step.begin_dialog("copies", asking({"order": order}))
        if not order["pages"]:
            return await step.next({})
        at = order["at"]
        values = {field.name: order["values"].get(field.name, "") for field in fields_on(order, at)}
        return await step.begin_dialog("form", asking({"order": order}, values))

    async def judge(self, step: WaterfallStepContext) -> DialogTurnResult:
        """Goes on to the next page or, after the last, shows what would follow."""
        order = _order_of(step)
        if order.get("copying"):
            said = cast("Json", step.result)
            changed = with_change(order, said) if said["verb"] == DONE else order
            return await self._show_preview(step, {**changed, "copying": None})
        values = {**order["values"], **_page_values(order, cast("Json", step.result or {}))}
        order = cast("Json", {**order, "values": values, "message": None})
        if order["at"] + 1 < len(order["pages"]):
            return await step.replace_dialog("steps", {**order, "at": order["at"] + 1})
        return await self._show_preview(step, order)

    async def _show_preview(self, step: WaterfallStepContext, order: Json) -> DialogTurnResult:
        try:
            preview = await self.preview(order, order["values"])
        except Refusal as refusal:
            return await self._again(step, order, refusal)
        step.values["order"] = with_copied(order, preview)
        card = preview_card(order["title"], preview).card
        data = {"card": card, "title": order["title"], "may": may_do(preview)}
        return await step.begin_dialog("preview", asking(data))

    async def act(self, step: WaterfallStepContext) -> DialogTurnResult:
        """Does it, or goes back to the form."""
        order = cast("Json", step.values["order"])
        verb = cast("Json", step.result)["verb"]
        if verb == CHANGE:
            return await step.replace_dialog("steps", {**order, "at": 0})
        if verb in (ADD_COPY, LEAVE_OUT):
            return await step.replace_dialog("steps", {**order, "copying": verb})
        try:
            preview = await self._preview_again(order)
            done = await self.carry_out(order, order["values"])
        except Refusal as refusal:
            return await self._again(step, order, refusal)
        await self.tell(step.context, order, done, preview)
        return await step.end_dialog()

    async def tell(self, context: TurnContext, order: Json, done: str, preview: Preview | None) -> None:
        """Says what was done, and brings earlier cards up to date."""
        await show(context, outcome_card(order["done"], done, preview))
        self.moved(context, done)

    async def _preview_again(self, order: Json) -> Preview | None:
        """What follows, for the outcome's words; None where it has followed already, before a restart."""
        try:
            return await self.preview(order, order["values"])
        except Refusal:
            # The doing says whether this is a refusal, or the same press once more.
            return None

    async def _again(self, step: WaterfallStepContext, order: Json, refusal: Refusal) -> DialogTurnResult:
        words = refusal_words(refusal)
        if not order["pages"]:
            await say(step.context, words)
            return await step.end_dialog()
        order = asking_for(order, refusal.field)
        return await step.replace_dialog("steps", {**order, "at": page_of(order, refusal.field), "message": words})

    async def _check(self, values: Json, data: Json) -> str | None:
        order = cast("Json", data["order"])
        entered = _page_values(order, values)
        here = fields_on(order, order["at"])
        try:
            read_values(here, entered)
            if order["at"] + 1 == len(order["pages"]):
                await self.preview(order, {**order["values"], **entered})
        except Refusal as refusal:
            elsewhere = refusal.field is not None and refusal.field not in {field.name for field in here}
            return None if elsewhere else refusal_words(refusal)
        return None

    async def _check_copies(self, values: Json, data: Json) -> str | None:
        if values.get("verb") == BACK:
            return None
        order = cast("Json", data["order"])
        try:
            await self.preview(with_change(order, values), order["values"])
        except Refusal as refusal:
            return refusal_words(refusal)
        return None

    def _typed(self, text: str, data: Json) -> Json | None:
        order = cast("Json", data["order"])
        values = answer_in(text, fields_on(order, order["at"]), self._today())
        return None if values is None else {**values, "verb": NEXT}


def _order_of(step: WaterfallStepContext) -> Json:
    return cast("Json", step.options)


def _page_values(order: Json, entered: Json) -> dict[str, str]:
    names = [field.name for field in fields_on(order, order["at"])]
    return {name: str(entered[name]) for name in names if name in entered}


def _form(data: Json, values: Json, message: str | None) -> Json:
    order = cast("Json", data["order"])
    at, of = order["at"], len(order["pages"])
    about = f"Step {at + 1} of {of}. Nothing is sent before you confirm it." if of > 1 else _about(order)
    fields = fields_on(order, at)
    return form_card(order["title"], about, fields, values, message=message or order["message"]).card


def _about(order: Json) -> str:
    about = f"{order['reference']}. " if "reference" in order else ""
    return f"{about}You will see who gets it before anything is sent."


def _form_read_only(data: Json, values: Json) -> Json:
    order = cast("Json", data["order"])
    return form_read_only(order["title"], fields_on(order, order["at"]), values, str(values.get("verb"))).card


def _preview(data: Json, values: Json, message: str | None) -> Json:
    card: dict[str, Any] = data["card"]
    return message_on(card, message) if message else card


def _preview_read_only(data: Json, values: Json) -> Json:
    return preview_read_only(data["title"], str(values.get("verb"))).card


def _copies(data: Json, values: Json, message: str | None) -> Json:
    order = cast("Json", data["order"])
    return copies_card(order["copying"], copy_fields(order), values, message=message).card


def _copies_read_only(data: Json, values: Json) -> Json:
    return copies_read_only(data["order"]["copying"], str(values.get("verb"))).card


def _typed_decision(text: str, data: Json) -> Json | None:
    word = text.strip(" .!").casefold()
    meant = next((verb for verb, words in _SAID.items() if word in words), None)
    return {"verb": meant} if meant in data["may"] else None
