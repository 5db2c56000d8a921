"""Reading SQLite without a thread: nobody in the loop waits for a lock, and nobody is kept from their turn."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import OperationalError

from storage import tables
from storage.local_reads import LocalReader
from storage.work import SqlStore
from tests.storage.conftest import Open
from tests.storage.sample import a_record, an_entry

PATIENCE = 0.2


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


@contextmanager
def all_to_itself(path: Path) -> Generator[sqlite3.Connection]:
    """Another process that has the whole file, so that nobody may even read."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA locking_mode = EXCLUSIVE")
        file.execute("BEGIN EXCLUSIVE")
        yield file


async def test_a_reader_goes_on_while_somebody_writes_for_long(sqlite_store: SqlStore) -> None:
    reference = await a_record(sqlite_store, length=1)
    async with sqlite_store.writing() as work:
        await work.records.append(reference, an_entry(2, reference))
        async with asyncio.timeout(5):
            for _ in range(20):
                async with sqlite_store.reading() as reader:
                    assert len(await reader.records.load(reference)) == 1
        await work.commit()
    async with sqlite_store.reading() as reader:
        assert len(await reader.records.load(reference)) == 2


async def test_what_another_process_wrote_is_read_next(sqlite_store: SqlStore, path: Path) -> None:
    year = select(tables.reference_counters.c.year)
    async with sqlite_store.reading() as work:
        assert (await work.transaction.connection.execute(year)).scalars().all() == []
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("INSERT INTO reference_counters (year, last) VALUES (2026, 7)")
    async with sqlite_store.reading() as work:
        assert (await work.transaction.connection.execute(year)).scalars().all() == [2026]


async def test_a_transaction_sees_the_moment_at_which_it_began(sqlite_store: SqlStore) -> None:
    async with sqlite_store.reading() as reader:
        await a_record(sqlite_store)
        assert await reader.records.references() == []


async def test_a_lock_on_the_whole_file_is_waited_for_without_holding_up_the_loop(path: Path) -> None:
    reader = LocalReader(make_url(f"sqlite:///{path}"), patience=30)

    async def read() -> int:
        connection = await reader.connect()
        await connection.begin()
        count = (await connection.execute(select(func.count()).select_from(tables.disputes))).scalar_one()
        await connection.close()
        return count

    with all_to_itself(path):
        reading = asyncio.create_task(read())
        # The loop goes round while the lock is held: otherwise this would never come to its end.
        for _ in range(5):
            await asyncio.sleep(0.01)
        assert not reading.done()
    async with asyncio.timeout(20):
        assert await reading == 0
    await reader.dispose()


async def test_a_lock_that_stays_is_reported(path: Path) -> None:
    reader = LocalReader(make_url(f"sqlite:///{path}"), patience=PATIENCE)
    with all_to_itself(path):
        connection = await reader.connect()
        with pytest.raises(OperationalError, match="locked"):
            await connection.begin()
        await connection.close()
    await reader.dispose()


async def test_many_may_read_at_once(sqlite_store: SqlStore) -> None:
    reference = await a_record(sqlite_store)
    everybody = asyncio.Barrier(40)

    async def read() -> int:
        async with sqlite_store.reading() as work:
            await everybody.wait()
            return len(await work.records.load(reference))

    async with asyncio.timeout(20):
        assert await asyncio.gather(*(read() for _ in range(40))) == [3] * 40


async def test_whoever_reads_for_long_lets_others_have_their_turn(sqlite_store: SqlStore) -> None:
    turns = 0
    stop = asyncio.Event()

    async def somebody_else() -> None:
        nonlocal turns
        while not stop.is_set():
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(somebody_else())
    async with sqlite_store.reading() as work:
        # No single read here ever has to wait for anything.
        for _ in range(2_000):
            await work.transaction.connection.execute(text("SELECT count(*) FROM sqlite_schema, sqlite_schema AS b"))
            if turns > 3:
                break
    stop.set()
    await other
    assert turns > 3


async def test_a_reading_connection_can_never_write(sqlite_store: SqlStore) -> None:
    async with sqlite_store.reading() as work:
        with pytest.raises(OperationalError, match="readonly"):
            await work.transaction.connection.execute(text("DELETE FROM people"))


async def test_a_closed_store_leaves_no_connection_behind(sqlite_url: str, path: Path, opened: Open) -> None:
    store = await opened(sqlite_url)
    async with store.reading() as work:
        await work.records.references()
    await store.close()
    # The last one to leave takes the log along: nobody has the file open any more.
    assert not path.with_name(f"{path.name}-wal").exists()


async def test_a_failure_inside_gives_the_connection_back(sqlite_store: SqlStore) -> None:
    for _ in range(20):
        with pytest.raises(OperationalError):
            async with sqlite_store.reading() as work:
                await work.transaction.connection.execute(text("SELECT nothing FROM nowhere"))
    # A reader that was left open would keep the log from being emptied.
    reference = await a_record(sqlite_store)
    async with sqlite_store.writing() as work:
        await work.records.erase(reference, an_entry(1).recorded_at)
        await work.commit()
    assert not sqlite_store.traces_left
