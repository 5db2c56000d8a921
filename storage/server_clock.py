"""The database server's clock, where the database has a server."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from storage.work import SqlStore


async def server_now(store: SqlStore) -> datetime | None:
    """The server's present moment; None for SQLite, which has no clock but this machine's."""
    async with store.reading() as work:
        if work.transaction.is_sqlite:
            return None
        return (await work.transaction.connection.execute(select(func.clock_timestamp()))).scalar_one()
