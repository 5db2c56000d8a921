"""A desk over a real database, with the sample council's people and clocks that the test moves."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path

import pytest

import protocols.definitions
from casework.desk import Desk
from disputes.protocol import Protocol
from protocols.library import ProtocolLibrary
from protocols.reading import read_protocol
from rehearsal import council
from storage.keys import KeyRing, new_master_key
from storage.work import open_store
from tests.casework.office import MONDAY, Office
from tests.casework.postbag import Postbag


@lru_cache
def bradford() -> Protocol:
    """Bradford's protocol as it is shipped."""
    file = Path(protocols.definitions.__path__[0]) / "bradford-firo.toml"
    return read_protocol(file.read_text("utf-8"), file.name)


@asynccontextmanager
async def opened_office(database: str) -> AsyncGenerator[Office]:
    """The sample council over a database that is up to date and empty."""
    now, system = [MONDAY], [MONDAY]
    async with await open_store(database, KeyRing(new_master_key())) as store:
        desk = Desk(
            store=store,
            protocols=ProtocolLibrary([bradford()]),
            clock=lambda: now[0],
            system_clock=lambda: system[0],
            council=council.COUNCIL,
        )
        office = Office(desk, store, now, system, {})
        await office.appoint()
        yield office


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    async with opened_office(sqlite_url) as office:
        yield office


@pytest.fixture
async def any_office(url: str) -> AsyncIterator[Office]:
    """An office over a database of each kind: for what hangs on how databases lock."""
    async with opened_office(url) as office:
        yield office


@pytest.fixture
def bag(office: Office) -> Postbag:
    return Postbag(office)
