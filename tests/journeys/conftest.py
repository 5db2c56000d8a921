"""A practice council for every journey: the whole service over HTTP, real SQLite, real Maildir, a clock to move."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.practice import Practice, open_practice
from rehearsal.clock import MovableClock
from tests.journeys.bradford import PROTOCOL, london

MONDAY = london(3, 30)


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Practice]:
    async with open_practice(tmp_path, MovableClock(MONDAY), runs=(PROTOCOL,)) as opened:
        yield opened
