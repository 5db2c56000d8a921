"""A council whose people use Microsoft's own test client: the practice service with its timer running, on loopback."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from app.practice import Practice, open_practice
from rehearsal import council
from rehearsal.clock import MovableClock
from tests.browser.driver import Browser
from tests.journeys.bradford import PROTOCOL, london
from tests.playground.client import PROGRAM, Client, open_client
from tests.playground.tap import Tap, open_tap

RequireOrSkip = Callable[..., Path]


@dataclass(frozen=True, slots=True)
class Office:
    """The service, what passes on the line to it, and the three who have opened Teams."""

    practice: Practice
    tap: Tap
    officer: Client
    manager: Client
    service_manager: Client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(
    browser: Browser, require_or_skip: RequireOrSkip, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    """One council for all the tests of a module; each raises disputes of its own."""
    node = require_or_skip("node")
    if not PROGRAM.is_file():
        missing = "needs Microsoft's test client: run `make playground`"
        pytest.fail(missing) if os.environ.get("DRP_REQUIRE_ALL") == "1" else pytest.skip(missing)
    folder = tmp_path_factory.mktemp("playground")
    clock = MovableClock(london(3, 30))
    async with AsyncExitStack() as stack:
        practice = await stack.enter_async_context(open_practice(folder / "service", clock, runs=(PROTOCOL,)))
        await practice.service.rounds.start()
        stack.push_async_callback(practice.service.rounds.stop)
        tap = await stack.enter_async_context(open_tap(f"{practice.url}/api/messages"))

        async def teams_of(person: council.SamplePerson) -> Client:
            own = folder / person.email
            own.mkdir()
            opening = open_client(person, node=node, browser=browser, tap=tap, folder=own, now=clock())
            return await stack.enter_async_context(opening)

        opened = await asyncio.gather(teams_of(council.FIRO), teams_of(council.TM), teams_of(council.FSM))
        yield Office(practice, tap, *opened)
