"""What is remembered of the database is never older than the database: records, and who has which rights."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.ports import Appointment, Erased, Person, ReadRecord
from disputes.dispute import fold
from disputes.notices import Holder
from storage.keys import Damaged, new_master_key
from storage.known_records import Head, KnownRecords
from storage.rotation import rotate
from storage.work import SqlStore
from tests.storage.conftest import MASTER_KEY, Open
from tests.storage.sample import NOON, a_record, an_entry
from tests.storage.test_directory import MONDAY, a_person, held, replace_all
from tests.storage.test_tampering import tamper


def a_read() -> ReadRecord:
    return ReadRecord((an_entry(),), fold([an_entry()]))


async def length_of(store: SqlStore, reference: str) -> int:
    async with store.reading() as work:
        return len(await work.records.load(reference))


async def append(store: SqlStore, reference: str, sequence: int) -> None:
    async with store.writing() as work:
        await work.records.append(reference, an_entry(sequence, reference))
        await work.commit()


async def erase(store: SqlStore, reference: str) -> None:
    async with store.writing() as work:
        await work.records.erase(reference, NOON)
        await work.commit()


async def test_what_this_process_appends_is_read_next(store: SqlStore) -> None:
    reference = await a_record(store, length=2)
    assert await length_of(store, reference) == 2
    await append(store, reference, 3)
    assert await length_of(store, reference) == 3


async def test_what_another_process_appends_is_read_next(url: str, opened: Open) -> None:
    here, there = await opened(url), await opened(url)
    reference = await a_record(here, length=2)
    assert await length_of(here, reference) == 2
    await append(there, reference, 3)
    assert await length_of(here, reference) == 3


async def test_what_a_transaction_appends_and_undoes_is_never_read(store: SqlStore) -> None:
    reference = await a_record(store, length=2)
    async with store.writing() as work:
        await work.records.append(reference, an_entry(3, reference, words="undone"))
        assert len(await work.records.load(reference)) == 3
    assert await length_of(store, reference) == 2
    async with store.writing() as work:
        await work.records.append(reference, an_entry(3, reference, words="kept"))
        await work.commit()
    async with store.reading() as work:
        assert (await work.records.load(reference))[2].values["concern"] == "kept"


async def test_a_reader_that_began_earlier_takes_nothing_newer_from_memory(store: SqlStore) -> None:
    reference = await a_record(store, length=2)
    async with store.reading() as earlier:
        assert await earlier.records.references() == [reference]
        await append(store, reference, 3)
        assert await length_of(store, reference) == 3
        assert len(await earlier.records.load(reference)) == 2
    assert await length_of(store, reference) == 3


@pytest.mark.parametrize("by", ["this process", "another process"])
async def test_an_erased_record_is_not_remembered(url: str, opened: Open, by: str) -> None:
    here, there = await opened(url), await opened(url)
    reference = await a_record(here)
    assert await length_of(here, reference) == 3
    await erase(here if by == "this process" else there, reference)
    async with here.reading() as work:
        with pytest.raises(Erased):
            await work.records.load(reference)


async def test_an_erased_record_leaves_memory_at_once(store: SqlStore) -> None:
    reference = await a_record(store)
    assert await length_of(store, reference) == 3
    assert len(store.known_records) == 1
    await erase(store, reference)
    assert len(store.known_records) == 0


async def test_a_reader_that_began_before_an_erasure_does_not_bring_it_back(store: SqlStore) -> None:
    reference = await a_record(store)
    async with store.reading() as earlier:
        assert await earlier.records.references() == [reference]
        await erase(store, reference)
        assert len(await earlier.records.load(reference)) == 3
    assert len(store.known_records) == 0


async def test_a_changed_list_changes_nobody_elses(store: SqlStore) -> None:
    reference = await a_record(store)
    async with store.reading() as work:
        (await work.records.load(reference)).clear()
        assert len(await work.records.load(reference)) == 3


async def test_whoever_writes_has_a_state_of_their_own(store: SqlStore) -> None:
    reference = await a_record(store)
    async with store.reading() as work:
        read = await work.records.state(reference)
    async with store.writing() as work:
        mine = await work.records.state(reference)
        assert read
        assert mine
        assert (list(mine.entries), mine.dispute) == (list(read.entries), read.dispute)
        await work.records.append(reference, an_entry(4, reference))
        mine.dispute.apply(an_entry(4, reference))
        async with store.reading() as other:
            seen = await other.records.state(reference)
    assert seen
    assert seen.dispute.length == len(seen.entries) == 3


async def test_an_unknown_reference_has_no_state(store: SqlStore) -> None:
    async with store.reading() as work:
        assert await work.records.state("DRP-2026-0999") is None
    async with store.writing() as work:
        assert await work.records.state("DRP-2026-0999") is None


async def test_a_key_wrapped_again_is_opened_again(sqlite_url: str, opened: Open) -> None:
    here = await opened(sqlite_url)
    reference = await a_record(here)
    assert await length_of(here, reference) == 3
    other = await opened(sqlite_url, new_master_key(), (MASTER_KEY,))
    assert await rotate(other) > 0
    # This process doesn't hold the new master key: what it remembers mustn't hide that.
    with pytest.raises(Exception, match="another master key"):
        await length_of(here, reference)


async def test_writing_goes_by_what_is_stored(sqlite_url: str, opened: Open) -> None:
    store = await opened(sqlite_url)
    reference = await a_record(store)
    assert await length_of(store, reference) == 3
    tamper(Path(sqlite_url.removeprefix("sqlite:///")), "UPDATE entries SET sealed = zeroblob(40) WHERE sequence = 2")
    async with store.writing() as work:
        with pytest.raises(Damaged):
            await work.records.load(reference)


async def test_memory_is_bounded_and_keeps_what_is_used() -> None:
    known = KnownRecords(most=2)
    heads = {name: Head(name, 1, "hash", b"key") for name in "abc"}
    for name in "ab":
        known.keep(name, heads[name], a_read())
    assert known.under("a", heads["a"])
    known.keep("c", heads["c"], a_read())
    assert [name for name in "abc" if known.under(name, heads[name])] == ["a", "c"]


async def test_memory_fades() -> None:
    known = KnownRecords(kept_seconds=0.01)
    head = Head("a", 1, "hash", b"key")
    known.keep("a", head, a_read())
    for _ in range(1_000):
        await asyncio.sleep(0.01)
        if not known.under("a", head):
            break
    assert len(known) == 0


# ------------------------------------------------------------------------------------------ rights


async def tm_of_shipley(store: SqlStore) -> list[Holder]:
    async with store.reading() as work:
        return await work.directory.holders("tm", "Shipley", MONDAY)


@pytest.mark.parametrize("by", ["this process", "another process"])
async def test_an_import_changes_rights_at_once(url: str, opened: Open, by: str) -> None:
    here, there = await opened(url), await opened(url)
    one, two = a_person(1), a_person(2)
    await replace_all(here, [one, two], [held("p-1")])
    assert await tm_of_shipley(here) == [Holder("p-1")]
    await replace_all(here if by == "this process" else there, [two], [held("p-2")])
    assert await tm_of_shipley(here) == [Holder("p-2")]
    async with here.reading() as work:
        assert await work.directory.by_entra_id(one.entra_id or "") is None


async def test_an_import_that_is_undone_changes_nothing(store: SqlStore) -> None:
    one, two = a_person(1), a_person(2)
    await replace_all(store, [one], [held("p-1")])
    async with store.writing() as work:
        await work.directory.replace_all([two], [held("p-2")])
        assert await work.directory.holders("tm", "Shipley", MONDAY) == [Holder("p-2")]
        assert await work.directory.everything() == ([two], [held("p-2")])
    assert await tm_of_shipley(store) == [Holder("p-1")]


async def test_a_reader_that_began_before_an_import_sees_the_directory_of_its_moment(store: SqlStore) -> None:
    await replace_all(store, [a_person(1)], [held("p-1")])
    async with store.reading() as earlier:
        await earlier.records.references()
        await replace_all(store, [a_person(2)], [held("p-2")])
        assert await tm_of_shipley(store) == [Holder("p-2")]
        assert await earlier.directory.holders("tm", "Shipley", MONDAY) == [Holder("p-1")]
    assert await tm_of_shipley(store) == [Holder("p-2")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE appointments SET role = 'sm'",
        "DELETE FROM appointments",
        "UPDATE appointments SET ends = '2026-04-05'",
    ],
)
async def test_a_change_by_other_means_changes_rights_at_once(store: SqlStore, statement: str) -> None:
    await replace_all(store, [a_person(1)], [held("p-1")])
    assert await tm_of_shipley(store) == [Holder("p-1")]
    async with store.writing() as work:
        await work.transaction.connection.execute(text(statement))
        await work.commit()
    assert await tm_of_shipley(store) == []


async def test_a_row_replaced_by_other_means_changes_rights_at_once(sqlite_store: SqlStore, sqlite_url: str) -> None:
    await replace_all(sqlite_store, [a_person(1), a_person(2)], [held("p-1")])
    assert await tm_of_shipley(sqlite_store) == [Holder("p-1")]
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file, file:
        file.execute(
            "INSERT OR REPLACE INTO appointments "
            "SELECT number, 'p-2', role, team, starts, ends, cover_for FROM appointments"
        )
    assert await tm_of_shipley(sqlite_store) == [Holder("p-2")]


async def test_a_directory_without_a_stamp_is_read_each_time(store: SqlStore) -> None:
    await replace_all(store, [a_person(1)], [held("p-1")])
    for expected in ([Holder("p-1")], []):
        async with store.writing() as work:
            if not expected:
                await work.transaction.connection.execute(text("DELETE FROM appointments"))
            await work.transaction.connection.execute(text("DELETE FROM stamps"))
            await work.commit()
        assert await tm_of_shipley(store) == expected


async def test_cover_for_a_team_and_for_all_keeps_the_order_of_the_file(store: SqlStore) -> None:
    posts: list[Appointment] = [
        held("p-1"),
        held("p-2", team="", cover_for="p-1"),
        held("p-3", cover_for="p-1"),
    ]
    people: list[Person] = [a_person(number) for number in (1, 2, 3)]
    await replace_all(store, people, posts)
    assert await tm_of_shipley(store) == [Holder("p-2", cover_for="p-1"), Holder("p-3", cover_for="p-1")]
