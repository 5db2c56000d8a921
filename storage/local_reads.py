"""Reading a local SQLite file in the event loop's own thread.

A read takes microseconds; handing it to a thread and back takes a hundred times as long. What could make the loop wait
is kept out: in WAL mode readers wait for no writer, the one lock that they could meet is waited for asleep, and
whoever reads for long lets the others have their turn in between.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Dialect, Engine, Executable, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.selectable import TypedReturnsRows

Columns = TypeVarTuple("Columns")
Parameters: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None

TURN_SECONDS = 0.01
"""How long reads may go on before everybody else in the loop gets a turn."""

RETRY_SECONDS = 0.02
CONNECTIONS_KEPT = 4

_PRAGMAS = (
    # Nobody sleeps inside SQLite: `begin` waits for a lock without holding up the loop.
    "PRAGMA busy_timeout = 0",
    "PRAGMA query_only = ON",
)
_PRIMARY_CODE = 0xFF


class LocalReader:
    """Opens reading connections to one SQLite file, which somebody else has made and put into WAL mode."""

    def __init__(self, url: URL, *, patience: float) -> None:
        """`patience` is for how many seconds a transaction waits for a lock before it fails."""
        # No pool of SQLAlchemy's: whoever waited for a connection would have to do it in a thread.
        self._engine = create_engine(
            url.set(drivername="sqlite"),
            connect_args={"isolation_level": None, "check_same_thread": False},
            poolclass=NullPool,
        )
        event.listen(self._engine, "connect", _set_up)
        self._patience = patience
        self._idle: list[LocalConnection] = []
        self._closed = False
        self._turn_ends = 0.0

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self._engine.dialect

    async def connect(self) -> LocalConnection:
        """A connection of one's own; close it soon."""
        return self._idle.pop() if self._idle else LocalConnection(self, self._engine, self._patience)

    def take_back(self, connection: LocalConnection) -> bool:
        """Keeps a connection for the next one who needs it; False where nobody will."""
        if self._closed or len(self._idle) >= CONNECTIONS_KEPT:
            return False
        self._idle.append(connection)
        return True

    async def dispose(self) -> None:
        """Closes every connection: those in use, as soon as they aren't any more."""
        self._closed = True
        while self._idle:
            self._idle.pop().hang_up()
        self._engine.dispose()

    async def give_way(self) -> None:
        """Lets everybody else in the loop have a turn, if reads have gone on for long enough."""
        now = asyncio.get_running_loop().time()
        if now >= self._turn_ends:
            self._turn_ends = now + TURN_SECONDS
            await asyncio.sleep(0)


class LocalConnection:
    """What the store uses of SQLAlchemy's AsyncConnection; every call is done once it is made."""

    def __init__(self, reader: LocalReader, engine: Engine, patience: float) -> None:
        self._reader = reader
        self._patience = patience
        self._connection: Connection = engine.connect()
        self._driver: Any = self._connection.connection.dbapi_connection

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return self._connection.dialect

    async def begin(self) -> None:
        """Begins a transaction that sees this moment throughout. Raises OperationalError where it is locked for long.

        A reader in WAL mode meets a lock only while another process mends the file after a crash, empties its log
        as the last one to leave, or has taken the whole file to itself.
        """
        loop = asyncio.get_running_loop()
        give_up = loop.time() + self._patience
        while True:
            try:
                # The first read fixes the moment; once it is done, no later one can meet a lock.
                self._driver.execute("BEGIN")
                self._driver.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
                return
            except sqlite3.Error as error:
                self._driver.rollback()
                if not _is_busy(error) or loop.time() >= give_up:
                    raise OperationalError("BEGIN", None, error) from error
            await asyncio.sleep(RETRY_SECONDS)

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*Columns], parameters: Parameters = None
    ) -> CursorResult[*Columns]: ...

    @overload
    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[*tuple[Any, ...]]: ...

    async def execute(self, statement: Executable, parameters: Parameters = None) -> CursorResult[*tuple[Any, ...]]:
        """Reads."""
        await self._reader.give_way()
        return self._connection.execute(statement, parameters)

    async def look_up(self, sql: str, value: str) -> tuple[Any, ...] | None:
        """One row by one value, past SQLAlchemy: for the few queries that every turn makes."""
        await self._reader.give_way()
        try:
            return self._driver.execute(sql, (value,)).fetchone()
        except sqlite3.Error as error:
            raise DBAPIError.instance(sql, value, error, sqlite3.Error) from error

    async def commit(self) -> None:
        """Ends the transaction; there is nothing to keep."""
        self._end()

    async def close(self) -> None:
        """Ends the transaction and gives the connection back."""
        try:
            self._end()
        except sqlite3.Error:
            self.hang_up()
            raise
        if not self._reader.take_back(self):
            self.hang_up()

    def hang_up(self) -> None:
        """Closes the connection for good."""
        with suppress(sqlite3.Error):
            self._connection.close()

    def _end(self) -> None:
        if self._connection.in_transaction():
            self._connection.rollback()
        self._driver.rollback()


def _is_busy(error: sqlite3.Error) -> bool:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & _PRIMARY_CODE == sqlite3.SQLITE_BUSY


def _set_up(connection: sqlite3.Connection, record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()
