"""The mailbox's token: MSAL asked seldom and in a thread, a new one where Graph refused it, faults said plainly."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from mail.graph.credentials import EntraTokens, from_certificate, from_secret
from mail.transport import TransportFailure

TENANT = "3d9b2f60-0000-4000-8000-000000000002"
BASE = f"https://login.microsoftonline.com/{TENANT}"


class Answer:
    """What requests would give."""

    def __init__(self, body: dict[str, Any], status: int = 200) -> None:
        self.status_code, self.text, self.headers = status, json.dumps(body), dict[str, str]()

    def raise_for_status(self) -> None:
        assert self.status_code < 400


class Entra:
    """Stands where the network is: MSAL's own code runs, only the HTTP answers are made up."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.threads: set[str] = set()
        self.answer: dict[str, Any] | Exception | None = None

    def get(self, url: str, **_: Any) -> Answer:
        return Answer(
            {
                "authorization_endpoint": f"{BASE}/authorize",
                "token_endpoint": f"{BASE}/token",
                "issuer": f"{BASE}/v2.0",
                "tenant_discovery_endpoint": f"{BASE}/.well-known/openid-configuration",
                "metadata": [],
            }
        )

    def post(self, url: str, data: Any = None, **_: Any) -> Answer:
        self.threads.add(threading.current_thread().name)
        self.asked.append(data)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer:
            return Answer(self.answer, 400)
        return Answer({"access_token": f"token-{len(self.asked)}", "expires_in": 3600, "token_type": "Bearer"})

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def entra() -> Entra:
    return Entra()


def tokens(entra: Entra, now: list[float]) -> EntraTokens:
    return EntraTokens(from_secret(TENANT, "app", "hush", http_client=entra), lambda: now[0])


async def test_one_token_serves_every_call_until_shortly_before_its_end(entra: Entra):
    now = [0.0]
    source = tokens(entra, now)
    assert set(await asyncio.gather(*(source.token() for _ in range(8)))) == {"token-1"}
    now[0] = 3299
    assert await source.token() == "token-1"
    assert len(entra.asked) == 1
    assert entra.asked[0]["client_secret"] == "hush"
    assert entra.asked[0]["scope"] == "https://graph.microsoft.com/.default"
    assert threading.main_thread().name not in entra.threads


async def test_a_refused_token_is_replaced_once_though_msal_thinks_it_good(entra: Entra):
    source = tokens(entra, [0.0])
    refused = await source.token()
    assert set(await asyncio.gather(*(source.other_than(refused) for _ in range(4)))) == {"token-2"}
    assert await source.token() == "token-2"
    assert len(entra.asked) == 2


@pytest.mark.parametrize(
    ("answer", "retry", "words"),
    [
        ({"error": "invalid_client", "error_description": "hush"}, False, "client_id under [mail]"),
        ({"error": "temporarily_unavailable"}, True, "temporarily_unavailable"),
        (requests.ConnectionError("no route"), True, "can't be reached"),
    ],
)
async def test_no_token_is_said_plainly(entra: Entra, answer: Any, retry: bool, words: str):
    entra.answer = answer
    with pytest.raises(TransportFailure) as failure:
        await tokens(entra, [0.0]).token()
    assert failure.value.retry is retry
    assert words in str(failure.value)
    assert "hush" not in str(failure.value)


async def test_a_certificate_proves_the_app_by_its_sha256_thumbprint(entra: Entra):
    pem, thumbprint = certificate()
    source = EntraTokens(from_certificate(TENANT, "app", pem, http_client=entra), lambda: 0.0)
    assert await source.token() == "token-1"
    assertion = jwt.get_unverified_header(entra.asked[0]["client_assertion"])
    assert assertion["alg"] == "PS256"
    assert assertion["x5t#S256"].rstrip("=") == thumbprint


async def test_a_file_that_holds_no_certificate_is_said(entra: Entra):
    with pytest.raises(TransportFailure, match="the certificate") as failure:
        await EntraTokens(from_certificate(TENANT, "app", "not PEM", http_client=entra), lambda: 0.0).token()
    assert not failure.value.retry


def certificate() -> tuple[str, str]:
    """A private key with its certificate as PEM, and the thumbprint as a token's header has it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "disputes")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(begin).not_valid_after(begin + timedelta(days=365))
    signed = built.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    thumbprint = base64.urlsafe_b64encode(signed.fingerprint(hashes.SHA256())).decode().rstrip("=")
    return (private + signed.public_bytes(serialization.Encoding.PEM)).decode(), thumbprint
