"""The unit of work: one transaction over every part of the store, and the store that begins transactions."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from casework.ports import ChangedMeanwhile, Store, Work
from storage import erasure, tables
from storage.addresses import SqlAddresses
from storage.caseload import SqlCaseload
from storage.connection import Connection, Transaction, insert_new
from storage.directory import SqlDirectory
from storage.engine import Engines, open_engines
from storage.erasure import ErasureRegister
from storage.keys import KeyRing, TextKey
from storage.known_directory import LatestDirectory
from storage.known_records import KnownRecords
from storage.local_reads import LocalReader
from storage.mail_archive import SqlMailArchive
from storage.migrate import upgrade_engine
from storage.outbox import SqlOutbox
from storage.records import SqlRecords
from storage.seen import SqlSeen

OWN_KEY = "own"

_LOST_RACES = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a transaction that another one's changes or locks ended; trying it again helps."""


def installation_owner(name: str) -> str:
    """The name under which one of the installation's own keys is wrapped."""
    return f"installation {name}"


class SqlWork(Work):
    """One transaction. Leaving it without `commit` undoes it."""

    def __init__(self, store: SqlStore, engine: AsyncEngine | LocalReader, *, writing: bool) -> None:
        self._store = store
        self._engine = engine
        self._writing = writing
        self._open: Connection | None = None

    async def __aenter__(self) -> Self:
        """Begins the transaction."""
        self._open = connection = await self._engine.connect()
        try:
            await connection.begin()
        except BaseException:
            await connection.close()
            raise
        self.transaction = Transaction(connection, self._store.keys, self._store.own_key, self._writing)
        self.directory = SqlDirectory(self.transaction, self._store.latest_directory)
        self.records = SqlRecords(self.transaction, self._store.known_records)
        self.caseload = SqlCaseload(self.transaction)
        self.outbox = SqlOutbox(self.transaction)
        self.seen = SqlSeen(self.transaction)
        self.mail = SqlMailArchive(self.transaction)
        self.addresses = SqlAddresses(self.transaction)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Undoes whatever wasn't committed. Raises ChangedMeanwhile where a deadlock or another writer ended it."""
        if self._open is not None:
            connection, self._open = self._open, None
            await connection.close()
            if self._writing:
                await self._store.wipe_traces_left()
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _LOST_RACES:
            raise ChangedMeanwhile("Another transaction was first.") from error

    async def commit(self) -> None:
        """Makes it all lasting. What was erased is in the register's file before it is gone from here."""
        erased = self.transaction.erased
        if erased and self._store.register is not None:
            await asyncio.to_thread(self._store.register.add, erased)
        await self.transaction.connection.commit()
        for each in erased:
            self._store.known_records.forget_erased(each.reference, each.dispute)
        if erased:
            self._store.traces_left = True


class SqlStore(Store):
    """The council's database. Open it with `open_store`; close it when the process ends."""

    def __init__(self, engines: Engines, keys: KeyRing, own_key: TextKey, register: ErasureRegister | None) -> None:
        self._engines = engines
        self.keys = keys
        self.own_key = own_key
        self.register = register
        self.traces_left = False
        self.latest_directory = LatestDirectory()
        self.known_records = KnownRecords()

    def reading(self) -> SqlWork:
        """A transaction that only reads, and never waits for a writer."""
        return SqlWork(self, self._engines.reader, writing=False)

    def writing(self) -> SqlWork:
        """A transaction that may write; on SQLite it holds the write lock from its beginning."""
        return SqlWork(self, self._engines.writer, writing=True)

    async def wipe_traces_left(self) -> None:
        """Wipes what an erasure left behind in the files; tried again after the next transaction where it can't yet."""
        if self.traces_left:
            self.traces_left = not await erasure.wipe_traces(self._engines.writer)

    async def replay_register(self) -> list[str]:
        """Erases again what a restored backup brought back; gives the references. `open_store` does it, too."""
        if self.register is None:
            return []
        register = await asyncio.to_thread(self.register.read)
        async with self.writing() as work:
            again = await erasure.replay(work.transaction, register)
            await work.transaction.connection.commit()
            self.traces_left = bool(again)
        return again

    async def close(self) -> None:
        """Closes every connection."""
        await self._engines.close()

    async def __aenter__(self) -> Self:
        """The store itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes every connection."""
        await self.close()


async def open_store(url: str, keys: KeyRing, *, register: ErasureRegister | None = None) -> SqlStore:
    """Opens the database at `sqlite:///FILE` or `postgresql://...`, brought up to date and with its own key.

    Where it was restored from a backup, whatever the register says was erased since is erased before anybody reads.

    Raises KeyUnusable where the database was sealed under a master key that the ring doesn't hold.
    """
    engines = open_engines(url)
    try:
        await upgrade_engine(engines.writer)
        store = SqlStore(engines, keys, await _own_key(engines, keys), register)
        await store.replay_register()
        await erasure.wipe_traces(engines.writer)
    except BaseException:
        await engines.close()
        raise
    return store


async def _own_key(engines: Engines, keys: KeyRing) -> TextKey:
    table = tables.installation_keys
    owner, kept = installation_owner(OWN_KEY), select(table.c.key_wrapped).where(table.c.name == OWN_KEY)
    async with engines.writer.begin() as connection:
        if (await connection.execute(kept)).scalar_one_or_none() is None:
            row = {"name": OWN_KEY, "key_wrapped": keys.new_key(owner)[1]}
            await insert_new(connection, table, row, unique=["name"])
        # Another replica may have been first.
        return keys.unwrap((await connection.execute(kept)).scalar_one(), owner)
