"""Typed words as the answer to a form that asks one thing only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casework.reply_choice import meeting_date
from disputes.fields import Field, FieldKind


def answer_in(text: str, fields: Sequence[Field], today: date) -> dict[str, str] | None:
    """What the text answers; None where the form asks for more than one thing, or the text isn't an answer."""
    asked = [field for field in fields if field.required] or list(fields)
    if len(asked) != 1:
        return None
    field = asked[0]
    value = _value(text.strip(), field, today)
    return None if value is None else {field.name: value}


def _value(text: str, field: Field, today: date) -> str | None:
    if field.kind is FieldKind.DATE:
        day = meeting_date(text, today)
        return day.isoformat() if day else None
    if field.options:
        wanted = text.casefold().strip(" .")
        found = [c.value for c in field.options if wanted in (c.value.casefold(), c.title.casefold())]
        return found[0] if found else None
    return text
