"""Get the token with which the bot speaks to the Bot Connector: one MSAL client, off the event loop.

The SDK makes a new MSAL client and two blocking HTTPS calls on the loop for every reply. Here the
token is cached, fetched in a thread, and renewed before it runs out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

import msal
import requests

log = logging.getLogger(__name__)

RESOURCE = "https://api.botframework.com"
AUTHORITY = "https://login.microsoftonline.com"

# MSAL hands out its own cached token until five minutes before the end: asking sooner gains nothing.
RENEW_BEFORE = 300.0
ASK_AGAIN_AFTER = 30.0
TIMEOUT = 10.0

Acquire = Callable[[], Mapping[str, Any]]


class CredentialsRefused(Exception):
    """Entra gave no token. `may_retry`: False when the settings are wrong, True when it was out of reach."""

    def __init__(self, code: str, *, may_retry: bool) -> None:
        super().__init__(f"no token for the bot: {code}")
        self.code = code
        self.may_retry = may_retry


class Credentials(Protocol):
    """A source of bearer tokens for outbound calls."""

    async def token(self) -> str | None:
        """Give a token that is good now, or None where calls go unauthenticated (loopback only)."""
        ...

    def discard(self) -> None:
        """Forget the token: the service has just refused it."""
        ...


class NoCredentials:
    """Unauthenticated calls, for the rehearsal and tests on loopback."""

    async def token(self) -> str | None:
        """Give nothing."""
        return None

    def discard(self) -> None:
        """Nothing is kept."""


class EntraCredentials:
    """Tokens from Entra. `acquire` blocks and gives MSAL's answer; `clock` gives seconds that only go up."""

    def __init__(self, acquire: Acquire, clock: Callable[[], float]) -> None:
        self._acquire = acquire
        self._clock = clock
        self._token: str | None = None
        self._renew_at = 0.0
        self._good_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def token(self) -> str | None:
        """Give a good token, renewing it ahead of its end. Raises CredentialsRefused."""
        if self._clock() >= self._renew_at:
            async with self._one_at_a_time:
                if self._clock() >= self._renew_at:
                    await self._renew()
        return self._token

    def discard(self) -> None:
        """Forget the token, so that the next call asks again."""
        self._token = None
        self._renew_at = self._good_until = 0.0

    async def _renew(self) -> None:
        try:
            answer = await asyncio.to_thread(self._acquire)
            token, lifetime = _read(answer)
        except (CredentialsRefused, requests.RequestException) as error:
            now = self._clock()
            if self._token is not None and now < self._good_until:
                # The token in hand is still good: use it and ask again a little later.
                log.warning("bot token not renewed: %s", type(error).__name__)
                self._renew_at = now + ASK_AGAIN_AFTER
                return
            if isinstance(error, CredentialsRefused):
                raise
            raise CredentialsRefused("unreachable", may_retry=True) from error
        now = self._clock()
        self._token = token
        self._good_until = now + lifetime
        self._renew_at = now + max(lifetime - RENEW_BEFORE, min(ASK_AGAIN_AFTER, lifetime))


def from_secret(
    app_id: str, tenant_id: str, secret: str, *, http_client: Any = None, authority: str = AUTHORITY
) -> Acquire:
    """Acquire as a single-tenant app with a client secret."""
    return _confidential(app_id, tenant_id, secret, http_client, authority)


def from_certificate(
    app_id: str,
    tenant_id: str,
    pem: str,
    *,
    http_client: Any = None,
    authority: str = AUTHORITY,
) -> Acquire:
    """Acquire as a single-tenant app with a certificate: one PEM text that holds private key and certificate."""
    certificate = {"private_key": pem, "public_certificate": pem}
    return _confidential(app_id, tenant_id, certificate, http_client, authority)


def from_managed_identity(app_id: str, *, http_client: Any = None) -> Acquire:
    """Acquire as a user-assigned managed identity: no secret to keep."""
    client = msal.ManagedIdentityClient(
        msal.UserAssignedManagedIdentity(client_id=app_id),
        http_client=http_client or _HttpClient(),
    )
    return lambda: cast("Mapping[str, Any]", client.acquire_token_for_client(resource=RESOURCE))


def _confidential(app_id: str, tenant_id: str, secret: Any, http_client: Any, authority: str) -> Acquire:
    client: msal.ConfidentialClientApplication | None = None

    def acquire() -> Mapping[str, Any]:
        # Made on first use, in the thread: its constructor asks the authority for its addresses.
        nonlocal client
        if client is None:
            client = msal.ConfidentialClientApplication(
                app_id,
                client_credential=secret,
                authority=f"{authority}/{tenant_id}",
                http_client=http_client or _HttpClient(),
            )
        answer = client.acquire_token_for_client(scopes=[f"{RESOURCE}/.default"])
        return cast("Mapping[str, Any]", answer)

    return acquire


class _HttpClient(requests.Session):
    """A session that gives up: requests waits for ever unless told otherwise, and MSAL doesn't tell."""

    def request(self, *args: Any, **options: Any) -> requests.Response:  # pyright: ignore[reportIncompatibleMethodOverride]
        options.setdefault("timeout", TIMEOUT)
        return super().request(*args, **options)


def _read(answer: Mapping[str, Any]) -> tuple[str, float]:
    token = answer.get("access_token")
    if not isinstance(token, str) or not token:
        code = str(answer.get("error") or "no answer")
        raise CredentialsRefused(code, may_retry=code == "temporarily_unavailable")
    return token, float(answer.get("expires_in", 0))
