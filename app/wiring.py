"""The wiring: the one place where settings become objects and the objects meet."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from app.settings import Settings, secret
from casework.desk import Desk
from casework.ports import Clock
from disputes.refusals import Refusal
from disputes.working_days import LONDON
from protocols.library import ProtocolLibrary
from protocols.reading import Source, kept_source, read_source_file, shipped_sources
from storage.erasure import ErasureRegister
from storage.keys import KeyRing
from storage.protocol_versions import ProtocolVersions
from storage.work import SqlStore, open_store

MASTER_KEY = "DRP_MASTER_KEY"
BOT_SECRET = "DRP_BOT_SECRET"  # noqa: S105 - the name of a variable


def london_now() -> datetime:
    """The present moment in London: case time, where nobody moves it."""
    return datetime.now(LONDON)


def system_now() -> datetime:
    """The present moment: system time, which nobody ever moves."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Council:
    """A council's installation, opened."""

    settings: Settings
    store: SqlStore
    desk: Desk
    signing_keys: tuple[bytes, ...]


@asynccontextmanager
async def open_council(settings: Settings, clock: Clock = london_now) -> AsyncGenerator[Council]:
    """Opens a council's store and desk, and closes them again."""
    keys = master_keys(settings)
    register = ErasureRegister(settings.path(settings.store.erasure_register))
    store = await open_store(settings.database, KeyRing(keys[0], keys[1:]), register=register)
    async with store:
        desk = _desk(settings, store, await pinned_library(settings, store), clock)
        yield Council(settings, store, desk, tuple(_signing_key(key) for key in keys))


def _desk(settings: Settings, store: SqlStore, protocols: ProtocolLibrary, clock: Clock) -> Desk:
    return Desk(
        store=store,
        protocols=protocols,
        clock=clock,
        system_clock=system_now,
        council=settings.council.name,
        closures=settings.council.closures,
        nudges=settings.nudges.for_desk(),
    )


def library(settings: Settings) -> ProtocolLibrary:
    """The shipped protocols and the council's own; of one id the council's own is the latest."""
    return ProtocolLibrary([source.protocol for source in _sources(settings)], settings.council.runs)


async def pinned_library(settings: Settings, store: SqlStore) -> ProtocolLibrary:
    """The same, with every earlier version that the database kept. Refuses a version that says something new (X9)."""
    sources = _sources(settings)
    async with store.writing() as work:
        kept = ProtocolVersions(work.transaction)
        texts = [((source.protocol.id, source.protocol.version), source.text) for source in sources]
        changed = await kept.keep(texts)
        earlier = [kept_source(text) for text in await kept.texts()]
        await work.commit()
    if changed:
        names = " and ".join(f"version {version} of {protocol}" for protocol, version in changed)
        raise Refusal(
            "changed-version",
            f"The file of {names} says something else than when it was first used here.",
            "Give the changed file a new version; open disputes go on under the one that they began under.",
            rules=("X9",),
        )
    return ProtocolLibrary([source.protocol for source in (*earlier, *sources)], settings.council.runs)


def _sources(settings: Settings) -> list[Source]:
    return [*shipped_sources(), *(read_source_file(settings.path(file)) for file in settings.council.protocols)]


def master_keys(settings: Settings) -> list[str]:
    """The master key and those before it. Refuses to begin without one: nothing is ever stored in the clear."""
    key = secret(MASTER_KEY, settings.path(settings.keys.master))
    if not key:
        raise Refusal(
            "no-master-key",
            f"There is no master key in {MASTER_KEY} or {settings.path(settings.keys.master)}.",
            'Make one with "drp key create" and back it up, or put the existing one back.',
        )
    former = [secret("", settings.path(file)) for file in settings.keys.former]
    return [key, *(value for value in former if value)]


def _signing_key(master_key: str) -> bytes:
    """The key of signed references, derived from the master key so that there is one secret to keep."""
    return hmac.digest(master_key.encode(), b"signed references", hashlib.sha256)
