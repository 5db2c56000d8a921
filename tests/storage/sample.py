"""What the tests of storage put in: entries without people, and the moment at which they happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from disputes.entries import By, Entry, EntryKind
from storage.work import SqlStore

NOON = datetime(2026, 4, 8, 12, 0, tzinfo=UTC)


def an_entry(sequence: int = 1, reference: str = "DRP-2026-0001", words: str = "nothing", **changes: Any) -> Entry:
    values = {
        "reference": reference,
        "protocol": "bradford-firo",
        "version": "1",
        "subject": "S-1001",
        "team": "Shipley",
        "officer": "p-officer",
        "concern": words,
    }
    moment = NOON + timedelta(minutes=sequence)
    entry = Entry(
        sequence=sequence,
        kind=EntryKind.RAISED if sequence == 1 else EntryKind.NOTED,
        happened_at=moment,
        recorded_at=moment,
        by=By(person="p-officer", name="Officer One", roles=("firo",)),
        values=values,
    )
    return replace(entry, **changes)


async def a_record(store: SqlStore, length: int = 3, words: str = "nothing") -> str:
    """A record of some entries; gives its reference."""
    async with store.writing() as work:
        reference = await work.records.next_reference(2026)
        await work.records.create(reference, an_entry(1, reference, words))
        for sequence in range(2, length + 1):
            await work.records.append(reference, an_entry(sequence, reference, f"{words} {sequence}"))
        await work.commit()
    return reference
