"""The fields that a move asks for, and the reading of what a person entered into plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from disputes.refusals import Refusal
from disputes.working_days import long_date

TEXT_LIMIT = 4000
LINE_LIMIT = 200
NEEDED_THEN = "needed then"
"""For a field whose label says when it is asked."""
YEARS = range(1990, 2100)
"""Years that a date can be meant in; anything else is a slip, and breaks every sum of days."""


class FieldKind(StrEnum):
    """What can be entered. Dates are ISO (2026-04-08), yes or no is "yes" or "no", choices are joined by commas."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: the value that is kept and the words that a person sees."""

    value: str
    title: str


YES_OR_NO = (Choice("yes", "Yes"), Choice("no", "No"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a move asks for: `rule` is the rule that asks, `preset` is what it holds at first.

    `needed` says when one that isn't always required can't be left empty.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    needed: str = ""
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    rule: str | None = None
    preset: str = ""

    @property
    def limit(self) -> int:
        """The longest text that is taken, in characters."""
        return TEXT_LIMIT if self.kind is FieldKind.TEXT else LINE_LIMIT

    @property
    def options(self) -> tuple[Choice, ...]:
        """What there is to choose from."""
        return YES_OR_NO if self.kind is FieldKind.YES_NO else self.choices

    def missing(self) -> Refusal:
        """What is said when it was left empty and can't be."""
        return _refuse(self, "is missing", "Please fill it in.")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was entered, as a person reads it: the question and the answer in words."""

    label: str
    text: str


def facts_of(fields: Sequence[Field], values: Mapping[str, str]) -> tuple[Fact, ...]:
    """What was entered, in words: choices by their titles, dates in full."""
    return tuple(Fact(field.label, _in_words(field, values[field.name])) for field in fields if field.name in values)


def _in_words(field: Field, value: str) -> str:
    if field.kind is FieldKind.DATE:
        return long_date(date.fromisoformat(value))
    titles = {choice.value: choice.title for choice in field.options}
    chosen = value.split(",") if field.kind is FieldKind.CHOICES else [value]
    return "; ".join(titles.get(part, part) for part in chosen)


def read_values(fields: Sequence[Field], entered: Mapping[str, object]) -> dict[str, str]:
    """What was entered, trimmed and checked; names of fields that the move doesn't ask for are refused.

    Raises Refusal that names the field and says what to enter.
    """
    known = {field.name for field in fields}
    strange = next((name for name in entered if name not in known), None)
    if strange is not None:
        raise Refusal("unknown-field", "That form has changed since you opened it.", "Please open it again.")
    values = {field.name: _read(field, entered.get(field.name)) for field in fields}
    return {name: value for name, value in values.items() if value}


def _read(field: Field, entered: object) -> str:
    if entered is None:
        text = ""
    elif isinstance(entered, str):
        text = entered.strip()
    elif isinstance(entered, bool):
        text = "yes" if entered else "no"
    else:
        raise _refuse(field, "can't be read", "Enter it as text.")
    if not text:
        if field.required:
            raise field.missing()
        return ""
    if len(text) > field.limit:
        raise _refuse(
            field,
            f"has {len(text):,} characters",
            f"It can hold {field.limit:,}. Shorten it, or put the rest in a note.",
        )
    return _CHECKS.get(field.kind, _as_is)(field, text)


def _as_is(_field: Field, text: str) -> str:
    return text


def _line(field: Field, text: str) -> str:
    if "\n" in text or "\r" in text:
        raise _refuse(field, "has more than one line", "Keep it to one line.")
    return text


def _date(field: Field, text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _refuse(field, "isn't a date", "Choose it from the calendar, or enter it like 2026-04-08.") from None
    if day.year not in YEARS:
        raise _refuse(field, f"is in the year {day.year}", "Check the year.")
    return day.isoformat()


def _choice(field: Field, text: str) -> str:
    return ",".join(_chosen(field, [text]))


def _choices(field: Field, text: str) -> str:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if field.required and not parts:
        raise field.missing()
    return ",".join(_chosen(field, parts))


def _chosen(field: Field, values: Iterable[str]) -> list[str]:
    allowed = {choice.value for choice in field.options}
    chosen = list(dict.fromkeys(values))
    if not allowed.issuperset(chosen):
        offered = ", ".join(choice.title for choice in field.options)
        raise _refuse(field, "isn't one of the choices", f"Choose from: {offered}.")
    return chosen


_CHECKS = {
    FieldKind.LINE: _line,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.YES_NO: _choice,
}


def _refuse(field: Field, problem: str, next_step: str) -> Refusal:
    rules = (field.rule,) if field.rule else ()
    return Refusal("bad-field", f'"{field.label}" {problem}.', next_step, field=field.name, rules=rules)
