"""A whole Adaptive Card and the words of its notification: what every card of ours has in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

LARGEST_CARD = 80 * 1024
"""Teams takes 100 KB; we stay well below it, in bytes as sent."""

SAFEGUARDING = (
    "Is a child at immediate risk of harm? Report it to safeguarding now. This assistant is not the safeguarding route."
)


@dataclass(frozen=True, slots=True)
class Screen:
    """A card, and the summary that a notification shows: never anything that a person typed."""

    card: Json
    summary: str


def screen(
    summary: str,
    body: Sequence[Json],
    *,
    buttons: Sequence[Json] = (),
    after: Sequence[Json] = (),
    speak: str | None = None,
    banner_first: bool = False,
    refresh: Json | None = None,
) -> Screen:
    """Puts a card together: body, buttons, small print, and the banner of X8 on every one.

    `refresh` is the press by which Teams asks for the reader's own view whenever the card comes into sight. A card that
    shows what was entered and why it can't be taken has none, so that nothing typed is lost.
    """
    banner = [_banner()]
    row = [{"type": "ActionSet", "spacing": "Medium", "actions": list(buttons)}] if buttons else []
    parts = [*(banner if banner_first else ()), *body, *row, *after, *(() if banner_first else banner)]
    card: Json = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "en-GB",
        "fallbackText": f"{summary}. This needs a newer version of Teams; the e-mail about it says the same.",
        "speak": speak or summary,
        "msteams": {"width": "Full"},
        "body": _in_order(parts),
    }
    return Screen({**card, "refresh": {"action": refresh}} if refresh else card, summary)


def _in_order(parts: Iterable[Json]) -> list[Json]:
    return [part for part in parts if part]


def _banner() -> Json:
    return {
        "type": "Container",
        "style": "warning",
        "spacing": "Medium",
        "items": [{"type": "TextBlock", "text": SAFEGUARDING, "wrap": True, "size": "Small", "weight": "Bolder"}],
    }
