"""An Adaptive Card as lines of text: what a person sees of it, in a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from rehearsal.chats import Json

_ESCAPED = re.compile(r"\\([\\`*_\[\]<>~|#+\-.)])")
_GAP = "  "
_BLOCKS = frozenset({"Container", "ActionSet"})


def card_lines(card: Json, width: int) -> list[str]:
    """A card from top to bottom, no line longer than `width`; blank lines where the card has space."""
    lines: list[str] = []
    before: Json = {}
    for part in [*_parts(card.get("body")), *_action_row(card)]:
        shown = _element(part, width)
        if shown and lines and (_set_off(part) or before.get("type") in _BLOCKS) and lines[-1]:
            lines.append("")
        lines += shown
        before = part
    return lines


def _parts(value: Any) -> list[Json]:
    return [cast("Json", part) for part in cast("list[Any]", value or []) if isinstance(part, dict)]


def _action_row(card: Json) -> list[Json]:
    return [{"type": "ActionSet", "actions": card["actions"]}] if card.get("actions") else []


def _set_off(part: Json) -> bool:
    return part.get("spacing") in ("Medium", "Large") or part.get("separator") is True


def _element(part: Json, width: int) -> list[str]:
    if part.get("isVisible") is False:
        return []
    kind = str(part.get("type"))
    if kind.startswith("Input."):
        return _input(part, width)
    return _KINDS[kind](part, width) if kind in _KINDS else []


def _text(part: Json, width: int) -> list[str]:
    text = _ESCAPED.sub(r"\1", str(part.get("text") or ""))
    if part.get("style") == "heading":
        return [*wrapped(text, width), ""]
    return wrapped(text, width)


def _rich_text(part: Json, width: int) -> list[str]:
    return wrapped("".join(str(run.get("text") or "") for run in _parts(part.get("inlines"))).rstrip(), width)


def _facts(part: Json, width: int) -> list[str]:
    rows = [(_plain(fact.get("title")), _plain(fact.get("value"))) for fact in _parts(part.get("facts"))]
    column = min(max((len(title) for title, _ in rows), default=0), width // 3)
    lines: list[str] = []
    for title, value in rows:
        room = max(10, width - column - len(_GAP))
        left, right = wrapped(title, column), wrapped(value, room)
        height = max(len(left), len(right))
        left, right = ([*side, *[""] * (height - len(side))] for side in (left, right))
        lines += [f"{a:<{column}}{_GAP}{b}".rstrip() for a, b in zip(left, right, strict=True)]
    return lines


def _container(part: Json, width: int) -> list[str]:
    mark = _MARKS.get(str(part.get("style") or ""), "")
    inner = [line for item in _parts(part.get("items")) for line in _element(item, width - len(mark))]
    return [f"{mark}{line}" for line in inner]


def _columns(part: Json, width: int) -> list[str]:
    return [line for column in _parts(part.get("columns")) for line in _container(column, width)]


def _buttons(part: Json, width: int) -> list[str]:
    shown = [f"[ {button.get('title')} ]" for button in _parts(part.get("actions"))]
    return _rows(shown, width)


def _rows(parts: Iterable[str], width: int) -> list[str]:
    rows: list[str] = []
    for part in parts:
        if rows and len(rows[-1]) + len(_GAP) + len(part) <= width:
            rows[-1] += _GAP + part
        else:
            rows.append(part)
    return rows


def _input(part: Json, width: int) -> list[str]:
    label = wrapped(str(part.get("label") or part.get("title") or ""), width)
    value = str(part.get("value") or "")
    if part["type"] == "Input.ChoiceSet":
        return [*label, *_choices(part, value, width)]
    empty = "choose a date" if part["type"] == "Input.Date" else ""
    room = min(40, width - 4)
    lines = wrapped(value, room) if value else [empty]
    return [*label, *(f"| {line:<{room}} |" for line in lines)]


def _choices(part: Json, value: str, width: int) -> list[str]:
    choices = {str(choice.get("value")): str(choice.get("title")) for choice in _parts(part.get("choices"))}
    picked = set(value.split(","))
    if part.get("style") != "expanded":
        shown = next((choices[each] for each in picked if each in choices), str(part.get("placeholder") or "choose"))
        return [f"| {shown} v |"]
    open_, mark, close = ("[", "x", "]") if part.get("isMultiSelect") else ("(", "o", ")")
    return [
        line
        for each, title in choices.items()
        for line in wrapped(f"{open_}{mark if each in picked else ' '}{close} {title}", width)
    ]


def _plain(value: Any) -> str:
    return _ESCAPED.sub(r"\1", str(value or ""))


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """A text in lines of at most `width`; its own line breaks stay, words longer than a line are cut."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += textwrap.wrap(paragraph, max(width, 8), subsequent_indent=indent, break_on_hyphens=False) or [""]
    return lines


_MARKS = {"attention": "! ", "accent": "> ", "warning": "! "}

_KINDS: Mapping[str, Callable[[Json, int], list[str]]] = {
    "TextBlock": _text,
    "RichTextBlock": _rich_text,
    "FactSet": _facts,
    "Container": _container,
    "Column": _container,
    "ColumnSet": _columns,
    "ActionSet": _buttons,
}
