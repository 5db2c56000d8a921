"""Brighton & Hove's dispute, played: negotiated on the Monday before Easter, and led up the levels by silence."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from disputes.protocol import Protocol
from protocols.reading import shipped
from tests.disputes.cast import Play

LEVELS = ("level-1", "level-2", "level-3", "level-4", "level-5")
RAISER = {"level-1": "IRO", "level-2": "IROM", "level-3": "HoSg", "level-4": "HoSg", "level-5": "HoSg"}
OPENED = {
    "level-1": "2026-04-13",
    "level-2": "2026-04-21",
    "level-3": "2026-04-29",
    "level-4": "2026-05-07",
    "level-5": "2026-05-13",
}
"""The first working day after each limit before it: the negotiated date is 10 April 2026."""

LEFT_UNRESOLVED = "2026-05-19"
"""The day after the Chief Executive's limit."""


@lru_cache
def brighton() -> Protocol:
    """Brighton & Hove's issue resolution as it is shipped."""
    return shipped()["brighton-hove-iro"]


@lru_cache
def recognition() -> Protocol:
    """Its practice recognition."""
    return shipped()["brighton-hove-recognition"]


@lru_cache
def chairing() -> Protocol:
    """Its complaints about chairing."""
    return shipped()["brighton-hove-chairing"]


def raised(stage: str = "informal", **values: str) -> Play:
    """A dispute about a child; above the informal stage with a reason, discussed with the IRO Manager."""
    usual = {"stage": stage}
    if stage != "informal":
        usual |= {"stage_reason": "The placement ends on Friday.", "consulted": "The IRO Manager agrees."}
    given: dict[str, Any] = {**usual, **values}
    return Play(brighton(), **given)


def recorded_before(play: Play, level: str) -> Play:
    """Whatever has to be recorded before a level."""
    if level == "level-1":
        play.does("IRO", "consult", "irom-before-level-1")
    if level == "level-2":
        play.does("IRO", "consult", "irom-before-level-2")
    if level == "level-3":
        play.does("IROM", "consult", "hosg-before-level-3")
    if level == "level-5":
        play.does("HoSg", "record-advice", "advice-after-level-4")
        play.does("HoSg", "give-intent", "intent-chief-executive")
    return play


def up(play: Play, level: str, **values: str) -> Play:
    """To the next level, by whoever raises it, with whatever has to be recorded before."""
    return recorded_before(play, level).does(RAISER[level], "escalate", level, at=None, **values)


def at(level: str) -> Play:
    """Every limit below this level passed in silence."""
    play = raised()
    for reached in LEVELS[: LEVELS.index(level) + 1]:
        play.on(OPENED[reached])
        up(play, reached, **({} if reached == "level-1" else {"reasons": "silence"}))
    return play
