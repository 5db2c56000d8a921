"""Presses of buttons on cards outside dialogs: what each means, judged by the desk, and the card that answers it.

In order: read the press, trusting nothing in it; make the move, or say which dialog begins; answer with the
card as things stand now. Whoever isn't a party learns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bot.cards.buttons import COVER, LIST, MOVE, OPEN, PICK, PICKED, PROOF, RAISE, REFRESH, SHOW, TIMELINE, Place
from bot.cards.caseload_card import NARROW
from bot.cards.refusal import refusal_words
from bot.cards.screen import Json, Screen
from bot.covering import COVER as COVER_DIALOG
from bot.covering import as_asked, cover_order
from bot.live_cards import Said, card_of, check_place
from bot.looking import caseload_screen, proof_screen, timeline_screen
from bot.offers import AT_ONCE
from bot.orders import MOVE as MOVE_DIALOG
from bot.orders import move_order
from bot.raising import raise_or_choose
from casework.desk import Desk
from casework.make_move import Request, make_move
from casework.show_dispute import move_form
from disputes.fields import TEXT_LIMIT
from disputes.refusals import Refusal

UNREADABLE = "I can't read this button any more. Type “my disputes” to see what is open."
SHOWN_BELOW = "You find it below."
STALE = "This was dealt with before, or the dispute has moved on. Here is how it stands now."

_DONE = {
    "acknowledge": "You have acknowledged this.",
    "respond": "Your response is on the record.",
    "confirm-meeting": "You have confirmed the meeting date.",
    "classify-reply": "You have said what the reply means.",
    "answer-request": "You have answered the request.",
    "ask-cover": "Whoever may arrange cover is asked to.",
}
_OURS = (MOVE, OPEN, SHOW, LIST, PICK, RAISE, TIMELINE, REFRESH, COVER, PROOF)
_LEARN_NOTHING = frozenset({"unknown-reference", "unknown-person"})


@dataclass(frozen=True, slots=True)
class Begin:
    """A dialog to begin, and its order."""

    dialog: str
    order: Json


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a press comes to: the card in place of the pressed one, or words; new cards; a dialog; a changed dispute."""

    card: Screen | None = None
    words: str = ""
    sends: tuple[Screen, ...] = ()
    begins: Begin | None = None
    changed: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press as it came: what its data says, inputs included, and what makes it this one press."""

    person: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    key: str = ""

    def text(self, name: str) -> str:
        """A value of the data, if it is text of a reasonable length."""
        value = self.data.get(name)
        return value if isinstance(value, str) and len(value) <= 200 else ""

    def long_text(self, name: str) -> str:
        """A text that was typed into the card."""
        value = self.data.get(name)
        return value.strip()[:TEXT_LIMIT] if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """A value of the data, if it is a whole number."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def place(self) -> Place:
        """The card that was pressed."""
        entry = self.number("entry")
        return Place(self.text("reference"), entry, self.number("notice") if entry is not None else None)


class CardActions:
    """What buttons do. `new_id` gives a new draft's id."""

    def __init__(self, desk: Desk, new_id: Callable[[], str]) -> None:
        self._desk = desk
        self._new_id = new_id

    async def press(self, pressed: Pressed) -> Outcome:
        """Takes one press. A refusal is an outcome, not an error."""
        try:
            match pressed.text("do"):
                case "move" if pressed.text("move") in AT_ONCE:
                    return await self._move(pressed, pressed.text("move"), pressed.text("target"))
                case "move" | "open":
                    return await self._open(pressed, pressed.text("move"), pressed.text("target"))
                case "pick":
                    return await self._pick(pressed)
                case "show":
                    return await self._show(pressed)
                case "refresh":
                    return Outcome(card=await card_of(self._desk, pressed.person, pressed.place))
                case "cover":
                    return await self._cover(pressed)
                case "list":
                    return await self._list(pressed)
                case "timeline":
                    return await self._timeline(pressed)
                case "proof":
                    return await self._proof(pressed)
                case "raise":
                    return await self._raise(pressed)
                case _:
                    return Outcome(words=UNREADABLE)
        except Refusal as refusal:
            return await self._refused(pressed, refusal)

    async def _move(self, pressed: Pressed, move: str, target: str) -> Outcome:
        place = pressed.place
        await check_place(self._desk, pressed.person, place)
        _, fields = await move_form(self._desk, pressed.person, place.reference, move, target)
        entered = {f.name: pressed.data[f.name] for f in fields if f.name in pressed.data}
        request = Request(place.reference, move, target, entered)
        made = await make_move(self._desk, pressed.person, request, key=("press", pressed.key))
        card = await card_of(self._desk, pressed.person, place, Said(done=_DONE[move]))
        return Outcome(card=card, changed=made.reference)

    async def _open(self, pressed: Pressed, move: str, target: str) -> Outcome:
        place = pressed.place
        order = await move_order(self._desk, pressed.person, place.reference, move, target, self._new_id())
        card = await card_of(self._desk, pressed.person, place)
        return Outcome(card=card, begins=Begin(MOVE_DIALOG, order))

    async def _pick(self, pressed: Pressed) -> Outcome:
        move, _, target = pressed.text(PICKED).partition(" ")
        if not move:
            raise Refusal("nothing-picked", "Nothing is chosen.", "Choose what you want to do from the list first.")
        return await self._open(pressed, move, target)

    async def _cover(self, pressed: Pressed) -> Outcome:
        order = await cover_order(self._desk, pressed.person, self._new_id())
        order = await as_asked(self._desk, pressed.person, pressed.place, order)
        card = await card_of(self._desk, pressed.person, pressed.place)
        return Outcome(card=card, begins=Begin(COVER_DIALOG, order))

    async def _show(self, pressed: Pressed) -> Outcome:
        card = await card_of(self._desk, pressed.person, Place(pressed.text("reference")))
        if pressed.data.get("here") is True:
            return Outcome(card=card)
        return Outcome(words=SHOWN_BELOW, sends=(card,))

    async def _list(self, pressed: Pressed) -> Outcome:
        start = pressed.number("start") or 0
        whose, narrow = pressed.text("whose"), pressed.text(NARROW)
        card = await caseload_screen(self._desk, pressed.person, whose, narrow, start)
        return Outcome(card=card) if start or narrow else Outcome(words=SHOWN_BELOW, sends=(card,))

    async def _timeline(self, pressed: Pressed) -> Outcome:
        after = pressed.number("after") or 0
        card = await timeline_screen(self._desk, pressed.person, pressed.text("reference"), after)
        return Outcome(card=card) if after else Outcome(words=SHOWN_BELOW, sends=(card,))

    async def _proof(self, pressed: Pressed) -> Outcome:
        after = max(0, pressed.number("after") or 0)
        card = await proof_screen(self._desk, pressed.person, pressed.text("reference"), after)
        return Outcome(card=card) if after else Outcome(words=SHOWN_BELOW, sends=(card,))

    async def _raise(self, pressed: Pressed) -> Outcome:
        found = await raise_or_choose(
            self._desk,
            pressed.person,
            self._new_id(),
            protocol=pressed.text("protocol"),
            brought_in=pressed.data.get("brought_in") is True,
        )
        if isinstance(found, Screen):
            return Outcome(words=SHOWN_BELOW, sends=(found,))
        return Outcome(words=SHOWN_BELOW, begins=Begin("raise", found))

    async def _refused(self, pressed: Pressed, refusal: Refusal) -> Outcome:
        words = refusal_words(refusal)
        if refusal.name in _LEARN_NOTHING or not pressed.text("reference"):
            return Outcome(words=words)
        stale = refusal.name == "no-longer-open"
        late = Said(done=STALE, unsaved=pressed.long_text("response"))
        said = late if stale else Said(problem=words, values=pressed.data, asks_for=refusal.field)
        try:
            return Outcome(card=await card_of(self._desk, pressed.person, pressed.place, said))
        except Refusal:
            return Outcome(words=words)


def data_of(value: object) -> Mapping[str, Any] | None:
    """The data of a press of one of our buttons, from an invoke's value or an older client's message value."""
    if not isinstance(value, dict):
        return None
    action = cast("Json", value).get("action", cast("Json", value))
    data: object = cast("Json", action).get("data", cast("Json", action)) if isinstance(action, dict) else None
    if not isinstance(data, dict) or cast("Json", data).get("do") not in _OURS:
        return None
    return cast("Json", data)
