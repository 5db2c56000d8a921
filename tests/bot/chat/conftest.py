"""A council at work: the real desk over SQLite, the real bot over HTTP, and everybody at a client."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapter import TurnAdapter
from bot.authentication import AnonymousLoopback
from bot.credentials import NoCredentials
from bot.seen import MemorySeenActivities
from bot.sender import ConnectorSender
from bot.service_urls import MemoryServiceUrls
from bot.web import MessagesEndpoint
from casework.ports import Appointment
from casework.ports import Person as Somebody
from rehearsal.connector import LoopbackConnector
from storage.keys import KeyRing, new_master_key
from storage.migrate import upgrade
from storage.work import SqlStore, open_store
from tests.bot.chat.cast import PEOPLE, PER_TEAM, TEAM, TENANT, Actor, Council, Stage


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
async def stage(store: SqlStore) -> AsyncIterator[Stage]:
    """The bot's door and the connector it answers to, over real HTTP on loopback; it closes before the store."""
    ids = (f"id-{n}" for n in itertools.count(1))
    connector = LoopbackConnector(
        tenant=TENANT, clock=lambda: datetime(2026, 4, 8, 9, 30, tzinfo=UTC), new_id=lambda: next(ids)
    )
    async with aiohttp.ClientSession() as session:
        sender = ConnectorSender(session, NoCredentials(), MemoryServiceUrls(), jitter=lambda: 0.5, sleep=_at_once)
        adapter = TurnAdapter(sender)
        bot = Actor()
        # A slow machine must not change what these tests see: nothing here is about answering late.
        door = MessagesEndpoint(adapter, bot, AnonymousLoopback(), MemorySeenActivities(), answer_within=60)
        application = web.Application()
        application.add_routes(door.routes())
        application.on_shutdown.append(door.drain)
        application.add_subapp("/connector", connector.application())
        async with TestServer(application) as server:
            messages, service = server.make_url("/api/messages"), server.make_url("/connector")
            connector.attach(session, messages_url=str(messages), service_url=str(service))
            yield Stage(bot, adapter, connector, door)


async def _at_once(_seconds: float) -> None:
    """Nobody waits in a test."""


@pytest.fixture
async def council(stage: Stage, store: SqlStore) -> Council:
    """Bradford on Monday 30 March 2026, the week before Easter; the assistant has met everybody."""
    council = Council(stage, store)
    people = [
        Somebody(id=who, name=name, email=f"{who}@practice.example", entra_id=who) for who, (name, _) in PEOPLE.items()
    ]
    posts = [
        Appointment(person=who, role=role, team=TEAM if role in PER_TEAM else "")
        for who, (_, role) in PEOPLE.items()
        if role
    ]
    for who, (name, _) in PEOPLE.items():
        stage.connector.person(name, who)
    await council.appoint(people, posts)
    await council.meet_everybody()
    return council
