"""Newcastle's dispute, played: raised by a talk on the Monday before Easter, and led up the stages by silence."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from disputes.protocol import Protocol
from protocols.reading import shipped
from tests.disputes.cast import Play

STAGES = ("stage-1", "stage-2", "stage-3", "stage-4", "director", "chief-executive")
OPENED = {
    "stage-2": "2026-04-09",
    "stage-3": "2026-04-17",
    "stage-4": "2026-04-27",
    "director": "2026-05-06",
    "chief-executive": "2026-05-14",
}
"""The first working day after each limit before it: Stage 1's ends on 8 April 2026, the Chief Executive's on 21 May."""

LEFT_UNRESOLVED = "2026-05-22"
"""The day after the Chief Executive's limit."""


@lru_cache
def newcastle() -> Protocol:
    """Newcastle's protocol as it is shipped."""
    return shipped()["newcastle-iro"]


def raised(stage: str = "stage-1", **values: str) -> Play:
    """A dispute about a child that began with a talk on the same day."""
    usual = {"stage": stage, "spoke_on": "2026-03-30"}
    if stage != "stage-1":
        usual["stage_reason"] = "The hearing is in a week."
    given: dict[str, Any] = {**usual, **values}
    return Play(newcastle(), **given)


def up(play: Play, stage: str, **values: str) -> Play:
    """To the next stage, with whatever has to be recorded before it."""
    if stage == "stage-3" and "cssu-informed" not in play.dispute.gates:
        play.does("IRO", "consult", "cssu-informed")
    if stage == "chief-executive" and "director-advice" not in play.dispute.gates:
        play.does("DIRECTOR", "record-advice", "director-advice")
    return play.does("IRO", "escalate", stage, at=None, **{"reasons": "silence", **values})


def at(stage: str) -> Play:
    """Every limit below this stage passed in silence."""
    play = raised()
    for reached in STAGES[1 : STAGES.index(stage) + 1]:
        up(play.on(OPENED[reached]), reached)
    return play
