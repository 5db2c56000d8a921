"""Who we say that we are: by password, handshake or token, for ourselves or as the mailbox; what a refusal means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mail.graph.credentials import EntraTokens, from_certificate, from_secret
from mail.transport import TransportFailure
from tests.mail.exchange.doors import Basic, Bearer, Ntlm
from tests.mail.exchange.endpoint import Trouble
from tests.mail.exchange.entra import APP, TENANT, Entra
from tests.mail.exchange.house import ExchangeHouse
from tests.mail.graph.test_credentials import certificate
from tests.mail.transport_contract import NOON, SHARED, letter, mail

USER, PASSWORD = "EXAMPLE\\svc-disputes", "correct horse"
SCOPE = "https://mail.example.gov.uk/.default"


@pytest.fixture
def by_handshake(house: ExchangeHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ntlm:
    """A server that shakes hands over this password, and a transport that knows it."""
    accounts = tmp_path / "accounts"
    accounts.write_text(f"EXAMPLE:svc-disputes:{PASSWORD}\n", "utf-8")
    monkeypatch.setenv("NTLM_USER_FILE", str(accounts))
    house.user, house.password = USER, PASSWORD
    house.endpoint.door = door = Ntlm()
    return door


@pytest.fixture(params=["basic", "ntlm"])
def by_password(request: pytest.FixtureRequest, house: ExchangeHouse) -> Basic:
    """A server that takes this password in either way, and a transport that knows it."""
    if request.param == "ntlm":
        return request.getfixturevalue("by_handshake")
    house.user, house.password, house.basic = USER, PASSWORD, True
    house.endpoint.door = door = Basic()
    return door


@pytest.fixture
async def entra(house: ExchangeHouse) -> AsyncIterator[Entra]:
    """An app whose tokens the server takes, and a transport that gets them."""
    entra = Entra()
    await entra.server.start_server(shutdown_timeout=0.1)
    house.endpoint.door = Bearer()
    house.impersonates = True
    acquire = from_secret(TENANT, APP, "hush", http_client=entra.client(), scope=SCOPE)
    house.tokens = EntraTokens(acquire, house.time.monotonic)
    yield entra
    await entra.server.close()


async def test_a_password_opens_the_mailbox_for_every_call(house: ExchangeHouse, by_password: Basic):
    house.exchange.arrives(mail("one"), NOON)
    transport = await house.opened()
    assert len(await transport.read_new(1)) == 1
    await transport.send(letter())
    assert len(await house.delivered()) == 1
    assert by_password.refused == 0


async def test_a_connection_shakes_hands_once(house: ExchangeHouse, by_handshake: Ntlm):
    transport = await house.opened()
    for _ in range(5):
        assert (await transport.health()).ok
    assert by_handshake.handshakes == 1


async def test_a_wrong_password_is_tried_twice_and_then_not_for_a_while_lest_the_account_be_locked(
    house: ExchangeHouse, by_password: Basic
):
    house.password = "wrong battery"
    transport = await house.opened()
    for _ in range(5):
        with pytest.raises(TransportFailure, match=r"refuses the sign-in \(401\)") as failure:
            await transport.read_new(1)
        assert not failure.value.retry
        assert "wrong battery" not in str(failure.value)
        house.time.seconds += 100
    assert by_password.refused == 2
    assert house.endpoint.calls == []
    house.time.seconds += 600
    with pytest.raises(TransportFailure):
        await transport.read_new(1)
    assert by_password.refused == 4


async def test_a_busy_servers_401_is_tried_once_more(house: ExchangeHouse, by_password: Basic):
    house.endpoint.troubles.append(Trouble(status=401, headers={"WWW-Authenticate": "Negotiate"}))
    assert await (await house.opened()).read_new(1) == []


async def test_a_delegate_comes_as_itself_and_names_the_mailbox(house: ExchangeHouse, by_password: Basic):
    assert (await (await house.opened()).health()).ok
    assert house.endpoint.impersonated == [None]
    assert house.endpoint.headers[0]["X-AnchorMailbox"] == SHARED
    by_password.delegate = False
    health = await (await house.opened()).health()
    assert not health.ok
    assert f"The account may not use the mailbox {SHARED} (ErrorAccessDenied)." in health.detail


async def test_impersonation_comes_as_the_mailbox(house: ExchangeHouse, by_password: Basic):
    by_password.impersonates = True
    house.impersonates = True
    transport = await house.opened()
    assert (await transport.health()).ok
    await transport.send(letter())
    assert set(house.endpoint.impersonated) == {SHARED}


async def test_impersonation_that_was_not_allowed_is_said_with_what_to_do(house: ExchangeHouse, by_password: Basic):
    house.impersonates = True
    health = await (await house.opened()).health()
    assert not health.ok
    assert "docs/how-to/mailbox-exchange.md says how that right is given." in health.detail


async def test_a_handshake_that_makes_no_sense_is_trouble_and_no_crash(house: ExchangeHouse, by_handshake: Ntlm):
    by_handshake.challenge = "bm8gY2hhbGxlbmdl"
    with pytest.raises(TransportFailure) as failure:
        await (await house.opened()).read_new(1)
    assert str(failure.value).endswith(".")


async def test_an_app_gets_one_token_for_this_server_and_impersonates_the_mailbox(house: ExchangeHouse, entra: Entra):
    transport = await house.opened()
    answered = await asyncio.gather(*(transport.health() for _ in range(6)))
    assert all(health.ok for health in answered)
    (asked,) = entra.asked
    assert (asked["grant_type"], asked["scope"]) == ("client_credentials", SCOPE)
    assert set(house.endpoint.impersonated) == {SHARED}


async def test_an_app_may_prove_itself_by_certificate(house: ExchangeHouse, entra: Entra):
    pem, _ = certificate()
    entra.certificate = pem[pem.index("-----BEGIN CERTIFICATE") :]
    acquire = from_certificate(TENANT, APP, pem, http_client=entra.client(), scope=SCOPE)
    house.tokens = EntraTokens(acquire, house.time.monotonic)
    assert (await (await house.opened()).health()).ok
    assert "client_secret" not in entra.asked[0]


async def test_a_token_that_ran_out_early_is_renewed_once_and_nobody_notices(house: ExchangeHouse, entra: Entra):
    house.endpoint.door = door = Bearer(tokens={"token-2"})
    assert (await (await house.opened()).health()).ok
    assert (door.refused, len(entra.asked)) == (1, 2)


async def test_a_token_is_renewed_before_its_end(house: ExchangeHouse, entra: Entra):
    house.endpoint.door = door = Bearer(tokens={"token-1", "token-2"})
    entra.lifetime = 240
    transport = await house.opened()
    assert (await transport.health()).ok
    house.time.seconds += 200
    assert (await transport.health()).ok
    assert (door.refused, len(entra.asked)) == (0, 2)


async def test_a_token_that_is_refused_twice_is_not_tried_for_ever(house: ExchangeHouse, entra: Entra):
    house.endpoint.door = door = Bearer(tokens=set())
    transport = await house.opened()
    with pytest.raises(TransportFailure, match="refuses the sign-in") as failure:
        await transport.read_new(1)
    assert not failure.value.retry
    assert door.refused == 2
    door.tokens = {"token-3"}
    assert (await transport.health()).ok, "no account could be locked, so nobody waits"


async def test_an_app_reaches_the_mailbox_that_it_was_allowed_and_no_other(house: ExchangeHouse, entra: Entra):
    house.endpoint.door = door = Bearer(allowed={SHARED})
    assert (await (await house.opened()).health()).ok
    door.allowed = {"somebody.else@example.gov.uk"}
    health = await (await house.opened()).health()
    assert not health.ok
    assert "may not use the mailbox" in health.detail


async def test_entra_in_trouble_is_tried_again_later(house: ExchangeHouse, entra: Entra):
    entra.status = 503
    with pytest.raises(TransportFailure, match="Entra") as failure:
        await (await house.opened()).read_new(1)
    assert failure.value.retry
    entra.status = 200
    assert (await (await house.opened()).health()).ok


async def test_an_app_that_entra_does_not_know_is_said(house: ExchangeHouse, entra: Entra):
    entra.secret = "another"
    health = await (await house.opened()).health()
    assert not health.ok
    assert "Entra gives no token for the mailbox (invalid_client)" in health.detail
    assert "hush" not in health.detail
    assert house.endpoint.calls == []
