"""What the mailbox's account proves itself with: a secret from the environment, or a certificate from its file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.settings import Settings, secret
from disputes.refusals import Refusal
from mail.graph.credentials import SCOPE, Acquire, from_certificate, from_secret

MAIL_SECRET = "DRP_MAIL_SECRET"  # noqa: S105 - the name of a variable
GUIDES = {"graph": "docs/how-to/mailbox-graph.md", "exchange": "docs/how-to/mailbox-exchange.md"}


def acquirer(settings: Settings, environment: Mapping[str, str], scope: str = SCOPE) -> Acquire:
    """How Entra is asked for the mailbox's token; asks nothing yet. Raises Refusal where a setting is missing."""
    mail = settings.mail
    if not mail.tenant_id or not mail.client_id:
        raise missing(settings, "tenant_id or client_id under [mail]")
    if mail.identity == "certificate":
        try:
            pem = settings.path(mail.certificate or Path()).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise missing(settings, "The file that certificate under [mail] names") from None
        return from_certificate(mail.tenant_id, mail.client_id, pem, scope=scope)
    return from_secret(mail.tenant_id, mail.client_id, mail_secret(settings, environment), scope=scope)


def mail_secret(settings: Settings, environment: Mapping[str, str]) -> str:
    """The mailbox's secret or password. Raises Refusal where there is none."""
    value = secret(MAIL_SECRET, None, environment)
    if not value:
        raise missing(settings, f"{MAIL_SECRET} in the environment")
    return value


def missing(settings: Settings, what: str) -> Refusal:
    """The refusal to open a mailbox without something."""
    return Refusal(
        "no-mail-credentials",
        f"{what} is missing, so that the shared mailbox can't be opened.",
        f"{GUIDES[settings.mail.transport]} says where it comes from.",
    )
