"""The shared mailbox on Exchange, as the settings describe it: where it is, and as whom the assistant comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from app.mailbox_proof import acquirer, mail_secret, missing
from app.settings import Mail, Settings
from casework.ports import Clock
from disputes.refusals import Refusal
from mail.exchange.connection import Account
from mail.exchange.transport import ExchangeTransport, open_exchange
from mail.exchange.wire import Tokens
from mail.graph.credentials import EntraTokens

ONLINE = "https://outlook.office365.com/EWS/Exchange.asmx"

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def open_exchange_mailbox(
    settings: Settings, clock: Clock, environment: Mapping[str, str], wake: Callable[[], None] | None
) -> ExchangeTransport:
    """The transport. Raises Refusal where a setting is missing or would give the password away."""
    account = account_of(settings, environment)
    tokens: Tokens | None = None
    if settings.mail.sign_in == "oauth2":
        tokens = EntraTokens(acquirer(settings, environment, scope_of(account.endpoint)), time.monotonic)
    return open_exchange(account, tokens, clock=clock, monotonic=time.monotonic, wake=wake)


def account_of(settings: Settings, environment: Mapping[str, str]) -> Account:
    """Where the mailbox is and who signs in. Raises Refusal."""
    mail = settings.mail
    endpoint = endpoint_of(mail)
    if not endpoint:
        raise missing(settings, "endpoint under [mail]")
    if not is_safe(endpoint):
        raise Refusal(
            "open-endpoint",
            f'endpoint under [mail] is "{endpoint}": whoever listens on the way would learn the password.',
            "Give an address that begins with https://.",
        )
    if mail.sign_in == "oauth2":
        # An app has no mailbox of its own, so it can only act as somebody.
        return Account(endpoint, mail.address, impersonates=True)
    if not mail.user:
        raise missing(settings, "user under [mail]")
    return Account(
        endpoint,
        mail.address,
        impersonates=mail.access == "impersonation",
        user=mail.user,
        password=mail_secret(settings, environment),
        basic=mail.sign_in == "basic",
    )


def endpoint_of(mail: Mail) -> str:
    """Where Exchange Web Services are; Exchange Online's, for an app that names no other."""
    return mail.endpoint or (ONLINE if mail.sign_in == "oauth2" else "")


def is_safe(endpoint: str) -> bool:
    """Whether nobody can listen on the way there."""
    parts = urlsplit(endpoint)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def scope_of(endpoint: str) -> str:
    """What Entra is asked for: everything that was consented to, at that server."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}/.default"
