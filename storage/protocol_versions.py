"""Protocol versions: what each said when a dispute could first begin under it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from storage import tables
from storage.connection import Transaction

Version = tuple[str, str]
"""A protocol's id and version."""


class ProtocolVersions:
    """Kept once, never changed: a dispute goes on under what it began under (X9)."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, texts: Sequence[tuple[Version, str]]) -> list[Version]:
        """Keeps versions that aren't known yet; gives back those that are known with another text."""
        table = tables.protocol_versions
        changed: list[Version] = []
        for (protocol, version), text in texts:
            row = {"protocol": protocol, "version": version, "text": text}
            if await self._transaction.insert_new(table, row, unique=["protocol", "version"]):
                continue
            known = select(table.c.text).where(table.c.protocol == protocol, table.c.version == version)
            if (await self._transaction.connection.execute(known)).scalar_one() != text:
                changed.append((protocol, version))
        return changed

    async def texts(self) -> list[str]:
        """Every version that was ever kept, in the order of ids and versions."""
        table = tables.protocol_versions
        rows = await self._transaction.connection.execute(
            select(table.c.text).order_by(table.c.protocol, table.c.version)
        )
        return list(rows.scalars())
