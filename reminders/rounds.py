"""Rounds on a timer: one APScheduler in memory wakes each of them, and the database says what there is to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from casework.failures import log_failure

_log = logging.getLogger(__name__)

STOP_WITHIN = 20.0
"""Seconds that rounds under way are given to finish."""

Round = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Timed:
    """A round and how often it is made, in seconds."""

    name: str
    every: float
    make: Round


class Rounds:
    """Makes every round once at the start and then by its interval, each never twice at a time.

    Nothing is remembered between rounds: a lost process loses nothing, and many replicas may run at once.
    """

    def __init__(self, timed: tuple[Timed, ...]) -> None:
        self._timed = {item.name: item for item in timed}
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._once_more: set[str] = set()

    async def start(self) -> None:
        """Begins: the first of each is made now, in their order."""
        for item in self._timed.values():
            self._scheduler.add_job(  # pyright: ignore[reportUnknownMemberType] - APScheduler has no types
                self._begin,
                "interval",
                args=(item.name,),
                seconds=item.every,
                id=item.name,
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
            )
        for name in self._timed:
            await self._task(name)
        self._scheduler.start()

    def soon(self, name: str) -> None:
        """Has a round made now rather than at its time; one that is under way is followed by another."""
        if name in self._under_way:
            self._once_more.add(name)
        elif self._scheduler.running:
            self._task(name)

    async def stop(self) -> None:
        """Ends, once the rounds under way are finished; one that takes too long is undone by its own transaction."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._once_more.clear()
        if self._under_way:
            _, unfinished = await asyncio.wait(self._under_way.values(), timeout=STOP_WITHIN)
            for task in unfinished:
                task.cancel()

    async def _begin(self, name: str) -> None:
        if name not in self._under_way:
            self._task(name)

    def _task(self, name: str) -> asyncio.Task[None]:
        # A task of its own, which the timer doesn't await: its end cancels what it waits for, in the middle of a round.
        task = self._under_way[name] = asyncio.create_task(self._make(name))
        return task

    async def _make(self, name: str) -> None:
        try:
            await self._once(name)
            while name in self._once_more:
                self._once_more.discard(name)
                await self._once(name)
        finally:
            del self._under_way[name]

    async def _once(self, name: str) -> None:
        try:
            await self._timed[name].make()
        except Exception as error:  # noqa: BLE001 - a failed round is logged and made again, it must not end the timer
            again = self._timed[name].every
            log_failure(_log, f"The round {name} failed; it is made again in {again:g} seconds", error)
