"""A transaction that PostgreSQL ends for the sake of another one says so in a way that trying again understands."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from casework.ports import ChangedMeanwhile
from storage import tables
from storage.work import SqlStore
from tests.storage.conftest import Open
from tests.storage.sample import a_record


async def test_of_two_that_lock_each_other_out_one_goes_on_and_the_other_may_try_again(
    postgres_url: str, opened: Open
) -> None:
    store = await opened(postgres_url)
    first, second = await a_record(store, 1), await a_record(store, 1)
    both_hold_one = asyncio.Barrier(2)
    ends = await asyncio.gather(
        _lock(store, first, second, both_hold_one), _lock(store, second, first, both_hold_one), return_exceptions=True
    )
    assert [end is None for end in ends].count(True) == 1
    assert [isinstance(end, ChangedMeanwhile) for end in ends].count(True) == 1


async def _lock(store: SqlStore, one: str, other: str, both_hold_one: asyncio.Barrier) -> None:
    async with store.writing() as work:
        for number, reference in enumerate((one, other)):
            disputes = tables.disputes
            await work.transaction.connection.execute(
                select(disputes.c.id).where(disputes.c.reference == reference).with_for_update()
            )
            if number == 0:
                await both_hold_one.wait()
        await work.commit()
