"""Erasing a dispute: its text is gone for good, its chain still proves itself, and no backup brings it back."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from casework.ports import CaseRow, Channel, DutyRow, Erased, KeptMail, OutboxItem
from disputes.entries import Status
from storage.erasure import ErasureRegister
from storage.work import SqlStore
from tests.storage.conftest import Open
from tests.storage.sample import NOON, a_record, an_entry

SECRET = "The placement broke down"


async def a_whole_dispute(store: SqlStore) -> str:
    """A record with everything that hangs on it."""
    reference = await a_record(store, words=SECRET)
    async with store.writing() as work:
        case = CaseRow(
            reference=reference,
            protocol="bradford-firo",
            version="1",
            team="Shipley",
            officer="p-officer",
            stage="stage-1",
            status=Status.RESOLVED,
            raised_at=NOON,
            marker=None,
        )
        duty = DutyRow(
            reference=reference,
            duty="stage-1/note",
            kind="note-concluded",
            stage="stage-1",
            team="Shipley",
            owners=("firo",),
            due=None,
            due_at=None,
            acknowledged=False,
            next_nudge_at=NOON,
        )
        await work.caseload.put(case, [duty])
        item = OutboxItem(
            key=f"{reference}/1/0/email", reference=reference, sequence=1, notice=0, channel=Channel.EMAIL, person=None
        )
        await work.outbox.add(item, NOON)
        mail = KeptMail(
            id="m1", received_at=NOON, sender="tm@council.example", outcome="filed", reasons="", reference=reference
        )
        await work.mail.keep(mail, SECRET.encode())
        await work.commit()
    return reference


async def erase(store: SqlStore, reference: str) -> None:
    async with store.writing() as work:
        await work.records.erase(reference, NOON)
        await work.commit()


async def test_an_erased_dispute_is_unreadable_and_its_chain_still_proves_itself(store: SqlStore) -> None:
    reference, other = await a_whole_dispute(store), await a_record(store)
    await erase(store, reference)
    async with store.reading() as work:
        with pytest.raises(Erased):
            await work.records.load(reference)
        assert await work.records.verify() == []
        assert await work.records.references() == [reference, other]
        assert len(await work.records.load(other)) == 3
        assert await work.caseload.all(only_open=False) == []
        assert await work.caseload.due_nudges(NOON, 10) == []
        assert await work.outbox.waiting() == 0
        assert await work.mail.original("m1") is None
    async with store.writing() as work:
        with pytest.raises(Erased):
            await work.records.append(reference, an_entry(4, reference))


async def test_erasing_twice_changes_nothing_and_an_unknown_reference_is_refused(store: SqlStore) -> None:
    reference = await a_record(store)
    await erase(store, reference)
    await erase(store, reference)
    with pytest.raises(LookupError):
        await erase(store, "DRP-2026-0999")
    async with store.reading() as work:
        assert await work.records.verify() == []


async def test_nothing_of_the_text_or_the_key_is_left_in_the_files(sqlite_url: str, opened: Open) -> None:
    store = await opened(sqlite_url)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    reference = await a_whole_dispute(store)
    with sqlite3.connect(path) as raw:
        (wrapped,) = raw.execute("SELECT key_wrapped FROM disputes").fetchone()
        (mail,) = raw.execute("SELECT original_sealed FROM kept_mail").fetchone()
    raw.close()
    files = list(path.parent.glob("disputes.db*"))
    assert any(wrapped in file.read_bytes() for file in files)
    assert any(mail in file.read_bytes() for file in files)

    await erase(store, reference)

    for file in path.parent.glob("disputes.db*"):
        stored = file.read_bytes()
        assert wrapped not in stored
        assert mail not in stored
        assert SECRET.encode() not in stored


async def test_text_and_people_are_never_in_the_files_at_all(sqlite_url: str, opened: Open) -> None:
    store = await opened(sqlite_url)
    await a_whole_dispute(store)
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    for file in folder.glob("disputes.db*"):
        stored = file.read_bytes()
        for private in (SECRET, "S-1001", "Officer One", "tm@council.example"):
            assert private.encode() not in stored


async def test_a_reader_that_holds_the_log_only_delays_the_wiping(sqlite_url: str, opened: Open) -> None:
    store = await opened(sqlite_url)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    reference = await a_record(store)
    with sqlite3.connect(path) as raw:
        (wrapped,) = raw.execute("SELECT key_wrapped FROM disputes").fetchone()
    raw.close()
    holding = sqlite3.connect(path, isolation_level=None)
    holding.execute("BEGIN")
    holding.execute("SELECT count(*) FROM disputes").fetchone()
    await erase(store, reference)
    assert store.traces_left
    holding.execute("COMMIT")
    holding.close()
    await a_record(store)
    assert not store.traces_left
    assert all(wrapped not in file.read_bytes() for file in path.parent.glob("disputes.db*"))


async def test_a_restored_backup_is_erased_again_by_the_register(sqlite_url: str, opened: Open, tmp_path: Path) -> None:
    register = tmp_path / "elsewhere" / "erasures.jsonl"
    store = await opened(sqlite_url, register=register)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    erased, kept = await a_whole_dispute(store), await a_record(store)
    backup = tmp_path / "restored.db"
    with sqlite3.connect(path) as live, sqlite3.connect(backup) as copy:
        live.backup(copy)
    live.close()
    copy.close()
    await erase(store, erased)

    restored = await opened(f"sqlite:///{backup}")
    async with restored.reading() as work:
        assert len(await work.records.load(erased)) == 3
    await restored.close()

    restored = await opened(f"sqlite:///{backup}", register=register)
    async with restored.reading() as work:
        with pytest.raises(Erased):
            await work.records.load(erased)
        assert len(await work.records.load(kept)) == 3
        assert await work.caseload.all(only_open=False) == []
        assert await work.records.verify() == []
    assert await restored.replay_register() == []
    assert [line.reference for line in ErasureRegister(register).read()] == [erased]


async def test_a_reference_that_was_given_again_after_a_restore_is_spared(
    sqlite_url: str, opened: Open, tmp_path: Path
) -> None:
    register = tmp_path / "erasures.jsonl"
    before = tmp_path / "before.db"
    shutil.copy(Path(sqlite_url.removeprefix("sqlite:///")), before)
    store = await opened(sqlite_url, register=register)
    await erase(store, await a_record(store))
    restored = await opened(f"sqlite:///{before}", register=register)
    again = await a_record(restored)
    assert await restored.replay_register() == []
    async with restored.reading() as work:
        assert len(await work.records.load(again)) == 3


async def test_an_erasure_that_is_not_committed_is_not_in_the_register(
    sqlite_url: str, opened: Open, tmp_path: Path
) -> None:
    register = ErasureRegister(tmp_path / "erasures.jsonl")
    store = await opened(sqlite_url, register=tmp_path / "erasures.jsonl")
    reference = await a_record(store)
    async with store.writing() as work:
        await work.records.erase(reference, NOON + timedelta(days=1))
    assert register.read() == []
    async with store.reading() as work:
        assert len(await work.records.load(reference)) == 3


def test_a_last_line_that_a_crash_cut_short_does_not_hide_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "erasures.jsonl"
    path.write_text('{"dispute": "d1", "reference": "DRP-2026-0001", "erased_at": "2026-04-08T12:00:00+00:00"}\n{"disp')
    assert [erasure.reference for erasure in ErasureRegister(path).read()] == ["DRP-2026-0001"]
