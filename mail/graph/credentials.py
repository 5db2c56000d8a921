"""The token with which the mail room speaks to Microsoft 365: asked of Entra in a thread, kept until it runs out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

import msal
import requests
from msal.exceptions import MsalError

from mail.transport import TransportFailure

SCOPE = "https://graph.microsoft.com/.default"
AUTHORITY = "https://login.microsoftonline.com"

RENEW_BEFORE = 300.0
TIMEOUT = 10.0

Acquire = Callable[[bool], Mapping[str, Any]]
"""Asks for a token, blocking. True asks Entra for a new one, even if the one in hand hasn't run out."""


class Tokens(Protocol):
    """A source of bearer tokens. Both calls raise TransportFailure."""

    async def token(self) -> str:
        """A token that is good now, as far as anybody knows."""
        ...

    async def other_than(self, refused: str) -> str:
        """A token in place of one that the server has just refused."""
        ...


class EntraTokens:
    """Tokens from Entra; `monotonic` gives seconds that only go up."""

    def __init__(self, acquire: Acquire, monotonic: Callable[[], float]) -> None:
        self._acquire = acquire
        self._monotonic = monotonic
        self._token = ""
        self._renew_at = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def token(self) -> str:
        """The token in hand, or the next one shortly before that runs out."""
        async with self._one_at_a_time:
            if not self._token or self._monotonic() >= self._renew_at:
                await self._renew(anew=False)
            return self._token

    async def other_than(self, refused: str) -> str:
        """Asks Entra once, however many calls were refused with the same token."""
        async with self._one_at_a_time:
            if self._token == refused:
                self._token = ""
                await self._renew(anew=True)
            return self._token

    async def _renew(self, *, anew: bool) -> None:
        try:
            answer = await asyncio.to_thread(self._acquire, anew)
        except (requests.RequestException, MsalError) as error:
            raise TransportFailure("Entra can't be reached for the mailbox's token.", retry=True) from error
        except ValueError as error:
            raise TransportFailure(
                "Entra can't be asked for the mailbox's token: check tenant_id, client_id and the certificate "
                "under [mail].",
                retry=False,
            ) from error
        token, lifetime = _read(answer)
        self._token = token
        self._renew_at = self._monotonic() + max(lifetime - RENEW_BEFORE, lifetime / 2)


def from_secret(
    tenant_id: str,
    client_id: str,
    secret: str,
    *,
    http_client: Any = None,
    authority: str = AUTHORITY,
    scope: str = SCOPE,
) -> Acquire:
    """Acquire as an app with a client secret."""
    return _confidential(tenant_id, client_id, secret, http_client, authority, scope)


def from_certificate(
    tenant_id: str,
    client_id: str,
    pem: str,
    *,
    http_client: Any = None,
    authority: str = AUTHORITY,
    scope: str = SCOPE,
) -> Acquire:
    """Acquire as an app with a certificate: one PEM text that holds the private key and the certificate."""
    credential = {"private_key": pem, "public_certificate": pem}
    return _confidential(tenant_id, client_id, credential, http_client, authority, scope)


def _confidential(
    tenant_id: str, client_id: str, credential: Any, http_client: Any, authority: str, scope: str
) -> Acquire:
    client: msal.ConfidentialClientApplication | None = None

    def acquire(anew: bool) -> Mapping[str, Any]:
        # Made in the thread, since its constructor asks the authority for its addresses; made again where a new
        # token is wanted, since MSAL keeps one for as long as it says it is good.
        nonlocal client
        if client is None or anew:
            client = msal.ConfidentialClientApplication(
                client_id,
                client_credential=credential,
                authority=f"{authority}/{tenant_id}",
                http_client=http_client or _HttpClient(),
            )
        untyped: Any = client
        return cast("Mapping[str, Any]", untyped.acquire_token_for_client(scopes=[scope]))

    return acquire


class _HttpClient(requests.Session):
    """A session that gives up: requests waits for ever unless told otherwise, and MSAL doesn't tell."""

    def request(self, *args: Any, **options: Any) -> requests.Response:  # pyright: ignore[reportIncompatibleMethodOverride]
        options.setdefault("timeout", TIMEOUT)
        return super().request(*args, **options)


def _read(answer: Mapping[str, Any]) -> tuple[str, float]:
    token = answer.get("access_token")
    if isinstance(token, str) and token:
        return token, float(answer.get("expires_in", 0))
    code = str(answer.get("error") or "no answer")
    raise TransportFailure(
        f"Entra gives no token for the mailbox ({code}): check tenant_id and client_id under [mail], and that the "
        "secret or certificate is that app's and still good.",
        retry=code == "temporarily_unavailable",
    )
