"""Whoever changes a record by other means is stopped by the database, or found out by the chain."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.keys import Damaged
from storage.work import SqlStore
from tests.storage.conftest import Open
from tests.storage.sample import a_record, an_entry

FORBIDDEN = [
    "UPDATE entries SET kind = 'resolved' WHERE sequence = 2",
    "UPDATE entries SET recorded_at = happened_at",
    "DELETE FROM entries WHERE sequence = 3",
    "DELETE FROM disputes",
    "UPDATE disputes SET head_sequence = head_sequence - 1",
    "UPDATE disputes SET reference = 'DRP-2026-0777'",
    "UPDATE disputes SET version = '2'",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_database_itself_forbids_it(store: SqlStore, statement: str) -> None:
    reference = await a_record(store)
    async with store.writing() as work:
        with pytest.raises(DBAPIError, match="never"):
            await work.transaction.connection.execute(text(statement))
    async with store.reading() as work:
        assert len(await work.records.load(reference)) == 3


@pytest.mark.parametrize("table", ["entries", "disputes"])
async def test_postgresql_forbids_truncating(postgres_url: str, opened: Open, table: str) -> None:
    store = await opened(postgres_url)
    await a_record(store)
    async with store.writing() as work:
        with pytest.raises(DBAPIError, match="never"):
            await work.transaction.connection.execute(text(f"TRUNCATE {table} CASCADE"))


async def test_sqlite_forbids_replacing(sqlite_store: SqlStore) -> None:
    await a_record(sqlite_store)
    async with sqlite_store.writing() as work:
        with pytest.raises(DBAPIError, match="never"):
            await work.transaction.connection.execute(
                text("INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE sequence = 2")
            )


THE_DISPUTES = """CREATE TEMP TABLE the AS SELECT
    (SELECT id FROM disputes WHERE reference = 'DRP-2026-0001') AS one,
    (SELECT id FROM disputes WHERE reference = 'DRP-2026-0002') AS two"""


def tamper(path: Path, script: str) -> None:
    """Changes the file as somebody would who has it to themselves: without triggers."""
    with sqlite3.connect(path, isolation_level=None) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {trigger}")
        file.execute(THE_DISPUTES)
        file.executescript(script)
    file.close()


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


TAMPERINGS = {
    "text": (
        "UPDATE entries SET sealed = zeroblob(40) WHERE dispute_id = (SELECT one FROM the) AND sequence = 2",
        ["DRP-2026-0001: entry 2 was changed after it was written."],
    ),
    "kind": (
        "UPDATE entries SET kind = 'resolved' WHERE dispute_id = (SELECT one FROM the) AND sequence = 3",
        ["DRP-2026-0001: entry 3 was changed after it was written."],
    ),
    "time": (
        "UPDATE entries SET happened_at = '2026-04-01 09:00:00.000000'"
        " WHERE dispute_id = (SELECT one FROM the) AND sequence = 1",
        ["DRP-2026-0001: entry 1 was changed after it was written."],
    ),
    "removed": (
        "DELETE FROM entries WHERE dispute_id = (SELECT one FROM the) AND sequence = 2",
        ["DRP-2026-0001: entry 2 is missing."],
    ),
    "several removed": (
        "DELETE FROM entries WHERE dispute_id = (SELECT one FROM the) AND sequence IN (2, 3)",
        ["DRP-2026-0001: entries 2 to 3 are missing."],
    ),
    "cut short": (
        "DELETE FROM entries WHERE dispute_id = (SELECT one FROM the) AND sequence = 4",
        ["DRP-2026-0001: entry 4 is missing at the end."],
    ),
    "all removed": (
        "DELETE FROM entries WHERE dispute_id = (SELECT one FROM the)",
        ["DRP-2026-0001: entries 1 to 4 are missing at the end."],
    ),
    "cut short, and the dispute says so": (
        "DELETE FROM entries WHERE dispute_id = (SELECT one FROM the) AND sequence = 4;"
        "UPDATE disputes SET head_sequence = 3 WHERE id = (SELECT one FROM the)",
        ["DRP-2026-0001: the record doesn't end as its dispute says."],
    ),
    "reordered": (
        "UPDATE entries SET sequence = 99 WHERE dispute_id = (SELECT one FROM the) AND sequence = 2;"
        "UPDATE entries SET sequence = 2 WHERE dispute_id = (SELECT one FROM the) AND sequence = 3;"
        "UPDATE entries SET sequence = 3 WHERE dispute_id = (SELECT one FROM the) AND sequence = 99",
        [
            "DRP-2026-0001: entry 2 was changed after it was written.",
            "DRP-2026-0001: entry 3 was changed after it was written.",
            "DRP-2026-0001: entry 4 doesn't follow the one before it.",
        ],
    ),
    "added by other means": (
        "INSERT INTO entries SELECT dispute_id, 5, kind, happened_at, recorded_at, hash, hash, sealed "
        "FROM entries WHERE dispute_id = (SELECT one FROM the) AND sequence = 4",
        ["DRP-2026-0001: entry 5 was added by other means: the record has 4."],
    ),
    "swapped between disputes": (
        "UPDATE entries SET dispute_id = 'aside' WHERE dispute_id = (SELECT one FROM the) AND sequence = 2;"
        "UPDATE entries SET dispute_id = (SELECT one FROM the)"
        " WHERE dispute_id = (SELECT two FROM the) AND sequence = 2;"
        "UPDATE entries SET dispute_id = (SELECT two FROM the) WHERE dispute_id = 'aside'",
        [
            "DRP-2026-0001: entry 2 was changed after it was written.",
            "DRP-2026-0001: entry 3 doesn't follow the one before it.",
            "DRP-2026-0002: entry 2 was changed after it was written.",
            "DRP-2026-0002: entry 3 doesn't follow the one before it.",
        ],
    ),
    "references swapped": (
        "UPDATE disputes SET reference = 'aside' WHERE reference = 'DRP-2026-0001';"
        "UPDATE disputes SET reference = 'DRP-2026-0001' WHERE reference = 'DRP-2026-0002';"
        "UPDATE disputes SET reference = 'DRP-2026-0002' WHERE reference = 'aside'",
        [
            "DRP-2026-0001: entry 1 doesn't follow the one before it.",
            "DRP-2026-0002: entry 1 doesn't follow the one before it.",
        ],
    ),
    "another protocol version": (
        "UPDATE disputes SET version = '2' WHERE reference = 'DRP-2026-0001'",
        ["DRP-2026-0001: entry 1 doesn't follow the one before it."],
    ),
}


@pytest.mark.parametrize("how", TAMPERINGS)
async def test_the_chain_shows_what_was_done(sqlite_store: SqlStore, path: Path, how: str) -> None:
    for _ in range(2):
        await a_record(sqlite_store, length=4)
    script, faults = TAMPERINGS[how]
    tamper(path, script)
    async with sqlite_store.reading() as work:
        assert await work.records.verify() == faults
        mine = [fault for fault in faults if fault.startswith("DRP-2026-0002")]
        assert await work.records.verify("DRP-2026-0002") == mine


async def test_a_forger_who_hashes_again_is_found_at_the_next_link(sqlite_store: SqlStore, path: Path) -> None:
    await a_record(sqlite_store, length=3)
    # Entry 2 becomes a copy of what entry 3 says of itself: a hash that is right for other content.
    tamper(path, "UPDATE entries SET hash = (SELECT hash FROM entries WHERE sequence = 3) WHERE sequence = 2")
    async with sqlite_store.reading() as work:
        assert await work.records.verify() == [
            "DRP-2026-0001: entry 2 was changed after it was written.",
            "DRP-2026-0001: entry 3 doesn't follow the one before it.",
        ]


async def test_entries_without_a_dispute_are_found(sqlite_store: SqlStore, path: Path) -> None:
    await a_record(sqlite_store)
    tamper(path, "DELETE FROM disputes")
    async with sqlite_store.reading() as work:
        (fault,) = await work.records.verify()
    assert fault.startswith("There are entries of dispute ")


async def test_verifying_an_unknown_reference_says_so(sqlite_store: SqlStore) -> None:
    async with sqlite_store.reading() as work:
        assert await work.records.verify("DRP-2026-0999") == ["DRP-2026-0999 is unknown."]


@pytest.mark.parametrize(
    "how", ["text", "removed", "cut short", "all removed", "reordered", "swapped between disputes"]
)
async def test_a_record_that_was_changed_is_not_read_as_if_nothing_were_wrong(
    sqlite_store: SqlStore, path: Path, how: str
) -> None:
    for _ in range(2):
        await a_record(sqlite_store, length=4)
    tamper(path, TAMPERINGS[how][0])
    async with sqlite_store.reading() as work:
        with pytest.raises(Damaged):
            await work.records.load("DRP-2026-0001")


async def test_a_key_that_was_swapped_opens_nothing(sqlite_store: SqlStore, path: Path) -> None:
    for _ in range(2):
        await a_record(sqlite_store)
    tamper(
        path,
        "UPDATE disputes SET key_wrapped = (SELECT key_wrapped FROM disputes WHERE id = (SELECT two FROM the))"
        " WHERE id = (SELECT one FROM the)",
    )
    async with sqlite_store.reading() as work:
        with pytest.raises(Damaged):
            await work.records.load("DRP-2026-0001")
    async with sqlite_store.writing() as work:
        with pytest.raises(Damaged):
            await work.records.append("DRP-2026-0001", an_entry(4))
