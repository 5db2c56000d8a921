"""The service as it runs by itself: what a turn puts into the outbox leaves at once, not at the timer's next tick."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import app.service
from app.practice import Practice, open_practice
from rehearsal import council
from rehearsal.chats import Chat
from rehearsal.clock import MovableClock
from rehearsal.playing import confirm, propose
from tests.journeys.bradford import PROTOCOL, RAISING, REFERENCE, card, letters, london, title

NEVER = 24 * 3600.0


@pytest.fixture
async def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Practice]:
    """A practice council whose timer has begun, and ticks once a day."""
    for interval in ("SWEEP_EVERY", "DISPATCH_EVERY", "MAIL_EVERY"):
        monkeypatch.setattr(app.service, interval, NEVER)
    async with open_practice(tmp_path, MovableClock(london(3, 30)), runs=(PROTOCOL,)) as practice:
        await practice.service.rounds.start()
        yield practice
        await practice.service.rounds.stop()


async def test_a_dispute_reaches_the_manager_as_soon_as_it_is_confirmed(served: Practice) -> None:
    arrived = asyncio.Event()

    def watch(chat: Chat) -> None:
        if any(REFERENCE in message.words for message in chat.cards()) and chat is manager.chat:
            arrived.set()

    manager, officer = served.chat_of(council.TM), served.chat_of(council.FIRO)
    served.connector.subscribe(watch)
    await propose(officer, "raise a dispute", RAISING)
    assert not arrived.is_set()
    await confirm(officer)
    async with asyncio.timeout(20):
        await arrived.wait()
    assert title(card(served, council.TM)) == "Respond by Wednesday 8 April 2026"
    assert [letter.subject for letter in letters(served, council.TM)] == [
        f"[{REFERENCE}] Stage 1: please respond by Wednesday 8 April 2026"
    ]
