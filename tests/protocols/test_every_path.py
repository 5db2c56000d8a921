"""The generic journey through every protocol: the five councils', their small processes, and two that are invented.

`make test` walks the small protocols wholly and looks at the large ones' places by a chance that is always the same;
`make soak` leaves no place out, until there are very many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from disputes.kinds import DutyKind, Trigger
from disputes.protocol import Protocol
from protocols.reading import read_file, shipped
from tests.disputes.cast import reading_as
from tests.protocols.journey import Journey, never_seen

INVENTED = {
    protocol.id: protocol for protocol in map(read_file, sorted((Path(__file__).parent / "invented").glob("*.toml")))
}


def read_otherwise() -> dict[str, Protocol]:
    """Each protocol with each of its other readings that the rules look at: what switches a duty, or a waiting time."""
    found: dict[str, Protocol] = {}
    for protocol in (*shipped().values(), *INVENTED.values()):
        rules = (*protocol.duties, *(duty for stage in protocol.stages for duty in stage.duties))
        matter = {duty.only_if[0] for duty in rules if duty.only_if} | {step.waits_by for step in protocol.outside}
        for reading in sorted(matter - {None}, key=str):
            known = protocol.readings[str(reading)]
            for value in known.choices:
                if value != known.value:
                    found[f"{protocol.id}, {known.id} {value}"] = reading_as(protocol, known.id, value)
    return found


EVERY = {**shipped(), **INVENTED, **read_otherwise()}

ENOUGH = 300
"""Places that are looked at by chance in every run."""

MOST = 10_000
"""Places that are looked at in `make soak`; the small protocols have fewer."""

FEWEST: Mapping[str, tuple[int, int, int]] = {
    "bradford-concern": (10, 33, 140),
    "bradford-firo": (220, 90, 750),
    "bradford-preparation": (3, 9, 26),
    "brighton-hove-chairing": (8, 22, 70),
    "brighton-hove-iro": (1030, 200, 850),
    "brighton-hove-recognition": (3, 8, 26),
    "cpru-checks": (3, 8, 25),
    "cpru-cla": (610, 120, 1290),
    "newcastle-iro": (710, 150, 1390),
    "swindon-fciro": (80, 80, 800),
    "harrowdale-panel": (910, 100, 710),
    "wexmoor-reviewing": (110, 160, 1380),
    "bradford-firo, BA1 waiting": (210, 90, 750),
    "bradford-firo, BA1-notice within-3-days-of-meeting": (240, 90, 740),
    "harrowdale-panel, PR1 filed": (960, 100, 750),
}
"""Places, moves and refusals that a walk has to see at least: a fifth fewer than it does, so that a shrunken
walk is noticed."""


@pytest.mark.parametrize("name", EVERY)
def test_every_path_holds_what_the_rules_promise(name: str, record_property: Callable[[str, object], None]) -> None:
    walked = Journey(EVERY[name], most=ENOUGH).walk()
    record_property("walked", str(walked))
    assert not never_seen(EVERY[name], walked), "dead in the file"
    places, moves, refusals = FEWEST[name]
    assert (len(walked.places) >= places, len(walked.edges) >= moves, walked.refusals >= refusals) == (True,) * 3, (
        walked
    )


@pytest.mark.soak
@pytest.mark.parametrize("name", EVERY)
def test_every_path_without_leaving_any_out(name: str) -> None:
    walked = Journey(EVERY[name], most=MOST).walk()
    assert not never_seen(EVERY[name], walked), "dead in the file"
    assert walked.whole or len(walked.places) >= MOST, walked


def test_the_invented_protocols_have_what_no_council_has_yet() -> None:
    panel, ten = INVENTED["harrowdale-panel"], INVENTED["wexmoor-reviewing"]
    assert len(ten.stages) == 10
    limits = [duty.limit for stage in ten.stages for duty in stage.duties if duty.clock and duty.limit]
    assert {str(limit) for limit in limits} == {"3 working days"}
    together = panel.stage("panel").clock
    assert together
    assert together.together
    assert len(together.owners) == 3
    assert "outside agency" in panel.title_of(panel.stage("agency").to[0].role)
    assert all("mediated" in stage.gates for stage in ten.stages[2:]), "the pre-formal step can't be gone round"


TEN = INVENTED["wexmoor-reviewing"]
STUCK = replace(TEN.stage("step-3").duties[0], id="stuck", kind=DutyKind.ACT_ON_INTENT, clock=False)
LATE = TEN.gates["mediated"]
BROKEN: Mapping[str, tuple[Protocol, str]] = {
    "a gate that nobody can open in time": (
        replace(TEN, bypass_gate="late", gates={**TEN.gates, "late": replace(LATE, id="late", from_stage="step-9")}),
        "nobody is offered it",
    ),
    "a duty that nobody can be rid of": (replace(TEN, duties=(STUCK,)), "can't be rid of dispute/stuck"),
    "a rule without words": (
        replace(TEN, rules={**TEN.rules, "K5": replace(TEN.rules["K5"], quote="")}),
        "K5 has no words to show",
    ),
    "a duty that never begins": (
        replace(TEN, duties=(replace(STUCK, kind=DutyKind.TASK, starts=Trigger.PLAN_CHANGED),)),
        "begun dispute/stuck",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_journey_notices(name: str) -> None:
    broken, said = BROKEN[name]
    with pytest.raises(AssertionError, match=said):
        assert not never_seen(broken, Journey(broken, most=50).walk())
