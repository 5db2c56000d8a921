"""A practice room over HTTP, in a folder of its own, with nothing but this machine behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app.room import hold_room
from rehearsal.hall import Choice


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody's browser at the room, as far as HTTP goes."""

    session: aiohttp.ClientSession
    address: str
    resumed: bool

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.address}/api{path}") as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        async with self.session.post(f"{self.address}/api{path}", json=body or {}) as response:
            said = await response.read()
            return response.status, await response.json() if said.startswith(b"{") else said.decode()

    async def done(self, path: str, body: Any = None) -> Any:
        status, said = await self.post(path, body)
        assert status == 200, said
        return said


Visit = Callable[..., Any]


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A stand-in for node_modules: what happens on the server needs no browser."""
    (tmp_path / "node_modules" / "adaptivecards" / "dist").mkdir(parents=True)
    (tmp_path / "node_modules" / "markdown-it" / "dist" / "browser").mkdir(parents=True)
    return tmp_path / "node_modules"


@pytest.fixture
def visit(tmp_path: Path, packages: Path) -> Visit:
    """Opens the room, and gives a visitor; opened again, it is the same folder."""

    @asynccontextmanager
    async def opened(afresh: Choice | None = None) -> AsyncGenerator[Visitor]:
        address: asyncio.Future[tuple[str, bool]] = asyncio.get_running_loop().create_future()
        room = asyncio.create_task(
            hold_room(
                tmp_path / "practice",
                lambda url, resumed: address.set_result((url, resumed)),
                afresh=afresh,
                packages=packages,
            )
        )
        await asyncio.wait([room, address], return_when=asyncio.FIRST_COMPLETED)
        if room.done():
            room.result()
        try:
            async with aiohttp.ClientSession() as session:
                yield Visitor(session, *address.result())
        finally:
            room.cancel()
            with pytest.raises(asyncio.CancelledError):
                await room

    return opened
