"""A call to Exchange from the event loop: made in a thread, with a fresh token, and again where that may help soon."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol, TypeVar

from mail.exchange.answers import Answers
from mail.exchange.connection import CONNECTIONS, Account, Connection
from mail.exchange.failures import Busy, SignInRefused
from mail.exchange.pace import PATIENCE, Pace
from mail.exchange.soap import Request
from mail.transport import TransportFailure

TRIES = 4
_FIRST_WAIT = 1.0

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


class Tokens(Protocol):
    """A source of bearer tokens. Both calls raise TransportFailure."""

    async def token(self) -> str:
        """A token that is good now, as far as anybody knows."""
        ...

    async def other_than(self, refused: str) -> str:
        """A token in place of one that the server has just refused."""
        ...


class Wire:
    """Calls about one mailbox, in threads of their own. `tokens` is None where a password signs in."""

    def __init__(self, account: Account, tokens: Tokens | None, pace: Pace) -> None:
        self.mailbox = account.mailbox
        self.pace = pace
        self.tokens = tokens
        self.connection = Connection(account)
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="exchange")

    async def ask(self, request: Request, read: Callable[[Answers], _T]) -> _T:
        """Makes a call and reads its answer, both in a thread. Raises TransportFailure."""
        token = await self.token()
        tried, signed_in_anew = 0, False
        while True:
            await self.pace.open()
            tried += 1
            try:
                return await self.in_thread(partial(self._asked, request, token, read))
            except SignInRefused as failure:
                if signed_in_anew:
                    self._lock(failure)
                    raise
                signed_in_anew = True
                if self.tokens is not None:
                    token = await self.tokens.other_than(token)
                else:
                    # A busy server says so now and then, so once is no proof.
                    await self.pace.sleep(_FIRST_WAIT)
            except TransportFailure as failure:
                await self._wait_or_raise(request, failure, tried)

    async def token(self) -> str:
        """The token of the moment; empty where a password signs in."""
        return await self.tokens.token() if self.tokens is not None else ""

    async def in_thread(self, work: Callable[[], _T]) -> _T:
        """Has something that blocks done beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Ends the connections; a call under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.connection.close()

    def _asked(self, request: Request, token: str, read: Callable[[Answers], _T]) -> _T:
        return read(Answers(self.mailbox, self.connection.ask(request, token)))

    async def _wait_or_raise(self, request: Request, failure: TransportFailure, tried: int) -> None:
        if not failure.retry or type(failure) not in {TransportFailure, Busy}:
            raise failure
        _log.warning("Exchange's answer to %s: %s", request.name, failure)
        asked = failure.retry_after.total_seconds() if failure.retry_after else None
        if asked is not None and isinstance(failure, Busy):
            self.pace.close(asked)
        wait = _FIRST_WAIT * 2 ** (tried - 1) if asked is None else asked
        if tried >= TRIES or wait > PATIENCE or not (request.repeatable or isinstance(failure, Busy)):
            raise failure
        if asked is None or not isinstance(failure, Busy):
            await self.pace.sleep(wait)

    def _lock(self, failure: TransportFailure) -> None:
        if self.tokens is None:
            self.pace.lock(failure)
