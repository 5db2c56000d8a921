"""A council at work: the real desk over SQLite, the real bot over HTTP, and everybody at a client."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.state import MemoryStateStore
from casework.desk import Desk
from casework.ports import Appointment
from casework.ports import Person as Somebody
from disputes.working_days import LONDON
from storage.keys import KeyRing, new_master_key
from storage.migrate import upgrade
from storage.work import SqlStore, open_store
from tests.bot.chat.cast import PEOPLE, TEAM, Council, Letters, Shipped, build


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chat") / "template.db"
    asyncio.run(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def store(template: Path, tmp_path: Path) -> AsyncIterator[SqlStore]:
    shutil.copy(template, tmp_path / "chat.db")
    async with await open_store(f"sqlite:///{tmp_path / 'chat.db'}", KeyRing(new_master_key(), ())) as store:
        yield store


@pytest.fixture
async def council(stage: Any, store: SqlStore) -> Council:
    """Bradford on Monday 30 March 2026, the week before Easter; nobody has met the assistant but the officer."""
    ids = (f"draft-{n}" for n in itertools.count(1))
    holder: list[Council] = []
    clock = lambda: holder[0].now if holder else datetime(2026, 3, 30, 9, tzinfo=UTC)  # noqa: E731
    desk = Desk(
        store=store,
        protocols=Shipped(),
        clock=clock,
        system_clock=lambda: datetime(2026, 3, 30, 9, tzinfo=UTC),
        council="Practice Council",
    )
    people = [
        Somebody(id=who, name=name, email=f"{who}@practice.example", entra_id=who) for who, (name, _) in PEOPLE.items()
    ]
    posts = [
        Appointment(person=who, role=role, team=TEAM if role in ("FIRO", "SSW", "TM") else "")
        for who, (_, role) in PEOPLE.items()
        if role
    ]
    async with store.writing() as work:
        await work.directory.replace_all(people, posts)
        await work.commit()
    for who, (name, _) in PEOPLE.items():
        stage.connector.person(name, who)
    state = MemoryStateStore()
    turn, cards = build(desk, stage, state, ids)
    stage.bot.turn = turn
    council = Council(stage, desk, state, cards, Letters(), datetime(2026, 3, 30, 10, tzinfo=LONDON), ids)
    holder.append(council)
    for who in PEOPLE:
        await council.person(who).install()
    return council
