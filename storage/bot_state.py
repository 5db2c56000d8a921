"""Bot state: JSON by key with an ETag, sealed under the installation's own key. What the JSON means is the bot's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update

from casework.ports import ChangedMeanwhile
from storage import tables
from storage.connection import Transaction
from storage.lookup import Lookup
from storage.work import SqlStore

ETAG_BYTES = 8

_KEPT = Lookup((tables.bot_state.c.sealed, tables.bot_state.c.etag), by=tables.bot_state.c.key)


class StateChanged(ChangedMeanwhile):
    """Somebody else wrote the same state first. Reading it anew and taking the turn again helps."""


class BotState:
    """State of conversations; every call is a transaction of its own, so none may be made inside another."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def read_state(self, key: str) -> tuple[str, str] | None:
        """The JSON and its ETag, or None where nothing is kept."""
        async with self._store.reading() as work:
            row = await _KEPT.find(work.transaction.connection, key)
        if row is None:
            return None
        sealed, etag = row
        return self._store.own_key.open(sealed, _place(key)).decode(), etag

    async def write_state(self, key: str, text: str, etag: str | None) -> str:
        """Keeps the JSON and gives its new ETag; `etag` is the one that was read, None for a new key.

        Raises StateChanged where what is kept has another ETag.
        """
        chance = self._store.keys.chance
        new_etag = chance(ETAG_BYTES).hex()
        sealed = self._store.own_key.seal(text.encode(), _place(key), chance)
        async with self._store.writing() as work:
            if not await _written(work.transaction, {"key": key, "etag": new_etag, "sealed": sealed}, etag):
                raise StateChanged("The conversation's state was changed by another turn.")
            await work.commit()
        return new_etag

    async def delete_state(self, key: str) -> None:
        """Forgets a key; one that isn't there is no fault."""
        async with self._store.writing() as work:
            await work.transaction.connection.execute(delete(tables.bot_state).where(tables.bot_state.c.key == key))
            await work.commit()


async def _written(transaction: Transaction, row: dict[str, Any], etag: str | None) -> bool:
    state = tables.bot_state
    if etag is None:
        return await transaction.insert_new(state, row, unique=["key"])
    changed = await transaction.connection.execute(
        update(state).where(state.c.key == row["key"], state.c.etag == etag).values(row)
    )
    return changed.rowcount == 1


def _place(key: str) -> str:
    return f"state {key}"
