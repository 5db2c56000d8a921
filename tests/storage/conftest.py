"""Stores over real files and, where it can be had, a real PostgreSQL server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from storage.erasure import ErasureRegister
from storage.keys import KeyRing, new_master_key
from storage.work import SqlStore, open_store

MASTER_KEY = new_master_key()

Open = Callable[..., Awaitable[SqlStore]]


@pytest.fixture
async def opened() -> AsyncIterator[Open]:
    """Opens stores, and closes them after the test."""
    stores: list[SqlStore] = []

    async def open_one(
        url: str, master_key: str = MASTER_KEY, former: tuple[str, ...] = (), register: Path | None = None
    ) -> SqlStore:
        keys = KeyRing(master_key, former)
        store = await open_store(url, keys, register=ErasureRegister(register) if register else None)
        stores.append(store)
        return store

    yield open_one
    for store in stores:
        await store.close()


@pytest.fixture
async def store(url: str, opened: Open) -> SqlStore:
    return await opened(url)


@pytest.fixture
async def sqlite_store(sqlite_url: str, opened: Open) -> SqlStore:
    return await opened(sqlite_url)
