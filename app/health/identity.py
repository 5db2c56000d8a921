"""Who the bot is: its ids and its secret in the settings, and whether Entra and the Bot Framework know it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp

from app.health.finding import Finding, broken, good
from app.key_files import others_may_read
from app.settings import Settings, secret
from app.wiring import BOT_SECRET
from bot.credentials import (
    Acquire,
    CredentialsRefused,
    EntraCredentials,
    from_certificate,
    from_managed_identity,
    from_secret,
)
from bot.signing_keys import METADATA_URL, TIMEOUT

SUBJECT = "Bot"
INSTALLING = "docs/how-to/install.md says where it comes from."

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OUT_OF_REACH = "unreachable"


@dataclass(frozen=True, slots=True)
class Reached:
    """What the Bot Framework's metadata answered, and its clock."""

    finding: Finding
    server_time: datetime | None


def examine(settings: Settings, environment: Mapping[str, str] = os.environ) -> list[Finding]:
    """Whether everything that the bot proves itself with is there."""
    found = [*_ids(settings), *_proof(settings, environment)]
    return found or [good(SUBJECT, "Its ids and what it proves itself with are in place.")]


def acquirer(settings: Settings, environment: Mapping[str, str] = os.environ) -> Acquire:
    """How the bot asks Entra for a token, by the identity that the settings name; asks nothing yet."""
    bot = settings.bot
    if bot.identity == "managed-identity":
        return from_managed_identity(bot.app_id)
    if bot.identity == "certificate":
        file = _certificate(settings) or Path()
        return from_certificate(bot.app_id, bot.tenant_id, file.read_text("utf-8"))
    return from_secret(bot.app_id, bot.tenant_id, secret(BOT_SECRET, None, environment))


async def ask_for_token(acquire: Acquire) -> Finding:
    """Whether Entra gives the bot a token."""
    try:
        await EntraCredentials(acquire, time.monotonic).token()
    except CredentialsRefused as refused:
        if refused.code == _OUT_OF_REACH:
            return broken(
                SUBJECT,
                "Entra couldn't be reached for a token.",
                "Let this machine reach login.microsoftonline.com on port 443; or run drp doctor --offline.",
            )
        return broken(
            SUBJECT,
            f"Entra gives the bot no token ({refused.code}).",
            "Check app_id and tenant_id under [bot], and that the secret or certificate is that app's and still good.",
        )
    except (OSError, ValueError) as error:
        return broken(
            SUBJECT,
            f"Entra couldn't be asked for a token ({type(error).__name__}).",
            "Check tenant_id, and the certificate where there is one.",
        )
    return good(SUBJECT, "Entra gives it a token.")


async def reach_metadata(url: str = METADATA_URL) -> Reached:
    """Whether the keys that Teams' requests are signed with can be fetched."""
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session, session.get(url, raise_for_status=True) as answer:
            await answer.read()
            return Reached(
                good(SUBJECT, "The Bot Framework's signing keys can be reached."), _date(answer.headers.get("Date"))
            )
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        finding = broken(
            SUBJECT,
            f"The Bot Framework's signing keys can't be reached ({type(error).__name__}), so nothing from Teams can "
            "be trusted.",
            "Let this machine reach login.botframework.com on port 443; or run drp doctor --offline.",
        )
        return Reached(finding, None)


def _ids(settings: Settings) -> Iterator[Finding]:
    for name, value in (("app_id", settings.bot.app_id), ("tenant_id", settings.bot.tenant_id)):
        if not value:
            yield broken(SUBJECT, f"{name} under [bot] is missing.", f"Fill it in: {INSTALLING}")
        elif not GUID.fullmatch(value):
            yield broken(SUBJECT, f'{name} under [bot] is "{value}", which isn\'t a GUID.', f"Correct it: {INSTALLING}")


def _proof(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    bot = settings.bot
    if bot.identity == "secret" and not secret(BOT_SECRET, None, environment):
        yield broken(
            SUBJECT,
            f"{BOT_SECRET} is not in the environment.",
            f"Give it to the service and to this command: {INSTALLING}",
        )
    if bot.identity == "certificate":
        file = _certificate(settings)
        if file is None or not file.is_file():
            yield broken(SUBJECT, "The bot's certificate isn't where [bot] says.", "Correct certificate under [bot].")
        elif others_may_read(file):
            yield broken(SUBJECT, f"Others on this machine may read {file}.", f"Run: chmod 600 {file}")


def _certificate(settings: Settings) -> Path | None:
    return settings.path(settings.bot.certificate) if settings.bot.certificate else None


def _date(header: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
