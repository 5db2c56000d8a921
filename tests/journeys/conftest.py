"""A practice council for every journey: the whole service over HTTP, real SQLite, real Maildir, a clock to move."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.practice import Practice, open_practice
from protocols.reading import shipped
from rehearsal.clock import MovableClock
from rehearsal.staffing import Size, staffed
from tests.journeys.bradford import PROTOCOL, london
from tests.journeys.wire import Wire

MONDAY = london(3, 30)


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Practice]:
    async with open_practice(tmp_path, MovableClock(MONDAY), runs=(PROTOCOL,)) as opened:
        yield opened


@pytest.fixture
async def wire(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Wire]:
    """The council of the protocol that the test names, with the small processes beside it and every post filled."""
    protocol = shipped()[request.param]
    processes = [other for other in shipped().values() if other.process and other.council == protocol.council]
    runs = (protocol.id, *(process.id for process in processes))
    staff = staffed(protocol, Size.COUNTY, processes)
    async with open_practice(tmp_path, MovableClock(MONDAY), staff=staff, runs=runs) as opened:
        yield Wire(opened)
