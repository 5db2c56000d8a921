"""How fast Graph may be called: four calls at a time, thirty letters a minute, and not at all while it says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from mail.transport import TransportFailure

AT_ONCE = 4
"""Calls at the same time that Graph allows an app for one mailbox."""

LETTERS_AT_ONCE = 5
SECONDS_BETWEEN_LETTERS = 2.4
"""Five at once and then 25 a minute: never more than the 30 of any minute that Exchange Online lets a mailbox send."""

PATIENCE = 20.0
"""Seconds that a call waits where it is. Beyond that the outbox waits, or the mail round: they hold nothing up."""


class Pace:
    """The pace of one mailbox. `monotonic` gives seconds that only go up; `sleep` waits for some."""

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], Awaitable[object]]) -> None:
        self.sleep = sleep
        self.slot = asyncio.Semaphore(AT_ONCE)
        self._monotonic = monotonic
        self._closed_until = 0.0
        self._letters_end = 0.0

    def close(self, seconds: float) -> None:
        """Nobody calls before this many seconds are over."""
        self._closed_until = max(self._closed_until, self._monotonic() + seconds)

    async def open(self) -> None:
        """Waits until Graph may be called again. Raises TransportFailure where that would take too long."""
        while (wait := self._closed_until - self._monotonic()) > 0:
            if wait > PATIENCE:
                raise TransportFailure(
                    "Microsoft Graph has asked for a pause in calls.", retry=True, retry_after=timedelta(seconds=wait)
                )
            await self.sleep(wait)

    async def letter(self) -> None:
        """Waits until the next letter may be sent, and counts it."""
        now = self._monotonic()
        end = max(self._letters_end, now)
        wait = end - now - (LETTERS_AT_ONCE - 1) * SECONDS_BETWEEN_LETTERS
        self._letters_end = end + SECONDS_BETWEEN_LETTERS
        if wait > 0:
            await self.sleep(wait)
