"""What the parts of one transaction share: its connection, the keys, and the few ways in which databases differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias, TypeVarTuple

from sqlalchemy import Row, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.keys import KeyRing, TextKey
from storage.local_reads import LocalConnection

Columns = TypeVarTuple("Columns")
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

Connection: TypeAlias = AsyncConnection | LocalConnection
"""To a server or through a thread, or straight to a file where only reading is done."""


class Erasure(NamedTuple):
    """One line of the erasure register."""

    dispute: str
    reference: str
    erased_at: datetime


@dataclass(slots=True)
class Transaction:
    """One transaction. `own_key` seals what no dispute has; `erased` is what its commit must finish."""

    connection: Connection
    keys: KeyRing
    own_key: TextKey
    writing: bool
    erased: list[Erasure] = field(default_factory=list[Erasure])

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite."""
        return self.connection.dialect.name == "sqlite"

    async def insert_new(self, table: Table, row: Mapping[str, Any], *, unique: Sequence[str]) -> bool:
        """Inserts a row unless one with the same unique columns is there; whether it did."""
        return await insert_new(self.connection, table, row, unique=unique)

    async def put(self, table: Table, row: Mapping[str, Any], *, unique: Sequence[str]) -> None:
        """Inserts a row, or overwrites the one with the same unique columns."""
        insert = sqlite.insert if self.is_sqlite else postgresql.insert
        statement = insert(table)
        changed = {name: statement.excluded[name] for name in row if name not in unique}
        await self.connection.execute(statement.on_conflict_do_update(index_elements=unique, set_=changed), row)

    def claiming(self, statement: Select[*Columns]) -> Select[*Columns]:
        """Locks the rows that a claim selects, passing over those that another replica holds.

        SQLite needs no row locks: its writing transaction already holds the only write lock.
        """
        if self.is_sqlite or not self.writing:
            return statement
        return statement.with_for_update(skip_locked=True)


async def insert_new(connection: Connection, table: Table, row: Mapping[str, Any], *, unique: Sequence[str]) -> bool:
    """Inserts a row unless one with the same unique columns is there; whether it did."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    result = await connection.execute(insert(table).on_conflict_do_nothing(index_elements=unique), row)
    return result.rowcount == 1
