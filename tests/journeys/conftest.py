"""A practice council for every journey: the whole service over HTTP, real SQLite, real Maildir, a clock to move."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from app.practice import Practice, open_practice
from disputes.working_days import LONDON
from rehearsal.clock import MovableClock

MONDAY = datetime(2026, 3, 30, 10, 0, tzinfo=LONDON)


@pytest.fixture
async def practice(tmp_path: Path) -> AsyncIterator[Practice]:
    async with open_practice(tmp_path, MovableClock(MONDAY)) as opened:
        yield opened


def london(*parts: int) -> datetime:
    """A moment in London: year, month, day, hour, minute."""
    year, month, day, hour, minute = (*parts, 10, 0)[:5] if len(parts) == 3 else (*parts, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)
