"""The timer: every round once at the start, never twice at a time, at once when asked, and ended without a cut."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from reminders.rounds import Rounds, Timed

WORDS = ("a", "sentence", "of", "the", "case")


@asynccontextmanager
async def started(*timed: Timed) -> AsyncGenerator[Rounds]:
    rounds = Rounds(timed)
    await rounds.start()
    try:
        yield rounds
    finally:
        await rounds.stop()


class Counted:
    """A round that waits until it is let go on, and knows how often and how many at a time it was made."""

    def __init__(self) -> None:
        self.made = self.at_once = self.most_at_once = 0
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.third = asyncio.Event()

    async def make(self) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.go_on.wait()
        self.at_once -= 1
        self.made += 1
        if self.made == 3:
            self.third.set()


async def test_every_round_is_made_once_before_the_timer_begins() -> None:
    first, second = Counted(), Counted()
    async with started(Timed("first", 3600, first.make), Timed("second", 3600, second.make)):
        assert (first.made, second.made) == (1, 1)


async def test_a_round_is_made_again_by_its_interval() -> None:
    counted = Counted()
    async with started(Timed("often", 0.05, counted.make)):
        async with asyncio.timeout(10):
            await counted.third.wait()


async def test_asked_for_soon_it_comes_at_once_and_however_often_asked_once_more_after_one_under_way() -> None:
    counted = Counted()
    async with started(Timed("rare", 3600, counted.make)) as rounds:
        counted.go_on.clear()
        rounds.soon("rare")
        await asyncio.sleep(0)
        for _ in range(5):
            rounds.soon("rare")
        counted.go_on.set()
        async with asyncio.timeout(10):
            await counted.third.wait()
        await asyncio.sleep(0.02)
        assert (counted.made, counted.most_at_once) == (3, 1)


async def test_a_round_that_fails_is_logged_without_its_words_and_made_again(caplog: pytest.LogCaptureFixture) -> None:
    made = 0

    async def fails_first() -> None:
        nonlocal made
        made += 1
        if made == 1:
            raise ValueError(" ".join(WORDS))

    with caplog.at_level(logging.ERROR):
        async with started(Timed("shaky", 3600, fails_first)) as rounds:
            rounds.soon("shaky")
            await asyncio.sleep(0.01)
    assert made == 2
    assert "The round shaky failed" in caplog.text
    assert "ValueError" in caplog.text
    assert " ".join(WORDS) not in caplog.text


async def test_the_end_waits_for_a_round_under_way() -> None:
    counted = Counted()
    rounds = Rounds((Timed("slow", 3600, counted.make),))
    await rounds.start()
    counted.go_on.clear()
    rounds.soon("slow")
    await asyncio.sleep(0)
    stopping = asyncio.create_task(rounds.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    counted.go_on.set()
    await stopping
    assert counted.made == 2
    rounds.soon("slow")
    await asyncio.sleep(0.01)
    assert counted.made == 2


async def test_the_end_does_not_cut_off_a_round_that_the_interval_began() -> None:
    counted, begun = Counted(), asyncio.Event()

    async def make() -> None:
        if counted.made:
            begun.set()
        await counted.make()

    rounds = Rounds((Timed("often", 0.05, make),))
    await rounds.start()
    counted.go_on.clear()
    async with asyncio.timeout(10):
        await begun.wait()
    stopping = asyncio.create_task(rounds.stop())
    await asyncio.sleep(0.01)
    counted.go_on.set()
    await stopping
    assert counted.made == 2
