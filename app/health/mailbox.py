"""The shared mailbox: whether everything that opens it is in place, and whether it can be opened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from app.health.council import MAILBOX, mailbox_finding
from app.health.finding import Finding, Level, broken, doubtful
from app.health.identity import GUID
from app.key_files import others_may_read
from app.mailbox import open_mailbox
from app.mailbox_proof import GUIDES, MAIL_SECRET
from app.settings import Settings, secret
from app.wiring import london_now

_ON_THIS_MACHINE = "maildir"
_ONLINE = (".office365.com", ".office.com", ".outlook.com")


async def examine(settings: Settings, *, offline: bool, environment: Mapping[str, str] = os.environ) -> list[Finding]:
    """Opens the mailbox where it can be opened; one in the cloud only when that may be asked."""
    found = [*_proof(settings, environment)]
    if any(finding.level is Level.BROKEN for finding in found):
        return found
    if offline and settings.mail.transport != _ON_THIS_MACHINE:
        return found
    async with open_mailbox(settings, london_now, environment) as transport:
        return [*found, *mailbox_finding(await transport.health(), settings.mail.transport)]


def _proof(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    mail = settings.mail
    yield from _senders(settings)
    if mail.transport == "graph":
        yield from _app(settings, environment)
    elif mail.transport == "exchange":
        yield from _endpoint(settings)
        if mail.sign_in == "oauth2":
            yield from _app(settings, environment)
        else:
            yield from _account(settings, environment)


def _senders(settings: Settings) -> Iterator[Finding]:
    """Whether anybody proves who a mail is from; on this machine there may be nobody to do it."""
    mail = settings.mail
    if mail.transport != _ON_THIS_MACHINE and not (mail.own_hosts and mail.exchange_headers):
        yield doubtful(
            MAILBOX,
            "Nobody's word on who a mail is from is believed, so that a forged sender isn't found out.",
            "Set own_hosts and exchange_headers under [mail]: docs/how-to/incoming-mail.md says how.",
        )


def _endpoint(settings: Settings) -> Iterator[Finding]:
    """Where Exchange Web Services are, and for how long still."""
    from app.exchange_mailbox import endpoint_of, is_safe

    endpoint = endpoint_of(settings.mail)
    if not endpoint:
        yield broken(MAILBOX, "endpoint under [mail] is missing.", f"Fill it in: {_guide(settings)}")
    elif not is_safe(endpoint):
        yield broken(
            MAILBOX,
            f'endpoint under [mail] is "{endpoint}": whoever listens on the way would learn the password.',
            "Give an address that begins with https://.",
        )
    elif f".{urlsplit(endpoint).hostname}".endswith(_ONLINE):
        yield doubtful(
            MAILBOX,
            "Exchange Online has Exchange Web Services switched off unless an administrator allows the app, and ends "
            "them for good on 1 April 2027.",
            f'Use transport = "graph": {GUIDES["graph"]} says how.',
        )


def _account(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """An account with a password."""
    if not settings.mail.user:
        yield broken(MAILBOX, "user under [mail] is missing.", f"Fill it in: {_guide(settings)}")
    yield from _secret(settings, environment)


def _app(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """An app registration with a secret or a certificate."""
    mail = settings.mail
    for name, value in (("tenant_id", mail.tenant_id), ("client_id", mail.client_id)):
        if not value:
            yield broken(MAILBOX, f"{name} under [mail] is missing.", f"Fill it in: {_guide(settings)}")
        elif not GUID.fullmatch(value):
            yield broken(
                MAILBOX, f'{name} under [mail] is "{value}", which isn\'t a GUID.', f"Correct it: {_guide(settings)}"
            )
    if mail.client_id and mail.client_id == settings.bot.app_id:
        yield doubtful(
            MAILBOX,
            "The bot and the mailbox share one app registration, so that the bot's secret opens the mailbox.",
            f"Register an app of its own for the mailbox: {GUIDES[mail.transport]}.",
        )
    if mail.identity == "secret":
        yield from _secret(settings, environment)
        return
    file = settings.path(mail.certificate) if mail.certificate else None
    if file is None or not file.is_file():
        yield broken(MAILBOX, "The mailbox's certificate isn't where [mail] says.", "Correct certificate under [mail].")
    elif others_may_read(file):
        yield broken(MAILBOX, f"Others on this machine may read {file}.", f"Run: chmod 600 {file}")


def _secret(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    if not secret(MAIL_SECRET, None, environment):
        yield broken(
            MAILBOX,
            f"{MAIL_SECRET} is not in the environment.",
            f"Give it to the service and to this command: {_guide(settings)}",
        )


def _guide(settings: Settings) -> str:
    return f"{GUIDES[settings.mail.transport]} says where it comes from."
