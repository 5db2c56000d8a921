"""Proves the chains of records: needs no key, so that erased disputes are proved as well."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from itertools import groupby

from sqlalchemy import select

from disputes.record import Head, Link, chain_faults
from storage import tables
from storage.connection import AnyRow, Connection

RECORDS_AT_ONCE = 200


async def faults(connection: Connection, reference: str | None) -> AsyncIterator[str]:
    """What is wrong with one record, or with all of them, a sentence a fault."""
    heads = await _heads(connection, reference)
    if reference is not None and not heads:
        yield f"{reference} is unknown."
    for begin in range(0, len(heads), RECORDS_AT_ONCE):
        some = heads[begin : begin + RECORDS_AT_ONCE]
        links = await _links(connection, [head.dispute for head in some])
        for head in some:
            for fault in chain_faults(head, links.get(head.dispute, [])):
                yield fault
    if reference is None:
        for dispute in await _orphans(connection):
            yield f"There are entries of dispute {dispute}, whose own row is gone."


async def _heads(connection: Connection, reference: str | None) -> list[Head]:
    disputes = tables.disputes
    statement = select(disputes).order_by(disputes.c.reference)
    if reference is not None:
        statement = statement.where(disputes.c.reference == reference)
    return [
        Head(
            dispute=row.id,
            reference=row.reference,
            protocol=row.protocol,
            version=row.version,
            length=row.head_sequence,
            hash=row.head_hash,
        )
        for row in await connection.execute(statement)
    ]


async def _links(connection: Connection, disputes: list[str]) -> dict[str, list[Link]]:
    entries = tables.entries
    statement = (
        select(entries).where(entries.c.dispute_id.in_(disputes)).order_by(entries.c.dispute_id, entries.c.sequence)
    )
    rows = (await connection.execute(statement)).all()
    return {dispute: [_link(row) for row in some] for dispute, some in groupby(rows, lambda row: row.dispute_id)}


def _link(row: AnyRow) -> Link:
    return Link(
        sequence=row.sequence,
        kind=row.kind,
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        ciphertext_hash=hashlib.sha256(row.sealed).hexdigest(),
        previous_hash=row.previous_hash,
        hash=row.hash,
    )


async def _orphans(connection: Connection) -> list[str]:
    known = select(tables.disputes.c.id)
    statement = select(tables.entries.c.dispute_id).where(tables.entries.c.dispute_id.not_in(known)).distinct()
    return list((await connection.execute(statement)).scalars())
