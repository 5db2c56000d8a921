"""The process is killed while it sends: the next one finds what became of the letter, and everyone gets it once."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from mail.transport import Folder
from tests.mail.exchange.house import ExchangeHouse
from tests.mail.transport_contract import MANAGER, WORKER, letter, subjects


@pytest.mark.parametrize(
    ("operation", "done"),
    [("CreateItem", False), ("CreateItem", True), ("SendItem", False), ("SendItem", True), ("FindItem", False)],
    ids=["before the draft", "draft", "before sending", "sent", "before it is on record"],
)
async def test_a_process_killed_at_any_step_leads_to_one_letter(
    house: ExchangeHouse, root: Path, operation: str, done: bool
):
    reached, killed = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        reached.set()
        await killed.wait()

    def at_the_step(name: str, after: bool):
        return hold() if name == operation and after is done and not reached.is_set() else None

    house.endpoint.on_call = at_the_step
    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.mail.exchange.one_letter", house.url, cwd=root
    )
    try:
        async with asyncio.timeout(60):
            await reached.wait()
    finally:
        sender.kill()
        await sender.wait()
    # What the server had begun, it does all the same.
    killed.set()
    await asyncio.sleep(0.05)

    transport = await house.opened()
    if await transport.find_sent(letter().key) is None:
        await transport.send(letter())
    assert [one.recipients for one in await house.delivered()] == [{MANAGER, WORKER}]
    assert subjects(await house.holds(Folder.SENT)) == ["[DRP-2026-0042] Stage 1"]
    assert house.exchange.within("folder-drafts") == []
