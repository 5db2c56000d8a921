"""Every guided scenario on every protocol and in both councils, each step done through the real chat and mail."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from protocols.reading import shipped
from rehearsal.hall import Choice
from rehearsal.scenarios import SCENARIOS, scenarios_of
from rehearsal.staffing import Size, staffed

_TELLING = ("silence", "risk", "away")
PROTOCOLS = [protocol for protocol in shipped().values() if not protocol.process]


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.id)
def test_every_story_can_be_told_on_every_ladder(protocol: Any) -> None:
    assert [each.id for each in scenarios_of(protocol)] == [each.id for each in SCENARIOS]


@pytest.mark.parametrize("size", list(Size))
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.id)
def test_every_role_has_somebody(protocol: Any, size: Size) -> None:
    council = staffed(protocol, size)
    held = [role for person in council.everyone for role in person.roles]
    assert set(protocol.roles) <= set(held)
    assert held.count(protocol.officer) == 2
    assert len({person.email for person in council.everyone}) == len(council.everyone)


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.id)
async def test_every_story_comes_to_its_end(visit: Callable[..., Any], protocol: Any) -> None:
    # What differs between the ladders is in these three; the others take the same steps.
    told = SCENARIOS if protocol.id == "bradford-firo" else [each for each in SCENARIOS if each.id in _TELLING]
    for number, scenario in enumerate(told):
        size = list(Size)[number % 2]
        async with visit(Choice(protocol=protocol.id, size=size, scenario=scenario.id)) as visitor:
            guide = (await visitor.get("/room"))["guide"]
            assert guide["title"] == scenario.title
            for _ in range(guide["of"]):
                await visitor.done("/guide")
            assert (await visitor.get("/room"))["guide"]["tell"] is None
            (case,) = await visitor.get("/cases")
            shown = json.dumps(await visitor.get(f"/cases/{case['reference']}"))
            expected = {
                "silence": "Escalated",
                "risk": "skipped",
                "wrong": "Responded",
                "acknowledged": "Escalated",
                "away": "Auto reply filed",
            }
            assert expected[scenario.id] in shown
