"""The shared mailbox: whether everything that opens it is in place, and whether it can be opened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from app.health.council import MAILBOX, mailbox_finding
from app.health.finding import Finding, Level, broken, doubtful
from app.health.identity import GUID
from app.key_files import others_may_read
from app.mailbox import MAIL_SECRET, open_mailbox
from app.settings import Settings, secret
from app.wiring import london_now

GRAPH_GUIDE = "docs/how-to/mailbox-graph.md says where it comes from."
_ON_THIS_MACHINE = "maildir"


async def examine(settings: Settings, *, offline: bool, environment: Mapping[str, str] = os.environ) -> list[Finding]:
    """Opens the mailbox where it can be opened; one in the cloud only when that may be asked."""
    found = [*_proof(settings, environment)] if settings.mail.transport == "graph" else []
    if any(finding.level is Level.BROKEN for finding in found):
        return found
    if offline and settings.mail.transport != _ON_THIS_MACHINE:
        return found
    async with open_mailbox(settings, london_now, environment) as transport:
        return [*found, *mailbox_finding(await transport.health(), settings.mail.transport)]


def _proof(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    mail = settings.mail
    for name, value in (("tenant_id", mail.tenant_id), ("client_id", mail.client_id)):
        if not value:
            yield broken(MAILBOX, f"{name} under [mail] is missing.", f"Fill it in: {GRAPH_GUIDE}")
        elif not GUID.fullmatch(value):
            yield broken(
                MAILBOX, f'{name} under [mail] is "{value}", which isn\'t a GUID.', f"Correct it: {GRAPH_GUIDE}"
            )
    if mail.client_id and mail.client_id == settings.bot.app_id:
        yield doubtful(
            MAILBOX,
            "The bot and the mailbox share one app registration, so that the bot's secret opens the mailbox.",
            "Register an app of its own for the mailbox: docs/how-to/mailbox-graph.md.",
        )
    if mail.identity == "secret":
        if not secret(MAIL_SECRET, None, environment):
            yield broken(
                MAILBOX,
                f"{MAIL_SECRET} is not in the environment.",
                f"Give it to the service and to this command: {GRAPH_GUIDE}",
            )
        return
    file = settings.path(mail.certificate) if mail.certificate else None
    if file is None or not file.is_file():
        yield broken(MAILBOX, "The mailbox's certificate isn't where [mail] says.", "Correct certificate under [mail].")
    elif others_may_read(file):
        yield broken(MAILBOX, f"Others on this machine may read {file}.", f"Run: chmod 600 {file}")
