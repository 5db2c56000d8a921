"""The database server's clock: PostgreSQL has one, SQLite doesn't."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.server_clock import server_now
from storage.work import SqlStore


async def test_a_server_tells_its_moment(store: SqlStore, url: str) -> None:
    before = datetime.now(UTC)
    there = await server_now(store)
    if url.startswith("sqlite"):
        assert there is None
    else:
        assert there is not None
        assert abs(there - before) < timedelta(hours=1)
