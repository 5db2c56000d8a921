"""The record store: appends sealed, hash-chained entries, reads them back, proves and erases them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from casework.ports import ChangedMeanwhile, Erased, ReadRecord, Records
from disputes.dispute import fold, opening_of
from disputes.entries import Entry
from disputes.record import chain_hash, chain_start
from storage import erasure, tables, verification
from storage.codec import decode, encode
from storage.connection import Transaction
from storage.keys import Damaged, TextKey
from storage.known_records import Head, KnownRecords
from storage.lookup import Lookup

DISPUTE_ID_BYTES = 16
ERASED = "{} was erased when its retention ended."

_RECORD = (
    select(
        tables.disputes.c.id,
        tables.disputes.c.head_sequence,
        tables.disputes.c.head_hash,
        tables.disputes.c.key_wrapped,
        tables.entries.c.sequence,
        tables.entries.c.sealed,
    )
    .join_from(tables.disputes, tables.entries, isouter=True)
    .where(tables.disputes.c.reference == bindparam("reference"))
    .order_by(tables.entries.c.sequence)
)
_HEAD = Lookup(
    (
        tables.disputes.c.id,
        tables.disputes.c.head_sequence,
        tables.disputes.c.head_hash,
        tables.disputes.c.key_wrapped,
    ),
    by=tables.disputes.c.reference,
)


@dataclass(frozen=True, slots=True)
class _End:
    """Where a record stands, as far as this transaction has seen."""

    dispute: str
    sequence: int
    hash: str
    key: TextKey


class SqlRecords(Records):
    """Records in the database, within one transaction."""

    def __init__(self, transaction: Transaction, known: KnownRecords) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._known = known
        self._ends: dict[str, _End] = {}

    async def next_reference(self, year: int) -> str:
        """A new reference such as DRP-2026-0042; never given twice."""
        await self._transaction.insert_new(tables.reference_counters, {"year": year, "last": 0}, unique=["year"])
        counters = tables.reference_counters
        statement = (
            update(counters).where(counters.c.year == year).values(last=counters.c.last + 1).returning(counters.c.last)
        )
        number = (await self._connection.execute(statement)).scalar_one()
        return f"DRP-{year}-{number:04d}"

    async def create(self, reference: str, first: Entry) -> None:
        """Begins a record with its first entry (sequence 1) and a key of its own."""
        opening = opening_of(first)
        dispute = self._transaction.keys.chance(DISPUTE_ID_BYTES).hex()
        key, wrapped = self._transaction.keys.new_key(dispute_owner(dispute))
        start = chain_start(dispute, reference, opening.protocol, opening.version)
        row = {
            "id": dispute,
            "reference": reference,
            "protocol": opening.protocol,
            "version": opening.version,
            "head_sequence": 0,
            "head_hash": start,
            "key_wrapped": wrapped,
        }
        if not await self._transaction.insert_new(tables.disputes, row, unique=["reference"]):
            raise ChangedMeanwhile(f"{reference} already has a record.")
        self._ends[reference] = _End(dispute, 0, start, key)
        await self.append(reference, first)

    async def append(self, reference: str, entry: Entry) -> None:
        """Appends the next entry. Raises ChangedMeanwhile where its sequence isn't the next one."""
        head = self._ends.get(reference) or await self._end_of(reference)
        if entry.sequence != head.sequence + 1:
            raise ChangedMeanwhile(f"{reference} has {head.sequence} entries; {entry.sequence} isn't the next.")
        sealed = head.key.seal(encode(entry), entry_place(head.dispute, entry.sequence), self._transaction.keys.chance)
        entry_hash = chain_hash(
            head.dispute,
            entry.sequence,
            entry.kind.value,
            entry.happened_at,
            entry.recorded_at,
            hashlib.sha256(sealed).hexdigest(),
            head.hash,
        )
        disputes = tables.disputes
        moved = await self._connection.execute(
            update(disputes)
            .where(
                disputes.c.id == head.dispute, disputes.c.head_hash == head.hash, disputes.c.key_wrapped.is_not(None)
            )
            .values(head_sequence=entry.sequence, head_hash=entry_hash)
        )
        if moved.rowcount != 1:
            self._ends.pop(reference, None)
            raise ChangedMeanwhile(f"{reference} was changed by somebody else.")
        row = {
            "dispute_id": head.dispute,
            "sequence": entry.sequence,
            "kind": entry.kind.value,
            "happened_at": entry.happened_at,
            "recorded_at": entry.recorded_at,
            "previous_hash": head.hash,
            "hash": entry_hash,
            "sealed": sealed,
        }
        await self._connection.execute(insert(tables.entries), row)
        self._ends[reference] = replace(head, sequence=entry.sequence, hash=entry_hash)

    async def load(self, reference: str) -> list[Entry]:
        """Every entry in order; empty where the reference is unknown.

        A transaction that only reads takes what was read before, if the record still has the same head.
        Raises Erased, and Damaged where what is stored isn't what was written.
        """
        if self._transaction.writing:
            return await self._load_stored(reference)
        read = await self._read(reference)
        return list(read.entries) if read else []

    async def state(self, reference: str) -> ReadRecord | None:
        """A record with the state that it comes to; None where the reference is unknown.

        Raises as `load` does. In a transaction that only reads, it is shared with others.
        """
        if not self._transaction.writing:
            return await self._read(reference)
        entries = await self._load_stored(reference)
        return ReadRecord(entries, fold(entries)) if entries else None

    async def _read(self, reference: str) -> ReadRecord | None:
        head = await self._head(reference)
        if head is None:
            return None
        if head.key_wrapped is None:
            self._known.forget_erased(reference, head.dispute)
            raise Erased(ERASED.format(reference))
        read = self._known.under(reference, head)
        if read is None:
            entries = tuple(await self._load_stored(reference))
            read = ReadRecord(entries, fold(entries))
            self._known.keep(reference, head, read)
        return read

    async def _load_stored(self, reference: str) -> list[Entry]:
        result = await self._connection.execute(_RECORD, {"reference": reference})
        rows = result.all()
        if not rows:
            return []
        head = self._ends[reference] = self._end(reference, Head(*rows[0][:4]))
        found = [row for row in rows if row.sequence is not None]
        if len(found) != head.sequence:
            raise Damaged(f"{reference} has {len(found)} entries instead of {head.sequence}.")
        # Whatever is in the clear beside the sealed text is for `verify`: an entry is what its sealed text says.
        entries = [decode(head.key.open(row.sealed, entry_place(head.dispute, row.sequence))) for row in found]
        if opening_of(entries[0]).reference != reference:
            raise Damaged(f"The record under {reference} is another dispute's.")
        return entries

    async def verify(self, reference: str | None = None) -> list[str]:
        """What is wrong with the chain of one dispute, or of all: one sentence a fault, none where all is well."""
        return [fault async for fault in self._faults(reference)]

    async def references(self) -> list[str]:
        """Every reference, sorted, erased ones included."""
        statement = select(tables.disputes.c.reference).order_by(tables.disputes.c.reference)
        return list((await self._connection.execute(statement)).scalars())

    async def erase(self, reference: str, at: datetime) -> None:
        """Destroys the dispute's key and its read rows, and notes it in the erasure register."""
        self._ends.pop(reference, None)
        await erasure.erase(self._transaction, reference, at)

    def _faults(self, reference: str | None) -> AsyncIterator[str]:
        return verification.faults(self._connection, reference)

    async def _end_of(self, reference: str) -> _End:
        head = await self._head(reference)
        if head is None:
            raise LookupError(f"{reference} has no record to append to.")
        return self._end(reference, head)

    async def _head(self, reference: str) -> Head | None:
        row = await _HEAD.find(self._connection, reference)
        return None if row is None else Head(*row)

    def _end(self, reference: str, head: Head) -> _End:
        if head.key_wrapped is None:
            raise Erased(ERASED.format(reference))
        key = self._transaction.keys.unwrap(head.key_wrapped, dispute_owner(head.dispute))
        return _End(head.dispute, head.sequence, head.hash, key)


def dispute_owner(dispute: str) -> str:
    """The name under which a dispute's key is wrapped."""
    return f"dispute {dispute}"


def entry_place(dispute: str, sequence: int) -> str:
    """Where an entry's sealed text belongs."""
    return f"dispute {dispute} entry {sequence}"
