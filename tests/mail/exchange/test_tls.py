"""Nobody listens on the way: a server is believed by its certificate, and the council's own authority can be named."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mail.exchange.connection import Account
from mail.exchange.transport import ExchangeTransport, open_exchange
from tests.mail.exchange.doors import Basic
from tests.mail.exchange.endpoint import PATH, Endpoint
from tests.mail.exchange.house import PassingTime
from tests.mail.transport_contract import NOON, SHARED


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for this machine that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example.gov.uk")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = built.add_extension(here, critical=False).sign(key, hashes.SHA256())
    file = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
async def endpoint(certificate: Path) -> AsyncIterator[tuple[Endpoint, str]]:
    """The service inside TLS, and its address."""
    endpoint = Endpoint(SHARED, door=Basic())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = TestServer(endpoint.application(), scheme="https", skip_url_asserts=True)
    await server.start_server(ssl=context, shutdown_timeout=0.1)
    yield endpoint, str(server.make_url(PATH))
    assert server.runner
    assert server.runner.server
    async with asyncio.timeout(10):
        while server.runner.server.connections:  # noqa: ASYNC110 - whoever closes, keeps none
            await asyncio.sleep(0.01)
    await server.close()


def opened(url: str) -> ExchangeTransport:
    """The transport, with the right password."""
    door, time = Basic(), PassingTime()
    account = Account(url, SHARED, impersonates=False, user=door.user, password=door.password, basic=True)
    return open_exchange(account, None, clock=lambda: NOON, monotonic=time.monotonic, sleep=time.sleep)


async def test_a_server_that_nobody_vouches_for_learns_nothing(endpoint: tuple[Endpoint, str]):
    service, url = endpoint
    transport = opened(url)
    health = await transport.health()
    await transport.close()
    assert not health.ok
    assert "The certificate of 127.0.0.1:" in health.detail
    assert "docs/how-to/mailbox-exchange.md" in health.detail
    assert service.calls == []


async def test_the_councils_own_authority_is_believed_once_it_is_named(
    endpoint: tuple[Endpoint, str], certificate: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    transport = opened(endpoint[1])
    assert (await transport.health()).ok
    await transport.close()
