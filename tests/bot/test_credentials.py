"""One MSAL client, asked seldom, never on the event loop; only Entra's HTTP answers are made up."""

import asyncio
import json
import threading
from typing import Any

import jwt
import pytest
import requests

from bot.credentials import (
    CredentialsRefused,
    EntraCredentials,
    from_certificate,
    from_managed_identity,
    from_secret,
)
from tests.mail.graph.test_credentials import certificate

TENANT = "3d9b2f60-0000-4000-8000-000000000002"


class Answer:
    def __init__(self, status: int, body: Any) -> None:
        self.status_code = status
        self.text = json.dumps(body)
        self.headers: dict[str, str] = {}

    def raise_for_status(self) -> None:
        assert self.status_code < 400


class Entra:
    """Stands where the network is: MSAL's own code runs, only the HTTP answers are given here."""

    def __init__(self) -> None:
        self.token_requests: list[dict[str, Any]] = []
        self.threads: set[str] = set()
        self.answer: Any = None
        self.expires_in = 3600

    def get(self, url: str, **_: Any) -> Answer:
        self.threads.add(threading.current_thread().name)
        if "identity/oauth2" in url:
            return self._token(_.get("params") or {})
        base = f"https://login.microsoftonline.com/{TENANT}"
        return Answer(
            200,
            {
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "issuer": f"https://login.microsoftonline.com/{TENANT}/v2.0",
                "tenant_discovery_endpoint": f"{base}/.well-known/openid-configuration",
                "metadata": [],
            },
        )

    def post(self, url: str, data: Any = None, **_: Any) -> Answer:
        self.threads.add(threading.current_thread().name)
        return self._token(data or {})

    def close(self) -> None:
        """Nothing is open."""

    def _token(self, request: dict[str, Any]) -> Answer:
        self.token_requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return Answer(400, self.answer)
        number = len(self.token_requests)
        return Answer(
            200,
            {"access_token": f"token-{number}", "expires_in": self.expires_in, "token_type": "Bearer",
             "resource": "https://api.botframework.com"},
        )  # fmt: skip


@pytest.fixture
def entra() -> Entra:
    return Entra()


def secret(entra: Entra, now: list[float]) -> EntraCredentials:
    return EntraCredentials(from_secret("app", TENANT, "hush", http_client=entra), lambda: now[0])


async def test_many_turns_ask_once_and_in_a_thread(entra: Entra) -> None:
    credentials = secret(entra, [0.0])
    tokens = await asyncio.gather(*(credentials.token() for _ in range(50)))
    assert set(tokens) == {"token-1"}
    assert len(entra.token_requests) == 1
    assert entra.token_requests[0]["scope"] == "https://api.botframework.com/.default"
    assert threading.current_thread().name not in entra.threads


async def test_a_token_is_renewed_ahead_of_its_end(entra: Entra) -> None:
    now = [0.0]
    credentials = secret(entra, now)
    entra.expires_in = 200
    assert await credentials.token() == "token-1"
    now[0] = 29
    assert await credentials.token() == "token-1"
    now[0] = 31
    assert await credentials.token() == "token-2"


async def test_a_failed_renewal_uses_the_token_in_hand_while_it_is_good(entra: Entra) -> None:
    now = [0.0]
    credentials = secret(entra, now)
    entra.expires_in = 200
    await credentials.token()
    entra.answer = requests.ConnectionError("down")
    now[0] = 40
    assert await credentials.token() == "token-1"
    assert await credentials.token() == "token-1"
    assert len(entra.token_requests) == 2
    now[0] = 201
    with pytest.raises(CredentialsRefused) as refusal:
        await credentials.token()
    assert refusal.value.may_retry


async def test_a_wrong_secret_is_named_and_no_use_retrying(entra: Entra) -> None:
    entra.answer = {"error": "invalid_client", "error_description": "AADSTS7000215"}
    with pytest.raises(CredentialsRefused, match="invalid_client") as refusal:
        await secret(entra, [0.0]).token()
    assert not refusal.value.may_retry


async def test_a_discarded_token_is_asked_for_again(entra: Entra) -> None:
    entra.expires_in = 100
    credentials = secret(entra, [0.0])
    await credentials.token()
    credentials.discard()
    assert await credentials.token() == "token-2"


async def test_a_managed_identity_needs_no_secret(entra: Entra) -> None:
    credentials = EntraCredentials(from_managed_identity("app", http_client=entra), lambda: 0.0)
    assert await credentials.token() == "token-1"
    assert entra.token_requests[0]["client_id"] == "app"
    assert entra.token_requests[0]["resource"] == "https://api.botframework.com"


async def test_a_certificate_proves_the_bot_by_its_sha256_thumbprint() -> None:
    entra, (pem, thumbprint) = Entra(), certificate()
    credentials = EntraCredentials(from_certificate("app", TENANT, pem, http_client=entra), lambda: 0.0)
    assert await credentials.token()
    header = jwt.get_unverified_header(entra.token_requests[0]["client_assertion"])
    assert header["x5t#S256"].rstrip("=") == thumbprint
