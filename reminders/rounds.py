"""Rounds on a timer: one APScheduler in memory wakes each of them, and the database says what there is to do."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler

_log = logging.getLogger(__name__)

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

    async def start(self) -> None:
        """Begins; the first of each follows at once."""
        for item in self._timed.values():
            self._scheduler.add_job(  # pyright: ignore[reportUnknownMemberType] - APScheduler has no types
                self._make,
                "interval",
                args=(item.name,),
                seconds=item.every,
                id=item.name,
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
            )
        self._scheduler.start()
        for name in self._timed:
            await self._make(name)

    def stop(self) -> None:
        """Ends; a round under way is finished by its own transaction or not at all."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _make(self, name: str) -> None:
        try:
            await self._timed[name].make()
        except Exception:  # noqa: BLE001 - a failed round is logged and made again, it must not end the timer
            _log.exception("The round %s failed; it is made again in %s seconds", name, self._timed[name].every)
