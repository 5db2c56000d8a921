"""A form: what a move, or one page of raising a dispute, asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.buttons import execute
from bot.cards.inputs import inputs_of
from bot.cards.screen import Screen, screen
from bot.cards.words import entered, heading, line, problem
from disputes.fields import Field, facts_of

NEXT, CANCEL = "next", "cancel"
_A_GLANCE = 4_000


def form_card(
    title: str,
    about: str,
    fields: Sequence[Field],
    values: Mapping[str, object],
    *,
    message: str | None = None,
    next_title: str = "Next",
) -> Screen:
    """Inputs for these fields with what was entered before; nothing is sent from here."""
    buttons = [execute(next_title, NEXT, {}, main=True), execute("Cancel", CANCEL, {}, reads_inputs=False)]
    body = [problem(message) if message else {}, heading(title), line(about), *inputs_of(fields, values)]
    return screen(title, body, buttons=buttons, banner_first=True)


def form_read_only(title: str, fields: Sequence[Field], values: Mapping[str, object], verb: str) -> Screen:
    """The same form once it has been used: what was entered, at a glance."""
    given = {field.name: str(values.get(field.name) or "") for field in fields}
    facts = facts_of(fields, {name: value for name, value in given.items() if value})
    if verb == CANCEL:
        return screen(title, [heading(title), line("Stopped. Nothing was recorded or sent.")])
    return screen(title, [heading(title), line("Filled in."), *entered(facts, room=_A_GLANCE)])
