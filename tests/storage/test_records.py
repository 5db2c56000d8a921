"""The record: what goes in comes out, nothing else gets in, and of two writers one wins."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.ports import ChangedMeanwhile
from disputes.entries import By, Duty, Effects, Entered, Entry, EntryKind, Status
from disputes.kinds import DutyKind
from disputes.notices import Notice, NoticeKind, Recipient
from disputes.stage import Addressee
from storage.codec import UnreadableEntry, decode, encode
from storage.work import SqlStore
from tests.storage.sample import NOON, a_record, an_entry

LONDON = ZoneInfo("Europe/London")


def a_full_entry(sequence: int, reference: str) -> Entry:
    """An entry with something in every field."""
    at = datetime(2026, 4, 8, 9, 30, 15, 123456, tzinfo=LONDON)
    manager = Recipient(person="p-tm", roles=(Addressee(role="tm", rule="B13"),), cover_for="p-away")
    copied = Recipient(person="p-sm", roles=(Addressee(role="sm", rule="B15"), Addressee(role="hos", rule="B16")))
    duty = Duty(
        id="stage-1/respond",
        rule_id="respond",
        kind=DutyKind.RESPOND,
        stage="stage-1",
        owners=("tm",),
        rules=("B13", "B14"),
        issued_at=at,
        due=date(2026, 4, 15),
        due_at=at + timedelta(days=7),
        calendar="england-2026",
        clock=True,
    )
    return an_entry(
        sequence,
        reference,
        kind=EntryKind.ESCALATED,
        happened_at=at,
        recorded_at=at + timedelta(minutes=5),
        by=By(person="p-officer", name="Officer One", roles=("firo",), cover_for="p-other"),
        stage="stage-2",
        duty="stage-1/respond",
        values={"reason": "Nothing was heard — “silence”, line\nbreak, ✓"},
        effects=Effects(
            opens_stage="stage-2",
            entered=Entered.ESCALATED,
            ends_stage=True,
            starts=(duty,),
            supersedes=("stage-1/respond",),
            meeting_on=date(2026, 4, 20),
            status=Status.OPEN,
        ),
        notices=(Notice(kind=NoticeKind.STAGE_RAISED, to=(manager,), copies=(copied,), stage="stage-2"),),
        late_reason="told by telephone",
    )


async def test_an_entry_comes_back_exactly_as_it_was_written(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    full = a_full_entry(2, reference)
    async with store.writing() as work:
        await work.records.append(reference, full)
        await work.commit()
    async with store.reading() as work:
        assert await work.records.load(reference) == [an_entry(1, reference), full]


async def test_moments_keep_their_instant_and_their_zone(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    summer = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)  # the second 01:30 of that night
    async with store.writing() as work:
        await work.records.append(reference, an_entry(2, reference, happened_at=summer))
        await work.commit()
    async with store.reading() as work:
        happened = (await work.records.load(reference))[1].happened_at
    assert happened == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert happened.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    naive = an_entry(2, reference, happened_at=datetime(2026, 4, 8, 9, 30))  # noqa: DTZ001 - the fault itself
    async with store.writing() as work:
        with pytest.raises(ValueError, match="time zone"):
            await work.records.append(reference, naive)


async def test_an_unknown_reference_has_no_entries(store: SqlStore) -> None:
    async with store.reading() as work:
        assert await work.records.load("DRP-2026-0999") == []
        assert await work.records.references() == []


async def test_references_count_up_by_year_and_are_never_given_twice(store: SqlStore) -> None:
    async with store.writing() as work:
        assert [await work.records.next_reference(2026) for _ in range(3)] == [
            "DRP-2026-0001",
            "DRP-2026-0002",
            "DRP-2026-0003",
        ]
        assert await work.records.next_reference(2027) == "DRP-2027-0001"
        await work.commit()
    given = await asyncio.gather(*(a_record(store, length=1) for _ in range(8)))
    assert sorted(given) == [f"DRP-2026-{number:04d}" for number in range(4, 12)]


async def test_leaving_without_commit_undoes_everything(store: SqlStore) -> None:
    async with store.writing() as work:
        reference = await work.records.next_reference(2026)
        await work.records.create(reference, an_entry(1, reference))
    with pytest.raises(RuntimeError, match="half-way"):
        async with store.writing() as work:
            await work.records.create(reference, an_entry(1, reference))
            raise RuntimeError("half-way")
    async with store.reading() as work:
        assert await work.records.references() == []


async def test_an_entry_out_of_turn_is_refused(store: SqlStore) -> None:
    reference = await a_record(store, length=2)
    for sequence in (1, 2, 4):
        async with store.writing() as work:
            with pytest.raises(ChangedMeanwhile):
                await work.records.append(reference, an_entry(sequence, reference))
    async with store.writing() as work:
        with pytest.raises(LookupError):
            await work.records.append("DRP-2026-0999", an_entry(2))
    async with store.reading() as work:
        assert len(await work.records.load(reference)) == 2
        assert await work.records.verify() == []


async def test_of_twenty_who_append_at_once_one_wins_and_the_rest_are_told(store: SqlStore) -> None:
    reference = await a_record(store, length=1)

    async def append(number: int) -> str:
        async with store.writing() as work:
            try:
                await work.records.append(reference, an_entry(2, reference, words=f"from {number}"))
            except ChangedMeanwhile:
                return "changed meanwhile"
            await work.commit()
            return f"from {number}"

    outcomes = await asyncio.gather(*(append(number) for number in range(20)))
    winners = [outcome for outcome in outcomes if outcome != "changed meanwhile"]
    async with store.reading() as work:
        entries = await work.records.load(reference)
        assert [entry.sequence for entry in entries] == [1, 2]
        assert winners == [entries[1].values["concern"]]
        assert await work.records.verify() == []


async def test_everybody_who_tries_again_gets_in(store: SqlStore) -> None:
    reference = await a_record(store, length=1)

    async def append_in_the_end() -> None:
        while True:
            async with store.reading() as work:
                length = len(await work.records.load(reference))
            async with store.writing() as work:
                try:
                    await work.records.append(reference, an_entry(length + 1, reference))
                except ChangedMeanwhile:
                    continue
                await work.commit()
                return

    await asyncio.gather(*(append_in_the_end() for _ in range(12)))
    async with store.reading() as work:
        assert [entry.sequence for entry in await work.records.load(reference)] == list(range(1, 14))
        assert await work.records.verify() == []


async def test_a_reader_sees_one_moment_and_waits_for_no_writer(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    async with store.reading() as reader:
        assert len(await reader.records.load(reference)) == 1
        async with store.writing() as work:
            await work.records.append(reference, an_entry(2, reference))
            async with store.reading() as other:
                assert len(await other.records.load(reference)) == 1
            await work.commit()
        assert len(await reader.records.load(reference)) == 1
    async with store.reading() as reader:
        assert len(await reader.records.load(reference)) == 2


async def test_a_reading_transaction_can_not_write(store: SqlStore) -> None:
    async with store.reading() as work:
        with pytest.raises(Exception, match=r"read-?only|readonly"):
            await work.seen.claim("activity", "1", NOON)


async def test_a_cancelled_writer_leaves_nothing_and_blocks_nobody(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    writing = asyncio.Event()

    async def write_and_stall() -> None:
        async with store.writing() as work:
            await work.records.append(reference, an_entry(2, reference))
            writing.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(write_and_stall())
    await writing.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.writing() as work:
        await work.records.append(reference, an_entry(2, reference, words="after"))
        await work.commit()
    async with store.reading() as work:
        assert (await work.records.load(reference))[1].values["concern"] == "after"


def test_an_entry_is_canonical_json_whatever_the_order_of_its_values() -> None:
    one = an_entry(1, values={"a": "1", "b": "2"})
    other = an_entry(1, values={"b": "2", "a": "1"})
    assert encode(one) == encode(other)
    assert b": " not in encode(one)


def test_a_field_that_came_later_takes_its_default() -> None:
    old = encode(an_entry(1)).replace(b'"late_reason":null,', b"").replace(b'"meeting_held":false,', b"")
    assert b"late_reason" not in old
    assert decode(old) == an_entry(1)


@pytest.mark.parametrize(
    ("was", "becomes", "field"),
    [
        (b'"ends_stage":false', b'"ends_stage":"no"', "effects.ends_stage"),
        (b'"kind":"raised"', b'"kind":"praised"', "kind"),
        (b'"duty":null', b'"duty":null,"mood":"good"', "mood"),
    ],
)
def test_an_entry_of_another_shape_is_refused_by_field_without_its_text(was: bytes, becomes: bytes, field: str) -> None:
    with pytest.raises(UnreadableEntry, match=field) as refused:
        decode(encode(an_entry(1, words="private")).replace(was, becomes))
    assert "private" not in str(refused.value)
    assert refused.value.__suppress_context__
