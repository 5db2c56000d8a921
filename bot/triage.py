"""Mail that waits to be filed, in chat: the list for administrators and officers, and one press to file one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from botbuilder.core import TurnContext

from bot.answers import answer, card_body, message_body
from bot.cards.refusal import refusal_words
from bot.cards.screen import Json, Screen
from bot.cards.triage_card import ASIDE, FILE, TRIAGE, triage_card
from bot.dialogs.card_form import say
from bot.phrases import understand
from bot.showing import show
from casework.desk import Desk
from casework.file_by_hand import file_by_hand, set_aside
from casework.triage import list_triage
from disputes.fields import TEXT_LIMIT
from disputes.refusals import Refusal
from disputes.working_days import london_date

PHRASES = frozenset(
    {
        "triage",
        "mail",
        "mail triage",
        "mail to file",
        "e-mail to file",
        "email to file",
        "mails to file",
        "unfiled mail",
    }
)
SET_ASIDE = "It is set aside, with your reason."
_LONGEST = 200

Moved = Callable[[TurnContext, str], None]


@dataclass(frozen=True, slots=True)
class TriagePress:
    """What a press of the card means: `mail` is a mail's id, `entered` what the card's inputs hold."""

    do: str
    mail: str = ""
    reference: str = ""
    input: str = ""
    start: int = 0
    entered: Mapping[str, str] = field(default_factory=dict[str, str])


class Triage:
    """Shows what waits to whoever may file it. `moved` is called when a dispute has changed."""

    def __init__(self, desk: Desk, moved: Moved) -> None:
        self._desk = desk
        self._moved = moved

    @staticmethod
    def is_asked_for(text: str) -> bool:
        """Whether somebody typed one of the words for the list."""
        return " ".join(text.strip(" .!?").casefold().split()) in PHRASES

    async def show(self, context: TurnContext, person_id: str) -> None:
        """Sends the list, or says who it is for."""
        try:
            await show(context, triage_card(await list_triage(self._desk, person_id)))
        except Refusal as refusal:
            await say(context, refusal_words(refusal))

    async def press(self, context: TurnContext, person_id: str, press: TriagePress) -> None:
        """Takes one press and answers it with the list as it is now; what can't be done is said on top of it."""
        activity: Any = context.activity
        key = ("press", f"{activity.conversation.id}|{activity.id}")
        try:
            shown = await self._pressed(context, person_id, press, key)
        except Refusal as refusal:
            await _words(context, refusal_words(refusal))
            return
        if context.activity.type == "invoke":
            await answer(context, card_body(shown.card))
        else:
            await show(context, shown)

    async def _pressed(self, context: TurnContext, person_id: str, press: TriagePress, key: tuple[str, str]) -> Screen:
        message = said = None
        try:
            if press.do == FILE:
                said = await self._file(context, person_id, press, key)
            elif press.do == ASIDE:
                await set_aside(self._desk, person_id, press.mail, press.entered.get(press.input, ""), key=key)
                said = SET_ASIDE
        except Refusal as refusal:
            message = refusal_words(refusal)
        waiting = await list_triage(self._desk, person_id)
        values = press.entered if message else None
        return triage_card(waiting, start=press.start, values=values, message=message, said=said)

    async def _file(self, context: TurnContext, person_id: str, press: TriagePress, key: tuple[str, str]) -> str:
        reference = press.reference or self._typed(press.entered.get(press.input, ""))
        placed = await file_by_hand(self._desk, person_id, press.mail, reference, key=key)
        self._moved(context, placed.reference)
        return f"It is filed to {placed.reference}; whoever raised it is asked what it means."

    def _typed(self, text: str) -> str:
        """The reference that somebody typed, in any spelling."""
        about = understand(f"status {text}").about if text.strip() else None
        if about is None:
            raise Refusal(
                "which-dispute", "I need the dispute's number.", "Type for example DRP-2026-0042, or just 42."
            )
        return about.reference(about.year or london_date(self._desk.clock()).year)


def triage_press(value: object) -> TriagePress | None:
    """What a press of the card means; None for any other activity's value. Nothing in it is trusted."""
    if not isinstance(value, dict):
        return None
    action: object = cast("Json", value).get("action", cast("Json", value))
    data: object = cast("Json", action).get("data", cast("Json", action)) if isinstance(action, dict) else None
    sent: dict[str, Any] = cast("Json", data) if isinstance(data, dict) else {}
    if sent.get("do") not in (TRIAGE, FILE, ASIDE):
        return None
    start = sent.get("start")
    return TriagePress(
        do=str(sent["do"]),
        mail=_text(sent, "mail"),
        reference=_text(sent, "reference"),
        input=_text(sent, "input"),
        start=start if isinstance(start, int) and not isinstance(start, bool) and start >= 0 else 0,
        entered={
            name: value[: TEXT_LIMIT + 1]
            for name, value in sent.items()
            if name.startswith(("where-", "why-")) and isinstance(value, str)
        },
    )


def _text(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) and len(value) <= _LONGEST else ""


async def _words(context: TurnContext, text: str) -> None:
    if context.activity.type == "invoke":
        await answer(context, message_body(text))
    else:
        await say(context, text)
