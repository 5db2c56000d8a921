"""Brings a database up to date, from the source tree and from an installed package alike."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import open_engines

# Any fixed number that nothing else in the database uses.
ONE_AT_A_TIME = 2_026_110_601


async def upgrade(url: str, to: str = "head") -> None:
    """Brings the database at a URL up to date. It happens wholly or not at all, also on SQLite."""
    engines = open_engines(url)
    try:
        await upgrade_engine(engines.writer, to)
    finally:
        await engines.close()


async def upgrade_engine(engine: AsyncEngine, to: str = "head") -> None:
    """Brings the database of an engine up to date, while other replicas that want the same wait."""
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
        await connection.run_sync(_upgrade, to)


def _upgrade(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
