"""The form by which an officer adds a copy, or leaves one out, before anything is sent (X6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.buttons import execute
from bot.cards.inputs import inputs_of
from bot.cards.preview_card import ADD_COPY
from bot.cards.screen import Screen, screen
from bot.cards.words import heading, line, problem
from disputes.fields import Field

DONE, BACK = "done", "back"

_ADDING = (
    "Add a copy",
    "Copies come from your protocol. Whoever you add gets this message by e-mail, with your reason; they get no place "
    "in the dispute.",
    "Add the copy",
)
_LEAVING = (
    "Leave out a copy",
    "A copy that your protocol requires can't be left out. One that it only expects can, with a reason that stays on "
    "the record.",
    "Leave it out",
)


def copies_card(
    kind: str, fields: Sequence[Field], values: Mapping[str, object], *, message: str | None = None
) -> Screen:
    """Who and why; nothing is sent from here."""
    title, about, button = _words(kind)
    buttons = [execute(button, DONE, {}, main=True), execute("Back", BACK, {}, reads_inputs=False)]
    body = [problem(message) if message else {}, heading(title), line(about), *inputs_of(fields, values)]
    return screen(title, body, buttons=buttons, banner_first=True)


def copies_read_only(kind: str, verb: str) -> Screen:
    """The same form once it has been used."""
    title, _, _ = _words(kind)
    said = "Noted. See the preview below." if verb == DONE else "Nothing was changed."
    return screen(title, [heading(title), line(said)])


def _words(kind: str) -> tuple[str, str, str]:
    return _ADDING if kind == ADD_COPY else _LEAVING
