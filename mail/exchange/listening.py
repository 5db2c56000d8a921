"""Hears of new mail as it comes, so that it is read at once; what it misses is found by the next round all the same."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from mail.exchange import answers, soap
from mail.exchange.answers import Answers
from mail.exchange.connection import Stream
from mail.exchange.soap import MESSAGES, TYPES
from mail.exchange.wire import Wire
from mail.transport import TransportFailure

MINUTES = 29
"""How long one stream lasts: Exchange allows 30."""

_FIRST_WAIT, _LONGEST_WAIT = 5.0, 300.0
_STOP_WITHIN = 5.0

_log = logging.getLogger(__name__)


class Listening:
    """Calls `wake`, on the event loop, whenever something may have come into the inbox."""

    def __init__(self, wire: Wire, wake: Callable[[], None]) -> None:
        self._wire = wire
        self._wake = wake
        self._task: asyncio.Task[None] | None = None
        self._stream: Stream | None = None
        self._reading: asyncio.Future[bool] | None = None
        self._wait = _FIRST_WAIT

    def begin(self) -> None:
        """Starts to listen, unless it is under way."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen())

    async def end(self) -> None:
        """Hears of nothing any more."""
        if self._task is None:
            return
        self._task.cancel()
        if self._stream is not None:
            self._stream.stop()
        ending = [one for one in (self._task, self._reading) if one is not None]
        await asyncio.wait(ending, timeout=_STOP_WITHIN)

    async def _listen(self) -> None:
        while True:
            try:
                subscription = await self._wire.ask(soap.subscribe(self._wire.mailbox), answers.subscription)
                # What came while nobody listened isn't told.
                self._wake()
                while await self._hear(subscription):
                    pass
                _log.info("Exchange ended the stream of what is new; listening begins anew.")
            except TransportFailure as failure:
                # The rounds find new mail meanwhile.
                _log.warning("Nobody listens for new mail for %g seconds: %s", self._wait, failure)
            await self._wire.pace.sleep(self._wait)
            self._wait = min(self._wait * 2, _LONGEST_WAIT)

    async def _hear(self, subscription: str) -> bool:
        """Listens; True once the stream is at the end of its time. Raises TransportFailure where it breaks off."""
        request = soap.stream_events(subscription, MINUTES)
        self._stream = Stream(self._wire.connection, request, await self._wire.token())
        read = partial(self._read, self._stream, asyncio.get_running_loop())
        self._reading = asyncio.ensure_future(self._wire.in_thread(read))
        return await asyncio.shield(self._reading)

    def _read(self, stream: Stream, loop: asyncio.AbstractEventLoop) -> bool:
        for number, message in enumerate(stream.told()):
            answers.done(Answers(self._wire.mailbox, [message]))
            if number:
                # It works, and more than once: what comes next is a new trouble.
                self._wait = _FIRST_WAIT
            if next(message.iter(f"{{{TYPES}}}NewMailEvent"), None) is not None:
                loop.call_soon_threadsafe(self._wake)
            if message.findtext(f"{{{MESSAGES}}}ConnectionStatus") == "Closed":
                return True
        return False
