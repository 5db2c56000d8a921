"""What a message extension's invokes ask for, read with no trust in their shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from bot.extension.plain_text import plain_text, tidy

FIND, RAISE = "find-dispute", "raise-from-message"
"""The ids of the commands, as the app package names them."""

SEARCH = "search"
"""The name of the one parameter of a search."""

_MOST_RESULTS = 25
_FURTHEST = 10_000
_LONGEST_SEARCH = 200

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """Words to search for, and which page."""

    words: str
    after: int
    most: int


def search_in(value: object) -> Search | None:
    """What is searched for; None where it isn't our command. The first run, before anything is typed, has no words."""
    asked = _object(value)
    if asked.get("commandId") != FIND:
        return None
    parameters: list[object] = asked["parameters"] if isinstance(asked.get("parameters"), list) else []
    words = next((p.get("value") for p in map(_object, parameters) if p.get("name") == SEARCH), "")
    page = _object(asked.get("queryOptions"))
    most = _number(page.get("count"), _MOST_RESULTS)
    return Search(
        words=words.strip()[:_LONGEST_SEARCH] if isinstance(words, str) else "",
        after=min(_number(page.get("skip"), 0), _FURTHEST),
        most=min(max(most, 1), _MOST_RESULTS),
    )


def message_in(value: object) -> str | None:
    """The plain words of the message that a dispute is to be raised from; None where it isn't our command."""
    asked = _object(value)
    if asked.get("commandId") != RAISE:
        return None
    body = _object(_object(asked.get("messagePayload")).get("body"))
    content = body.get("content")
    if not isinstance(content, str):
        return ""
    return tidy(content) if body.get("contentType") == "text" else plain_text(content)


def submitted_in(value: object) -> Mapping[str, str] | None:
    """What the dialog's inputs hold; None where it isn't our command."""
    asked = _object(value)
    if asked.get("commandId") != RAISE:
        return None
    return {name: text for name, text in _object(asked.get("data")).items() if isinstance(text, str)}


def _object(value: object) -> Json:
    return cast("Json", value) if isinstance(value, dict) else {}


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else default
