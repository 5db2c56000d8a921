"""Migrations: a database that they make is the one that the code expects; a failed one leaves nothing half done."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import storage.migrations.versions
from storage.engine import open_engines
from storage.keys import KeyRing
from storage.migrate import upgrade
from storage.tables import metadata
from storage.work import open_store
from tests.storage.conftest import MASTER_KEY


async def test_tables_and_migrations_agree(url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    engines = open_engines(url)
    async with engines.writer.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engines.close()


async def test_upgrading_twice_changes_nothing(url: str) -> None:
    await upgrade(url)
    await upgrade(url)


async def test_replicas_that_start_together_upgrade_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    stores = await asyncio.gather(*(open_store(url, KeyRing(MASTER_KEY)) for _ in range(3)))
    sealed = stores[0].own_key.seal(b"text", "place", KeyRing(MASTER_KEY).chance)
    assert [store.own_key.open(sealed, "place") for store in stores] == [b"text"] * 3
    for store in stores:
        await store.close()


async def test_a_migration_that_fails_half_way_leaves_nothing_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = ScriptDirectory.run_env

    def then_break(self: ScriptDirectory) -> None:
        original(self)
        raise RuntimeError("the power went")

    path = tmp_path / "new.db"
    monkeypatch.setattr(ScriptDirectory, "run_env", then_break)
    with pytest.raises(RuntimeError, match="the power went"):
        await upgrade(f"sqlite:///{path}")
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT name FROM sqlite_master").fetchall() == []
    file.close()
    monkeypatch.undo()
    await upgrade(f"sqlite:///{path}")


def test_every_revision_is_in_one_line() -> None:
    folder = Path(storage.migrations.versions.__file__).parent
    scripts = ScriptDirectory(str(folder.parent))
    assert len(scripts.get_heads()) == 1
    assert len(list(scripts.walk_revisions())) == len(list(folder.glob("0*.py")))
