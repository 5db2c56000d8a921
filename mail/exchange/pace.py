"""How fast Exchange may be called: not at all while it says so, and no password again soon that it has refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from mail.transport import TransportFailure

PATIENCE = 20.0
"""Seconds that a call waits where it is. Beyond that the outbox waits, or the mail round: they hold nothing up."""

AFTER_REFUSED_PASSWORD = 900.0
"""Seconds without a further try: a directory locks an account after a few wrong passwords."""


class Pace:
    """The pace of one mailbox. `monotonic` gives seconds that only go up; `sleep` waits for some."""

    def __init__(
        self, monotonic: Callable[[], float], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self.sleep = sleep
        self._monotonic = monotonic
        self._closed_until = 0.0
        self._locked: TransportFailure | None = None
        self._locked_until = 0.0

    def close(self, seconds: float) -> None:
        """Nobody calls before this many seconds are over."""
        self._closed_until = max(self._closed_until, self._monotonic() + seconds)

    def lock(self, refused: TransportFailure) -> None:
        """Nobody calls for a long while: the password is wrong, or the account is locked."""
        self._locked = refused
        self._locked_until = self._monotonic() + AFTER_REFUSED_PASSWORD

    async def open(self) -> None:
        """Waits until Exchange may be called again. Raises TransportFailure where that would take too long."""
        if self._locked is not None and self._monotonic() < self._locked_until:
            raise self._locked
        while (wait := self._closed_until - self._monotonic()) > 0:
            if wait > PATIENCE:
                raise TransportFailure(
                    "Exchange has asked for a pause in calls.", retry=True, retry_after=timedelta(seconds=wait)
                )
            await self.sleep(wait)
