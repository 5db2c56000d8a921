"""Which transport reaches the shared mailbox that the settings name."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from app.settings import Settings, secret
from casework.ports import Clock
from disputes.refusals import Refusal
from mail.graph.credentials import Acquire, EntraTokens, from_certificate, from_secret
from mail.graph.position import FilePosition
from mail.graph.transport import open_graph
from mail.maildir import MaildirTransport
from mail.post_office import PostOffice
from mail.transport import MailTransport

MAIL_SECRET = "DRP_MAIL_SECRET"  # noqa: S105 - the name of a variable
GRAPH_POSITION = Path("graph-position.json")


@asynccontextmanager
async def open_mailbox(
    settings: Settings, clock: Clock, environment: Mapping[str, str] = os.environ
) -> AsyncGenerator[MailTransport]:
    """The shared mailbox; nothing is connected before it is used. Raises Refusal where a setting is missing."""
    transport = _transport(settings, clock, environment)
    try:
        yield transport
    finally:
        await transport.close()


def _transport(settings: Settings, clock: Clock, environment: Mapping[str, str]) -> MailTransport:
    mail = settings.mail
    if mail.transport == "graph":
        tokens = EntraTokens(_acquirer(settings, environment), time.monotonic)
        positions = FilePosition(settings.path(mail.root) / GRAPH_POSITION)
        return open_graph(mail.address, tokens, positions, clock=clock, monotonic=time.monotonic)
    return MaildirTransport(PostOffice(settings.path(mail.root)), mail.address, clock, mail.own_hosts)


def _acquirer(settings: Settings, environment: Mapping[str, str]) -> Acquire:
    """How Entra is asked for the mailbox's token; asks nothing yet."""
    mail = settings.mail
    if not mail.tenant_id or not mail.client_id:
        raise _missing("tenant_id or client_id under [mail]")
    if mail.identity == "certificate":
        try:
            pem = settings.path(mail.certificate or Path()).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise _missing("The file that certificate under [mail] names") from None
        return from_certificate(mail.tenant_id, mail.client_id, pem)
    value = secret(MAIL_SECRET, None, environment)
    if not value:
        raise _missing(f"{MAIL_SECRET} in the environment")
    return from_secret(mail.tenant_id, mail.client_id, value)


def _missing(what: str) -> Refusal:
    return Refusal(
        "no-mail-credentials",
        f"{what} is missing, so that the shared mailbox can't be opened.",
        "docs/how-to/mailbox-graph.md says where it comes from.",
    )
