"""Changes to who gets a copy, on their way through a dialog: what is asked, and what was said, as plain data (X6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from bot.cards.preview_card import ADD_COPY, LEAVE_OUT
from bot.cards.screen import Json
from casework.preview import Preview
from disputes.copies import REASON, AddedCopy, CopyChanges, LeftOut
from disputes.fields import Choice, Field, FieldKind

_WHO = Field(
    name="person", label="Who gets a copy", hint="Their e-mail address or name", kind=FieldKind.LINE, rule="X6"
)


def copy_fields(order: Json) -> tuple[Field, ...]:
    """What is asked of whoever adds a copy or leaves one out."""
    if order["copying"] == ADD_COPY:
        return (_WHO, REASON)
    choices = tuple(Choice(role, title) for role, title in cast("Sequence[Sequence[str]]", order["copied"]))
    which = Field(name="role", label="Whose copy is left out", kind=FieldKind.CHOICE, choices=choices, rule="X6")
    return (which, REASON)


def copies_in(order: Json) -> CopyChanges:
    """What an order says of the copies."""
    kept = cast("Json", order.get("copies") or {})
    return CopyChanges(
        added=tuple(AddedCopy(who, why) for who, why in kept.get(ADD_COPY, ())),
        left_out=tuple(LeftOut(role, why) for role, why in kept.get(LEAVE_OUT, ())),
    )


def with_change(order: Json, values: Json) -> Json:
    """The order with one more change, of the kind that is under way."""
    kind = str(order["copying"])
    kept = cast("Json", order.get("copies") or {})
    who = str(values.get("person" if kind == ADD_COPY else "role") or "")
    change = [who, str(values.get(REASON.name) or "")]
    return {**order, "copies": {**kept, kind: [*kept.get(kind, ()), change]}}


def with_copied(order: Json, preview: Preview) -> Json:
    """The order with the roles that get a copy, for whoever wants to leave one out."""
    copied = [
        [each.role, f"{each.title} ({each.rule.id}: {'required' if each.required else 'expected'})"]
        for each in preview.copied
    ]
    return {**order, "copied": copied}
