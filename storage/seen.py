"""Ids of activities and messages that already had their effect."""

from __future__ import annotations

import hashlib
from datetime import datetime

from casework.ports import Seen
from storage import tables
from storage.connection import Transaction


class SqlSeen(Seen):
    """Remembered ids in the database, as digests: they come from outside and may be of any length."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def claim(self, kind: str, key: str, at: datetime) -> bool:
        """True the first time, False ever after; of two at once, one waits until the other has committed."""
        row = {"kind": kind, "key": hashlib.sha256(key.encode()).hexdigest(), "at": at}
        return await self._transaction.insert_new(tables.seen, row, unique=["kind", "key"])
