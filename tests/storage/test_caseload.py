"""The read tables: lists, who owes what, and the sweep's index."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

from sqlalchemy import text

from casework.ports import CaseRow, DutyRow, Wanted
from disputes.entries import Status
from storage.work import SqlStore
from tests.storage.conftest import Open
from tests.storage.sample import NOON, a_record


def a_case(reference: str, officer: str = "p-officer", status: Status = Status.OPEN, days: int = 0) -> CaseRow:
    return CaseRow(
        reference=reference,
        protocol="bradford-firo",
        version="1",
        team="Shipley",
        officer=officer,
        stage="stage-1",
        status=status,
        raised_at=NOON + timedelta(days=days),
        marker=date(2026, 5, 8),
    )


def a_duty(
    reference: str,
    duty: str = "stage-1/respond",
    owners: tuple[str, ...] = ("tm",),
    team: str = "Shipley",
    due_in: int | None = 5,
    nudge_in: int | None = 3,
) -> DutyRow:
    def after(days: int | None) -> datetime | None:
        return None if days is None else NOON + timedelta(days=days)

    due_at = after(due_in)
    return DutyRow(
        reference=reference,
        duty=duty,
        kind="respond",
        stage="stage-1",
        team=team,
        owners=owners,
        due=due_at.date() if due_at else None,
        due_at=due_at,
        acknowledged=False,
        next_nudge_at=after(nudge_in),
    )


async def put(store: SqlStore, case: CaseRow, *duties: DutyRow) -> None:
    async with store.writing() as work:
        await work.caseload.put(case, duties)
        await work.commit()


async def test_a_case_and_its_duties_come_back_and_are_rewritten_as_a_whole(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    case = a_case(reference)
    later, sooner, unlimited = (
        a_duty(reference, "stage-1/respond", due_in=5),
        a_duty(reference, "stage-1/confirm", owners=("sm", "tm"), due_in=2, nudge_in=None),
        a_duty(reference, "stage-1/note", due_in=None, nudge_in=None),
    )
    await put(store, case, later, sooner, unlimited)
    async with store.reading() as work:
        assert await work.caseload.all() == [case]
        assert await work.caseload.duties([reference]) == [sooner, later, unlimited]
        assert await work.caseload.duties([]) == []
    await put(store, case, later)
    async with store.reading() as work:
        assert await work.caseload.duties([reference]) == [later]
        assert await work.caseload.owed_by([("sm", "")]) == []


async def test_lists_are_by_officer_and_status_oldest_first(store: SqlStore) -> None:
    first, second, third = [await a_record(store, length=1) for _ in range(3)]
    await put(store, a_case(first, days=2))
    await put(store, a_case(second, days=1))
    await put(store, a_case(third, status=Status.RESOLVED, days=0))
    async with store.reading() as work:
        caseload = work.caseload
        assert [case.reference for case in await caseload.of_officer("p-officer")] == [second, first]
        everything = await caseload.of_officer("p-officer", only_open=False)
        assert [case.reference for case in everything] == [third, second, first]
        assert await caseload.of_officer("p-other") == []
        assert [case.reference for case in await caseload.all()] == [second, first]
        assert (await caseload.all(only_open=False))[0].status is Status.RESOLVED


async def test_disputes_are_looked_for_by_words_number_team_and_officer(store: SqlStore) -> None:
    first, second, third = [await a_record(store, length=1) for _ in range(3)]
    await put(store, a_case(first, days=0))
    await put(store, a_case(second, officer="p-other", days=1))
    await put(store, a_case(third, status=Status.RESOLVED, days=2))

    async def found(wanted: Wanted, after: int = 0, limit: int = 10) -> list[str]:
        async with store.reading() as work:
            return [case.reference for case in await work.caseload.matching(wanted, after=after, limit=limit)]

    assert await found(Wanted()) == [second, first, third]
    assert await found(Wanted(), after=1, limit=1) == [first]
    assert await found(Wanted(words=first.lower())) == [first]
    assert await found(Wanted(words="no such team", number=first[-5:])) == [first]
    assert await found(Wanted(words="SHIP")) == [second, first, third]
    assert await found(Wanted(words="%")) == []
    assert await found(Wanted(officers=("p-other",), teams=())) == [second]
    assert await found(Wanted(officers=(), teams=("Shipley",))) == [second, first, third]
    assert await found(Wanted(officers=(), protocols=("bradford-firo",))) == [second, first, third]
    assert await found(Wanted(officers=("p-other",), teams=("Shipley",), protocols=())) == [second]
    assert await found(Wanted(teams=("Keighley",))) == []
    assert await found(Wanted(officers=("p-other",))) == [second, first, third]


async def test_what_a_post_owes_is_found_by_role_and_team(store: SqlStore) -> None:
    shipley, keighley = [await a_record(store, length=1) for _ in range(2)]
    await put(store, a_case(shipley), a_duty(shipley, owners=("tm", "sm")))
    await put(store, a_case(keighley), a_duty(keighley, team="Keighley", due_in=1))
    async with store.reading() as work:

        async def owed(*posts: tuple[str, str]) -> list[str]:
            return [duty.reference for duty in await work.caseload.owed_by(posts)]

        assert await owed(("tm", "Shipley")) == [shipley]
        assert await owed(("tm", "")) == [keighley, shipley]
        assert await owed(("sm", "Shipley"), ("tm", "Shipley")) == [shipley]
        assert await owed(("sm", "Keighley")) == []
        assert await owed() == []


async def test_due_nudges_come_soonest_first_up_to_the_limit(store: SqlStore) -> None:
    references = [await a_record(store, length=1) for _ in range(4)]
    for reference, nudge_in in zip(references, (3, 1, 2, None), strict=True):
        await put(store, a_case(reference), a_duty(reference, nudge_in=nudge_in))
    async with store.writing() as work:
        due = work.caseload.due_nudges
        assert await due(NOON, 10) == []
        assert [row.reference for row in await due(NOON + timedelta(days=3), 10)] == [references[i] for i in (1, 2, 0)]
        assert [row.reference for row in await due(NOON + timedelta(days=3), 1)] == [references[1]]


async def test_two_replicas_share_due_nudges_without_doubles(url: str, opened: Open) -> None:
    stores = [await opened(url), await opened(url)]
    for _ in range(30):
        reference = await a_record(stores[0], length=1)
        await put(stores[0], a_case(reference), a_duty(reference, nudge_in=-1))
    nudged: list[str] = []

    async def sweep(store: SqlStore) -> None:
        while True:
            async with store.writing() as work:
                rows = await work.caseload.due_nudges(NOON, 4)
                for row in rows:
                    await work.caseload.put(a_case(row.reference), [a_duty(row.reference, nudge_in=5)])
                await asyncio.sleep(0)
                await work.commit()
            if not rows:
                return
            nudged.extend(row.reference for row in rows)

    await asyncio.gather(*(sweep(store) for store in stores))
    async with stores[0].reading() as work:
        left = await work.caseload.due_nudges(NOON, 100)
    assert left == []
    assert sorted(nudged) == [f"DRP-2026-{number:04d}" for number in range(1, 31)]


async def test_the_sweep_and_the_outbox_use_their_partial_indexes(sqlite_store: SqlStore) -> None:
    asked = [
        ("SELECT * FROM duties WHERE next_nudge_at <= :at ORDER BY next_nudge_at LIMIT 9", "ix_duties_next_nudge_at"),
        ("SELECT number FROM outbox WHERE try_at <= :at ORDER BY try_at, number LIMIT 9", "ix_outbox_try_at"),
    ]
    async with sqlite_store.reading() as work:
        for statement, index in asked:
            plan = await work.transaction.connection.execute(
                text(f"EXPLAIN QUERY PLAN {statement}"), {"at": "2026-04-08 12:00:00.000000"}
            )
            steps = [row.detail for row in plan]
            assert len(steps) == 1
            assert f"USING INDEX {index} " in steps[0] or f"USING COVERING INDEX {index} " in steps[0]
