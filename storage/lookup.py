"""Looking up one row by one value: the few queries that every turn makes, compiled once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, bindparam, select
from sqlalchemy.dialects import sqlite

from storage.columns import Instant, Words
from storage.connection import Connection
from storage.local_reads import LocalConnection

_QUESTION_MARKS = sqlite.dialect(paramstyle="qmark")


class Lookup:
    """Finds the columns of the row that has a value in its key, which no other row has."""

    def __init__(self, columns: Sequence[Column[Any]], by: Column[Any]) -> None:
        if any(isinstance(column.type, Instant | Words) for column in columns):
            raise TypeError("a look-up gives what is stored, and these columns have to be read")
        self._statement = select(*columns).where(by == bindparam("key"))
        self._sql = str(self._statement.compile(dialect=_QUESTION_MARKS))

    async def find(self, connection: Connection, key: str) -> tuple[Any, ...] | None:
        """The row, or None."""
        if isinstance(connection, LocalConnection):
            return await connection.look_up(self._sql, key)
        row = (await connection.execute(self._statement, {"key": key})).one_or_none()
        return None if row is None else tuple(row)
