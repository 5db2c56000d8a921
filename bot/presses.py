"""Read a button press off an activity, and what its inputs hold against the card that we showed.

A card lies in the presser's hands: only the verb and the inputs are taken from a press. What a button
stands for is looked up in our own card, so an altered press can't say more than a real one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from botbuilder.schema import Activity

Json = dict[str, Any]

RUN, STEP, VERB = "run", "step", "verb"

# The wire's word for a text input's limit where the card sets none of its own.
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a form's button: which form it belongs to, and what the client sent."""

    run: str
    step: str
    verb: str
    data: Json


def press_of(activity: Activity) -> Press | None:
    """Give the press of a form's card, by Execute or by an older client's Submit; None for anything else."""
    value: Any = activity.value
    if not isinstance(value, dict):
        return None
    if activity.type == "invoke" and activity.name == "adaptiveCard/action":
        action = cast("Json", value).get("action")
        if not isinstance(action, dict):
            return None
        verb, data = cast("Json", action).get("verb"), cast("Json", action).get("data")
    elif activity.type == "message" and not activity.text:
        verb, data = cast("Json", value).get(VERB), cast("Json", value)
    else:
        return None
    if not isinstance(data, dict):
        return None
    sent = cast("Json", data)
    run, step = sent.get(RUN), sent.get(STEP)
    if not isinstance(run, str) or not isinstance(step, str):
        return None
    return Press(run, step, verb if isinstance(verb, str) else "", sent)


def stamped(card: Json, run: str, step: str) -> Json:
    """Give a copy of a card whose buttons say which run and step of a dialog they belong to."""

    def stamp(part: Any) -> Any:
        if isinstance(part, list):
            return [stamp(item) for item in cast("list[Any]", part)]
        if not isinstance(part, dict):
            return part
        copy = {key: stamp(item) for key, item in cast("Json", part).items()}
        if copy.get("type") in ("Action.Execute", "Action.Submit"):
            copy["data"] = {**(copy.get("data") or {}), RUN: run, STEP: step}
            if copy["type"] == "Action.Submit" and VERB in copy:
                copy["data"][VERB] = copy[VERB]
        return copy

    return cast("Json", stamp(card))


def button_of(card: Json, press: Press) -> Json | None:
    """Find the button of our own card that was pressed: same verb, and its data as we wrote it."""
    for part in _parts(card):
        if part.get("type") in ("Action.Execute", "Action.Submit") and part.get(VERB) == press.verb:
            ours = cast("Json", part.get("data") or {})
            if all(press.data.get(key) == value for key, value in ours.items()):
                return part
    return None


def inputs_of(card: Json) -> list[Json]:
    """Give a card's inputs in reading order."""
    return [part for part in _parts(card) if str(part.get("type", "")).startswith("Input.")]


def typed_in(card: Json, data: Mapping[str, Any]) -> dict[str, str]:
    """Give what the inputs hold, by id; what isn't text counts as left empty, as does what isn't there."""
    values: dict[str, str] = {}
    for part in inputs_of(card):
        name = str(part["id"])
        value = data.get(name, "")
        values[name] = value.strip() if isinstance(value, str) else ""
    return values


def problem_in(card: Json, values: Mapping[str, Any]) -> str | None:
    """Say in words what is wrong with the first input that isn't as its card asks; None if all are.

    The client checks too, but a press need not come from a client.
    """
    for part in inputs_of(card):
        problem = _problem(part, str(values.get(str(part["id"]), "")))
        if problem is not None:
            return problem
    return None


def _problem(part: Json, value: str) -> str | None:
    label = str(part.get("label") or part.get("title") or part["id"])
    if not value:
        return str(part.get("errorMessage") or f"Fill in “{label}”.") if part.get("isRequired") else None
    kind = part["type"]
    if kind == "Input.Text":
        limit = int(part.get("maxLength") or LONGEST_TEXT)
        if len(value) > limit:
            return f"“{label}” takes at most {limit:,} characters; yours has {len(value):,}."
        if part.get("regex") and not re.search(str(part["regex"]), value):
            return str(part.get("errorMessage") or f"Check “{label}”.")
    if kind == "Input.Date":
        return _date_problem(part, label, value)
    if kind == "Input.ChoiceSet":
        offered = {str(choice["value"]) for choice in cast("list[Json]", part.get("choices") or [])}
        picked = value.split(",") if part.get("isMultiSelect") else [value]
        if not offered.issuperset(picked):
            return f"Choose “{label}” from the list."
    return None


def _date_problem(part: Json, label: str, value: str) -> str | None:
    try:
        # The wire's form only: 2026-04-08, never a week or an ordinal date.
        day = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None
    except ValueError:
        day = None
    if day is None:
        return f"Give “{label}” as a date, such as 2026-04-08."
    earliest, latest = part.get("min"), part.get("max")
    if (earliest and value < str(earliest)) or (latest and value > str(latest)):
        return str(part.get("errorMessage") or f"“{label}” is outside the dates that can be chosen.")
    return None


def _parts(element: Any) -> Iterator[Json]:
    if isinstance(element, list):
        for item in cast("list[Any]", element):
            yield from _parts(item)
    elif isinstance(element, dict):
        part = cast("Json", element)
        yield part
        for key, item in part.items():
            # A button's data is our own business, not a part of the card.
            if key != "data" and isinstance(item, dict | list):
                yield from _parts(item)
