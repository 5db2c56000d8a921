"""The outbox: one row a message, claimed by one replica at a time, settled once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from casework.ports import Channel, OutboxItem
from storage.work import SqlStore
from tests.storage.conftest import MASTER_KEY, Open
from tests.storage.sample import NOON, a_record

LEASE = 60


def an_item(number: int = 1, channel: Channel = Channel.EMAIL) -> OutboxItem:
    return OutboxItem(
        key=f"DRP-2026-0001/{number}/0/{channel.value}",
        reference="DRP-2026-0001",
        sequence=number,
        notice=0,
        channel=channel,
        person="p-tm" if channel is Channel.CARD else None,
    )


async def add(store: SqlStore, *items: OutboxItem) -> None:
    async with store.writing() as work:
        for item in items:
            await work.outbox.add(item, NOON)
        await work.commit()


async def claim(store: SqlStore, minutes: int = 0, limit: int = 10) -> list[OutboxItem]:
    async with store.writing() as work:
        items = await work.outbox.claim(NOON + timedelta(minutes=minutes), limit, LEASE)
        await work.commit()
    return items


async def test_messages_are_claimed_oldest_first_and_once(store: SqlStore) -> None:
    await add(store, *(an_item(number) for number in range(1, 4)))
    assert await claim(store, minutes=-1) == []
    assert await claim(store, limit=2) == [an_item(1), an_item(2)]
    assert await claim(store) == [an_item(3)]
    assert await claim(store) == []
    async with store.reading() as work:
        assert await work.outbox.waiting() == 3


async def test_a_key_that_is_already_there_is_left_as_it_is(store: SqlStore) -> None:
    await add(store, an_item())
    async with store.writing() as work:
        await work.outbox.sent(an_item().key, NOON, "receipt-1")
        await work.commit()
    await add(store, an_item())
    assert await claim(store, minutes=5) == []


async def test_an_expired_lease_is_claimed_again_and_counted(store: SqlStore) -> None:
    await add(store, an_item())
    await claim(store)
    assert await claim(store, minutes=0) == []
    assert await claim(store, minutes=1) == [replace(an_item(), attempts=1)]


async def test_sent_messages_are_found_by_their_receipt_and_cards_by_reference(store: SqlStore) -> None:
    email, card = an_item(1), an_item(2, Channel.CARD)
    await add(store, email, card)
    await claim(store)
    async with store.writing() as work:
        await work.outbox.sent(email.key, NOON, "<1@council.example>")
        await work.outbox.sent(card.key, NOON, "activity-1")
        await work.commit()
    async with store.reading() as work:
        assert await work.outbox.waiting() == 0
        assert await work.outbox.receipt_of("<1@council.example>") == replace(email, attempts=1)
        assert await work.outbox.receipt_of("<2@council.example>") is None
        assert await work.outbox.cards_of("DRP-2026-0001") == [(replace(card, attempts=1), "activity-1")]
        assert await work.outbox.cards_of("DRP-2026-0002") == []
    assert await claim(store, minutes=10) == []


async def test_retry_waits_parking_waits_for_somebody_and_cancelling_ends_it(store: SqlStore) -> None:
    retried, parked, cancelled = an_item(1), an_item(2), an_item(3)
    await add(store, retried, parked, cancelled)
    await claim(store)
    async with store.writing() as work:
        await work.outbox.retry(retried.key, NOON + timedelta(minutes=30), "busy")
        await work.outbox.park(parked.key, NOON, "no such mailbox: tm@council.example")
        await work.outbox.cancel(cancelled.key, NOON, "answered meanwhile")
        await work.commit()
    assert await claim(store, minutes=29) == []
    assert await claim(store, minutes=30) == [replace(retried, attempts=1)]
    async with store.reading() as work:
        (row,) = await work.outbox.parked()
        assert (row.item, row.reason) == (replace(parked, attempts=1), "no such mailbox: tm@council.example")
        assert row.parked_at == NOON
    async with store.writing() as work:
        assert await work.outbox.release(parked.key)
        assert not await work.outbox.release(parked.key)
        assert not await work.outbox.release(cancelled.key)
        await work.commit()
    assert await claim(store, minutes=30) == [replace(parked, attempts=1)]


async def test_a_replica_that_outlived_its_lease_undoes_nothing(store: SqlStore) -> None:
    await add(store, an_item())
    await claim(store)
    await claim(store, minutes=1)
    async with store.writing() as work:
        await work.outbox.sent(an_item().key, NOON, "receipt-1")
        await work.outbox.retry(an_item().key, NOON, "I thought that it failed")
        await work.commit()
    assert await claim(store, minutes=10) == []
    async with store.writing() as work:
        with pytest.raises(LookupError):
            await work.outbox.sent("unknown", NOON, "receipt-2")


async def test_two_replicas_share_the_outbox_without_doubles(url: str, opened: Open) -> None:
    stores = [await opened(url), await opened(url)]
    await add(stores[0], *(an_item(number) for number in range(1, 61)))
    claimed: list[int] = []

    async def drain(store: SqlStore) -> None:
        while items := await claim(store, limit=7):
            claimed.extend(item.sequence for item in items)

    await asyncio.gather(*(drain(store) for store in stores * 2))
    assert sorted(claimed) == list(range(1, 61))


DRAIN = """
import asyncio, sys
from tests.storage.test_outbox import claim
from storage.keys import KeyRing
from storage.work import open_store

async def main():
    store = await open_store(sys.argv[1], KeyRing(sys.argv[2]))
    print("ready", flush=True)
    sys.stdin.readline()
    while items := await claim(store, limit=5):
        print(*(item.sequence for item in items), flush=True)
    await store.close()

asyncio.run(main())
"""

STALL = """
import asyncio, sys
from tests.storage.sample import NOON, an_entry
from storage.keys import KeyRing
from storage.work import open_store

async def main():
    store = await open_store(sys.argv[1], KeyRing(sys.argv[2]))
    async with store.writing() as work:
        await work.records.append("DRP-2026-0001", an_entry(4))
        await work.outbox.claim(NOON, 9, 60)
        print("ready", flush=True)
        await asyncio.sleep(3600)

asyncio.run(main())
"""


def run(script: str, url: str) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", script, url, MASTER_KEY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


async def test_two_processes_share_the_outbox_without_doubles(url: str, opened: Open) -> None:
    await add(await opened(url), *(an_item(number) for number in range(1, 41)))
    processes = [run(DRAIN, url) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    outputs = await asyncio.gather(*(asyncio.to_thread(process.communicate, "go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0]
    claimed = [int(number) for output, _ in outputs for number in output.split()]
    assert sorted(claimed) == list(range(1, 41))


async def test_a_process_killed_in_mid_transaction_leaves_nothing_behind(url: str, opened: Open) -> None:
    store = await opened(url)
    reference = await a_record(store)
    await add(store, an_item())
    process = run(STALL, url)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    async with store.reading() as work:
        assert len(await work.records.load(reference)) == 3
        assert await work.records.verify() == []
    assert await claim(store) == [an_item()]
