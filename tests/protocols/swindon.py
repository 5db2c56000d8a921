"""Swindon's dispute, played: raised on the Monday before Easter, and led up the levels by silence."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from disputes.protocol import Protocol
from protocols.reading import shipped
from tests.disputes.cast import Play

LEVELS = ("level-1", "level-2", "level-3", "level-4")
OPENED = {"level-1": "2026-04-16", "level-2": "2026-04-24", "level-3": "2026-05-05", "level-4": "2026-05-13"}
"""The first working day after each limit before it: the informal stage's ends on 15 April 2026."""


@lru_cache
def swindon() -> Protocol:
    """Swindon's protocol as it is shipped."""
    return shipped()["swindon-fciro"]


def raised(stage: str = "informal", **values: str) -> Play:
    """A dispute about a carer, with the theme of general issues; above the informal stage with a reason."""
    usual = {"stage": stage, "themes": "general-contact"}
    if stage != "informal":
        usual["stage_reason"] = "The review is in a week."
    given: dict[str, Any] = {**usual, **values}
    return Play(swindon(), **given)


def at(level: str) -> Play:
    """Every limit below this level passed in silence."""
    play = raised()
    for reached in LEVELS[: LEVELS.index(level) + 1]:
        play.on(OPENED[reached]).does("FCIRO", "escalate", reached, reasons="silence")
    return play
