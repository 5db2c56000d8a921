"""Buttons on a card: what each says, and the data that leads a press back to its dispute and its card.

A card carries no authority: the data only says what is meant, and the desk judges it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.screen import Json
from disputes.fields import Field

MOVE, OPEN, SHOW, LIST, PICK, RAISE, TIMELINE = "move", "open", "show", "list", "pick", "raise", "timeline"
"""What a press can mean: make a move at once, open its form, show a dispute, a list, one more move, raise, or show a
dispute's timeline."""

REFRESH, COVER, PROOF = "refresh", "cover", "proof"
"""Three more: how does this card stand now, somebody is to stand in for me, and what became of all that was sent."""

PICKED = "picked"
"""The input that holds one of the less frequent moves, as `pick_value` writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A move that a card offers: at once with the inputs that the card shows, or through a form of its own."""

    move: str
    target: str
    label: str
    fields: tuple[Field, ...] = ()
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Which card a button is on: a notice of an entry of a dispute, or the dispute's own card."""

    reference: str
    entry: int | None = None
    notice: int | None = None

    @property
    def data(self) -> Json:
        """As it travels with a press."""
        data: Json = {"reference": self.reference}
        return data if self.entry is None else {**data, "entry": self.entry, "notice": self.notice}


def execute(title: str, verb: str, data: Json, *, main: bool = False, reads_inputs: bool = True) -> Json:
    """A button; only one that reads the inputs is held back while a required one is empty."""
    button: Json = {"type": "Action.Execute", "title": title, "verb": verb, "data": data}
    if main:
        button["style"] = "positive"
    return button if reads_inputs else {**button, "associatedInputs": "none"}


def refresh_by(place: Place) -> Json:
    """The press by which Teams asks how a card stands now, for whoever looks at it."""
    return execute("Show how it stands now", REFRESH, {"do": REFRESH, **place.data}, reads_inputs=False)


def cover_button(place: Place) -> Json:
    """A button that opens the form of cover; it isn't about this dispute alone."""
    return execute("Arrange cover", COVER, {"do": COVER, **place.data}, reads_inputs=False)


def ask_buttons(asks: Sequence[Ask], place: Place) -> list[Json]:
    """A button for each move; the first is the main one."""
    return [_ask(ask, place, main=index == 0) for index, ask in enumerate(asks)]


def button_row(buttons: Sequence[Json]) -> list[Json]:
    """Buttons in the middle of a card, beside what they are about."""
    return [{"type": "ActionSet", "spacing": "Small", "actions": list(buttons)}] if buttons else []


def show_button(reference: str, title: str | None = None) -> Json:
    """A button that shows a dispute as it stands."""
    return execute(title or f"Show {reference}", SHOW, {"do": SHOW, "reference": reference}, reads_inputs=False)


def more_moves(asks: Sequence[Ask], place: Place) -> list[Json]:
    """The less frequent moves: a drop-down list and its button."""
    if not asks:
        return []
    choices = [{"title": ask.label, "value": pick_value(ask.move, ask.target)} for ask in asks]
    chooser: Json = {
        "type": "Input.ChoiceSet",
        "id": PICKED,
        "label": "Something else",
        "style": "compact",
        "choices": choices,
        "placeholder": "Choose what you want to do",
        "spacing": "Medium",
    }
    button = execute("Go to it", PICK, {"do": PICK, **place.data})
    return [chooser, *button_row([button])]


def pick_value(move: str, target: str) -> str:
    """A move and its target as one value of a list."""
    return f"{move} {target}"


def _ask(ask: Ask, place: Place, *, main: bool) -> Json:
    do = MOVE if ask.at_once else OPEN
    data = {"do": do, **place.data, "move": ask.move, "target": ask.target}
    return execute(ask.label, ask.move, data, main=main, reads_inputs=ask.at_once and bool(ask.fields))
