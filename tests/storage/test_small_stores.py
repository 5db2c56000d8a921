"""What was seen, where people are reached, kept mail, and the state of conversations."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from casework.ports import Address, ChangedMeanwhile, Erased, KeptMail
from storage.bot_state import BotState
from storage.keys import Damaged
from storage.work import SqlStore
from tests.storage.conftest import Open
from tests.storage.sample import NOON, a_record
from tests.storage.test_tampering import tamper


async def test_an_id_is_new_once_by_kind_whatever_its_length(store: SqlStore) -> None:
    async with store.writing() as work:
        assert await work.seen.claim("activity", "1", NOON)
        assert not await work.seen.claim("activity", "1", NOON)
        assert await work.seen.claim("mail", "1", NOON)
        assert await work.seen.claim("mail", "x" * 50_000, NOON)
        assert not await work.seen.claim("mail", "x" * 50_000, NOON)
        await work.commit()
    async with store.writing() as work:
        assert not await work.seen.claim("activity", "1", NOON)


async def test_a_claim_that_is_undone_can_be_made_again(store: SqlStore) -> None:
    async with store.writing() as work:
        assert await work.seen.claim("activity", "1", NOON)
    async with store.writing() as work:
        assert await work.seen.claim("activity", "1", NOON)


async def test_of_many_who_claim_an_id_at_once_one_gets_it(url: str, opened: Open) -> None:
    stores = [await opened(url), await opened(url)]

    async def claim(store: SqlStore) -> bool:
        async with store.writing() as work:
            new = await work.seen.claim("activity", "1", NOON)
            await asyncio.sleep(0)
            await work.commit()
            return new

    assert sorted(await asyncio.gather(*(claim(store) for store in stores * 6))) == [False] * 11 + [True]


async def test_the_latest_address_of_a_person_is_kept(store: SqlStore) -> None:
    def address(conversation: str) -> Address:
        return Address(
            person="p-1",
            service_url="https://smba.example/uk/",
            conversation=conversation,
            bot="28:bot",
            user="29:user",
            tenant="t-1",
            channel="msteams",
        )

    async with store.writing() as work:
        assert await work.addresses.of("p-1") is None
        await work.addresses.put(address("a:1"))
        await work.addresses.put(address("a:2"))
        await work.commit()
    async with store.reading() as work:
        assert await work.addresses.of("p-1") == address("a:2")
        assert await work.addresses.service_urls() == ["https://smba.example/uk/"]
        assert await work.addresses.known() == {"p-1"}
        assert await work.addresses.any() == address("a:2")
    async with store.writing() as work:
        await work.addresses.forget("p-1")
        await work.addresses.forget("p-2")
        await work.commit()
    async with store.reading() as work:
        assert await work.addresses.of("p-1") is None
        assert await work.addresses.any() is None
        assert await work.addresses.known() == frozenset()


def a_mail(mail_id: str, outcome: str = "triage", reference: str | None = None) -> KeptMail:
    return KeptMail(
        id=mail_id,
        received_at=NOON,
        sender="stranger@elsewhere.example",
        outcome=outcome,
        reasons="The sender holds no role.",
        reference=reference,
        duty="stage-1/respond" if reference else None,
    )


ORIGINAL = b"From: stranger@elsewhere.example\r\n\r\nI disagree \xff\x00.\r\n"


async def test_mail_is_kept_to_the_byte_and_waits_in_triage(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    async with store.writing() as work:
        await work.mail.keep(a_mail("m1"), ORIGINAL)
        await work.mail.keep(a_mail("m2", "filed", reference), b"filed")
        await work.mail.keep(a_mail("m3"), b"later")
        await work.mail.keep(a_mail("m1"), b"read again")
        await work.commit()
    async with store.reading() as work:
        assert await work.mail.triage() == [a_mail("m1"), a_mail("m3")]
        assert await work.mail.original("m1") == ORIGINAL
        assert await work.mail.original("m2") == b"filed"
        assert await work.mail.original("m9") is None


async def test_mail_taken_out_of_triage_goes_under_the_disputes_key(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    async with store.writing() as work:
        await work.mail.keep(a_mail("m1"), ORIGINAL)
        await work.mail.refile("m1", reference, "filed")
        with pytest.raises(LookupError):
            await work.mail.refile("m9", reference, "filed")
        with pytest.raises(LookupError):
            await work.mail.refile("m1", "DRP-2026-0999", "filed")
        await work.commit()
    async with store.writing() as work:
        assert await work.mail.triage() == []
        assert await work.mail.original("m1") == ORIGINAL
        await work.records.erase(reference, NOON)
        assert await work.mail.original("m1") is None
        with pytest.raises(Erased):
            await work.mail.keep(a_mail("m2", "filed", reference), ORIGINAL)


async def test_state_is_read_with_its_etag_and_written_against_it(store: SqlStore) -> None:
    state = BotState(store)
    assert await state.read_state("c1") is None
    first = await state.write_state("c1", '{"step": 1}', None)
    assert await state.read_state("c1") == ('{"step": 1}', first)
    second = await state.write_state("c1", '{"step": 2}', first)
    assert second != first
    for stale in (first, None):
        with pytest.raises(ChangedMeanwhile):
            await state.write_state("c1", '{"step": 9}', stale)
    assert await state.read_state("c1") == ('{"step": 2}', second)
    await state.delete_state("c1")
    await state.delete_state("c1")
    assert await state.read_state("c1") is None
    with pytest.raises(ChangedMeanwhile):
        await state.write_state("c1", '{"step": 3}', second)


async def test_twenty_turns_that_each_add_one_lose_none(store: SqlStore) -> None:
    state = BotState(store)

    async def add_one() -> None:
        while True:
            kept = await state.read_state("c1")
            number, etag = (int(kept[0]), kept[1]) if kept else (0, None)
            try:
                await state.write_state("c1", str(number + 1), etag)
            except ChangedMeanwhile:
                continue
            return

    await asyncio.gather(*(add_one() for _ in range(20)))
    kept = await state.read_state("c1")
    assert kept is not None
    assert kept[0] == "20"


async def test_state_is_sealed_and_belongs_to_its_key(sqlite_store: SqlStore, sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    state = BotState(sqlite_store)
    await state.write_state("c1", '{"draft": "The placement broke down"}', None)
    await state.write_state("c2", "{}", None)
    assert all(b"broke down" not in file.read_bytes() for file in path.parent.glob("disputes.db*"))
    tamper(path, "UPDATE bot_state SET sealed = (SELECT sealed FROM bot_state WHERE key = 'c1') WHERE key = 'c2'")
    with pytest.raises(Damaged):
        await state.read_state("c2")
