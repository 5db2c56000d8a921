"""Inputs on a card, made from the fields that a move declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.cards.screen import Json
from disputes.fields import Field, FieldKind

FEW = 4
"""Up to this many choices are all shown; more go into a drop-down list."""


def inputs_of(fields: Iterable[Field], values: Mapping[str, object] | None = None) -> list[Json]:
    """An input for each field, labelled, with what was entered before."""
    kept = values or {}
    return [_input(field, str(kept.get(field.name) or "")) for field in fields]


def label_of(field: Field) -> str:
    """A field's label with its hint, and when it may be left empty."""
    question = field.label if field.label.endswith(("?", ".")) else f"{field.label}."
    label = f"{question} {field.hint.removesuffix('.')}." if field.hint else field.label
    return label if field.required else f"{label} ({field.needed or 'optional'})"


def _input(field: Field, value: str) -> Json:
    part: Json = {"id": field.name, "label": label_of(field), "spacing": "Medium"}
    if field.required:
        part |= {"isRequired": True, "errorMessage": _missing(field)}
    if value:
        part["value"] = value
    return {**_KINDS[field.kind](field), **part}


def _missing(field: Field) -> str:
    if field.kind is FieldKind.DATE:
        return f"Choose a date for “{field.label}”."
    return f"Choose an answer to “{field.label}”." if field.options else f"Fill in “{field.label}”."


def _line(field: Field) -> Json:
    return {"type": "Input.Text", "maxLength": field.limit}


def _text(field: Field) -> Json:
    return {"type": "Input.Text", "isMultiline": True, "maxLength": field.limit}


def _date(_field: Field) -> Json:
    return {"type": "Input.Date"}


def _choice(field: Field) -> Json:
    style = "expanded" if len(field.options) <= FEW else "compact"
    choices = [{"title": choice.title, "value": choice.value} for choice in field.options]
    return {"type": "Input.ChoiceSet", "style": style, "choices": choices, "wrap": True}


def _choices(field: Field) -> Json:
    return {**_choice(field), "style": "expanded", "isMultiSelect": True}


_KINDS = {
    FieldKind.LINE: _line,
    FieldKind.TEXT: _text,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _choice,
}
