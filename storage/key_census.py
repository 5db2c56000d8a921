"""Which master key wraps what, and the proof that a master key alone opens every dispute that is left."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from casework.ports import Erased
from storage import tables
from storage.keys import Damaged, KeyUnusable
from storage.known_records import KnownRecords
from storage.records import SqlRecords
from storage.work import SqlStore


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCensus:
    """How many keys of disputes and of the installation are wrapped under which master key."""

    current: int
    former: int
    unknown: int
    erased: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readability:
    """What a key ring can read: records opened from end to end, erased ones, and a sentence for each that it can't."""

    readable: int
    erased: int
    faults: tuple[str, ...]


async def census(store: SqlStore) -> KeyCensus:
    """Counts the wrapped keys by the master key that wraps them."""
    disputes, own = tables.disputes.c.key_wrapped, tables.installation_keys.c.key_wrapped
    async with store.reading() as work:
        connection = work.transaction.connection
        wrapped = [*(await connection.execute(select(disputes))).scalars()]
        wrapped += (await connection.execute(select(own))).scalars()
    counts: dict[str, int] = dict.fromkeys(("current", "former", "unknown", "erased"), 0)
    for each in wrapped:
        counts["erased" if each is None else store.keys.wrapped_under(each)] += 1
    return KeyCensus(**counts)


async def prove_readable(store: SqlStore) -> Readability:
    """Opens every record from its first entry to its last, and says what can't be opened."""
    readable = erased = 0
    faults: list[str] = []
    async with store.reading() as work:
        # Knowing nothing from before: what is to be proved is that it opens now.
        records = SqlRecords(work.transaction, KnownRecords(most=0))
        for reference in await records.references():
            try:
                await records.load(reference)
                readable += 1
            except Erased:
                erased += 1
            except (Damaged, KeyUnusable) as fault:
                faults.append(f"{reference}: {fault}")
    return Readability(readable=readable, erased=erased, faults=tuple(faults))
