"""Erasure: destroys a dispute's key and whatever the read tables know of it, and notes it in the register.

The record's entries stay, sealed for ever, so that its chain still proves itself. The register is a file kept
outside backups: whoever restores an old backup replays it, and what was erased since is erased again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import tables
from storage.connection import Erasure, Transaction
from storage.engine import BUSY_MILLISECONDS


class ErasureRegister:
    """The file of everything that was ever erased: one JSON object a line, no text and no person."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, erasures: Iterable[Erasure]) -> None:
        """Appends to the file and waits until the disk has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            for erasure in erasures:
                at = erasure.erased_at.astimezone(UTC).isoformat()
                line = {"dispute": erasure.dispute, "reference": erasure.reference, "erased_at": at}
                file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[Erasure]:
        """Everything in the file, oldest first; a last line that a crash cut short is left out."""
        if not self._path.exists():
            return []
        whole = self._path.read_text(encoding="utf-8").rpartition("\n")[0]
        return [_erasure(json.loads(line)) for line in whole.splitlines() if line]


def _erasure(line: dict[str, str]) -> Erasure:
    return Erasure(line["dispute"], line["reference"], datetime.fromisoformat(line["erased_at"]))


async def erase(transaction: Transaction, reference: str, at: datetime) -> None:
    """Erases one dispute; erasing it twice changes nothing. Raises LookupError for an unknown reference."""
    disputes = tables.disputes
    found = await transaction.connection.execute(select(disputes.c.id).where(disputes.c.reference == reference))
    dispute = found.scalar_one_or_none()
    if dispute is None:
        raise LookupError(f"{reference} has no record to erase.")
    await _erase(transaction, Erasure(dispute, reference, at))


async def replay(transaction: Transaction, register: Iterable[Erasure]) -> list[str]:
    """Erases again whatever a restored backup brought back; gives the references that it had to erase.

    A dispute is found by its random id: after a restore, a reference may be given to another dispute.
    """
    disputes = tables.disputes
    again: list[str] = []
    for erasure in register:
        statement = select(disputes.c.reference).where(
            disputes.c.id == erasure.dispute, disputes.c.key_wrapped.is_not(None)
        )
        reference = (await transaction.connection.execute(statement)).scalar_one_or_none()
        if reference is not None:
            await _erase(transaction, Erasure(erasure.dispute, reference, erasure.erased_at))
            again.append(reference)
    return again


async def _erase(transaction: Transaction, erasure: Erasure) -> None:
    connection, disputes = transaction.connection, tables.disputes
    destroyed = await connection.execute(
        update(disputes)
        .where(disputes.c.id == erasure.dispute, disputes.c.key_wrapped.is_not(None))
        .values(key_wrapped=None)
    )
    if destroyed.rowcount == 0:
        return
    for table in (tables.cases, tables.outbox, tables.attachments, tables.kept_mail):
        await connection.execute(delete(table).where(table.c.reference == erasure.reference))
    row = {"dispute_id": erasure.dispute, "reference": erasure.reference, "erased_at": erasure.erased_at}
    await transaction.insert_new(tables.erasures, row, unique=["dispute_id"])
    transaction.erased.append(erasure)


async def wipe_traces(engine: AsyncEngine) -> bool:
    """Clears what deleted rows left behind: SQLite's write-ahead log, PostgreSQL's dead rows.

    False where a reader still needs the log; trying again later helps. The rows themselves are overwritten when they
    are deleted (secure_delete). What a file system, a backup or PostgreSQL's archived log keeps is out of reach:
    there, a wrapped key is as safe as the master key.
    """
    if engine.dialect.name == "sqlite":
        return await _empty_log(engine)
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text("VACUUM disputes, cases, outbox, attachments, kept_mail"))
    return True


async def _empty_log(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        # Past SQLAlchemy, which would begin a transaction first: inside one there is no checkpoint.
        driver: Any = (await connection.get_raw_connection()).driver_connection
        # Nobody waits for a slow reader here: the next transaction tries again.
        await driver.execute_fetchall("PRAGMA busy_timeout = 0")
        try:
            ((busy, *_),) = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            await driver.execute_fetchall(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        return busy == 0
