"""The CPRU's dispute about a child, played: raised on the Monday before Easter, and led up the stages by silence."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from disputes.protocol import Protocol
from protocols.reading import shipped
from tests.disputes.cast import Play

OPENED = {"stage-1": "2026-04-09", "stage-2": "2026-04-17", "stage-3": "2026-04-27", "stage-4": "2026-05-11"}
"""The first working day after each limit before it; Stage 3 has none, and is given up on 11 May."""
RAISERS = {"stage-1": "IRO", "stage-2": "IRO", "stage-3": "CPRU-SM", "stage-4": "IRO"}


@lru_cache
def cpru() -> Protocol:
    """The CPRU's protocol as it is shipped."""
    return shipped()["cpru-cla"]


def raised(stage: str = "informal", **values: str) -> Play:
    """A dispute about a child; above the informal stage with the discussion and the reason that this needs."""
    usual = {"stage": stage, "subject": "CLA-3301"}
    if stage != "informal":
        usual |= {"stage_reason": "It needs a prompt response.", "consulted": "The CPRU Service Manager agrees."}
    given: dict[str, Any] = {**usual, **values}
    return Play(cpru(), **given)


def at(stage: str) -> Play:
    """Every limit below this stage passed in silence; at Stage 3 nothing was resolved."""
    play = raised()
    for reached, role in RAISERS.items():
        play.on(OPENED[reached]).does(role, "escalate", reached, **_why(play))
        if reached == stage:
            return play
    raise AssertionError(stage)


def after_meeting(ended: str = "16:30") -> Play:
    """The Stage 2 meeting was held on Wednesday 22 April 2026, and is recorded by its chair at once."""
    play = at("stage-2").does("IRO", "arrange-meeting", meeting_on="2026-04-22", purpose="To resolve the concerns.")
    play.on("2026-04-22", ended)
    return play.does("CPRU-SM", "record-meeting", held_on="2026-04-22", ended_at=ended, attended="CPRU-SM,IRO,SM")


def _why(play: Play) -> dict[str, Any]:
    why: dict[str, Any] = {"agreed": "yes"} if play.case.stage.agreement else {}
    return why if play.stage == "stage-3" else {**why, "reasons": "silence"}
