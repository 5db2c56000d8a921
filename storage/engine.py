"""Engines: how connections to SQLite and PostgreSQL are set up, one for writing and one for reading.

On SQLite a writing transaction takes the write lock from its beginning (BEGIN IMMEDIATE) and one connection does all
the writing, so that nothing is lost and nobody fails on a busy database; readers see a snapshot and wait for no one.
The writer waits for the disk and has a thread for that; readers have none (storage.local_reads).
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.local_reads import LocalReader

BUSY_MILLISECONDS = 10_000
READERS = 4
POSTGRES_WRITERS = 8

PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Otherwise INSERT OR REPLACE passes by the trigger that forbids deleting an entry.
    "PRAGMA recursive_triggers = ON",
    # An erased dispute's key must be gone from the file, too.
    "PRAGMA secure_delete = ON",
)


class UnknownDatabase(ValueError):
    """The database URL names a database that the assistant doesn't run on."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The engine that writes and the one that only reads, of one database."""

    writer: AsyncEngine
    reader: AsyncEngine | LocalReader

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite, where there is one writer at a time."""
        return self.writer.dialect.name == "sqlite"

    async def close(self) -> None:
        """Closes every connection."""
        await self.reader.dispose()
        await self.writer.dispose()


def database_url(url: str) -> URL:
    """The URL with the asynchronous driver that we use, whether or not the settings name it."""
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite" if not parsed.database or parsed.database == ":memory:":
            raise UnknownDatabase("An SQLite database needs a file: sqlite:///folder/disputes.db")
        case "sqlite":
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+asyncpg")
        case other:
            raise UnknownDatabase(f"{other} isn't supported: use sqlite:/// or postgresql://")


def open_engines(url: str) -> Engines:
    """Opens engines for `sqlite:///FILE` or `postgresql://...`; nothing is connected before it is needed."""
    parsed = database_url(url)
    return _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgres(parsed)


def _sqlite(url: URL) -> Engines:
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    # The driver must leave transactions alone: its own way of beginning them loses updates.
    arguments: dict[str, Any] = {"isolation_level": None}
    writer = create_async_engine(url, connect_args=arguments, pool_size=1, max_overflow=0, pool_timeout=60)
    _prepare(writer)
    return Engines(writer, LocalReader(url, patience=BUSY_MILLISECONDS / 1000))


def _prepare(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        # Straight to the driver: one hop to its thread instead of three, on every transaction.
        driver: Any = connection.connection.dbapi_connection
        driver.run_async(methodcaller("execute", "BEGIN IMMEDIATE"))


def _postgres(url: URL) -> Engines:
    writer = create_async_engine(url, pool_size=POSTGRES_WRITERS, max_overflow=0, pool_timeout=60, pool_pre_ping=True)
    reader = create_async_engine(
        url,
        pool_size=READERS,
        max_overflow=READERS,
        pool_timeout=60,
        pool_pre_ping=True,
        # As on SQLite: a reading transaction sees one moment throughout.
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    return Engines(writer, reader)
