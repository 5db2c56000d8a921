"""Which transport reaches the shared mailbox that the settings name."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

from app.mailbox_proof import acquirer
from app.settings import Settings
from casework.ports import Clock
from mail.graph.credentials import EntraTokens
from mail.graph.position import FilePosition
from mail.graph.transport import open_graph
from mail.maildir import MaildirTransport
from mail.post_office import PostOffice
from mail.transport import MailTransport

GRAPH_POSITION = Path("graph-position.json")


class OpensMailbox(Protocol):
    """Opens the shared mailbox for as long as the service runs."""

    def __call__(
        self, settings: Settings, clock: Clock, *, wake: Callable[[], None] | None = None
    ) -> AbstractAsyncContextManager[MailTransport]:
        """`wake` is called when new mail may be there, by a transport that hears of it."""
        ...


@asynccontextmanager
async def open_mailbox(
    settings: Settings,
    clock: Clock,
    environment: Mapping[str, str] = os.environ,
    wake: Callable[[], None] | None = None,
) -> AsyncGenerator[MailTransport]:
    """The shared mailbox; nothing is connected before it is used. Raises Refusal where a setting is missing.

    `wake` is called when new mail may be there, by a transport that hears of it.
    """
    transport = _transport(settings, clock, environment, wake)
    try:
        yield transport
    finally:
        await transport.close()


def _transport(
    settings: Settings, clock: Clock, environment: Mapping[str, str], wake: Callable[[], None] | None
) -> MailTransport:
    mail = settings.mail
    if mail.transport == "exchange":
        # It takes a second to import, which only those should wait who use it.
        from app.exchange_mailbox import open_exchange_mailbox

        return open_exchange_mailbox(settings, clock, environment, wake)
    if mail.transport == "graph":
        tokens = EntraTokens(acquirer(settings, environment), time.monotonic)
        positions = FilePosition(settings.path(mail.root) / GRAPH_POSITION)
        return open_graph(mail.address, tokens, positions, clock=clock, monotonic=time.monotonic)
    return MaildirTransport(PostOffice(settings.path(mail.root)), mail.address, clock, mail.own_hosts)
