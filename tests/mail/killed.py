"""A process that is killed at any of its calls to the mailbox or the database, and what is left when it is."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from casework.ports import Store, Work
from mail.transport import MailTransport

PORTS = ("directory", "records", "caseload", "outbox", "seen", "mail", "addresses")


class Killed(BaseException):
    """The power went."""


@dataclass
class Fate:
    """Counts the calls, before and after each; at the one that is due, the process ends."""

    due: int | None = None
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.due:
            raise Killed


class Doomed:
    """Any port, every asynchronous call of which may be the last."""

    def __init__(self, port: Any, fate: Fate) -> None:
        self._port = port
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        known = getattr(self._port, name)
        return _doomed(known, self._fate) if inspect.iscoroutinefunction(known) else known


def _doomed(call: Callable[..., Any], fate: Fate) -> Callable[..., Any]:
    async def called(*arguments: Any, **named: Any) -> Any:
        fate.step()
        answer = await call(*arguments, **named)
        fate.step()
        return answer

    return called


class DoomedWork:
    """A transaction in which every call may be the last."""

    def __init__(self, work: Work, fate: Fate) -> None:
        self._work = work
        self._fate = fate

    async def __aenter__(self) -> Self:
        self._fate.step()
        await self._work.__aenter__()
        for port in PORTS:
            setattr(self, port, Doomed(getattr(self._work, port), self._fate))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._work.__aexit__(kind, error, trace)

    async def commit(self) -> None:
        self._fate.step()
        await self._work.commit()
        self._fate.step()


class DoomedStore(Store):
    """A database whose every call may be the process's last."""

    def __init__(self, store: Store, fate: Fate) -> None:
        self._store = store
        self._fate = fate

    def reading(self) -> Any:
        return DoomedWork(self._store.reading(), self._fate)

    def writing(self) -> Any:
        return DoomedWork(self._store.writing(), self._fate)


def doomed_mailbox(transport: MailTransport, fate: Fate) -> Any:
    """A mailbox whose every call may be the process's last."""
    return Doomed(transport, fate)
