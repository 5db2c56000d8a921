"""`drp doctor` on a mailbox on Exchange: what is missing is said before anything is asked of the server."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp.test_utils import TestServer

from app.exchange_mailbox import account_of, scope_of
from app.mailbox import open_mailbox
from app.settings import read_settings
from app.wiring import london_now
from disputes.refusals import Refusal
from mail.exchange.transport import ExchangeTransport
from tests.mail.exchange.doors import Basic
from tests.mail.exchange.endpoint import PATH, Endpoint
from tests.mail.transport_contract import NOON, mail

APP = "3d9b2f60-0000-4000-8000-000000000001"
TENANT = "3d9b2f60-0000-4000-8000-000000000002"
MAIL_APP = "3d9b2f60-0000-4000-8000-000000000003"
ADDRESS = "disputes@testshire.example"
PROOF = {"DRP_MAIL_SECRET": "correct horse"}


@pytest.fixture
def on_exchange(peopled, monkeypatch: pytest.MonkeyPatch):
    """A council whose mailbox is on an Exchange Server, with all that opens it."""
    peopled.set("bot", app_id=f'"{APP}"', tenant_id=f'"{TENANT}"')
    peopled.set(
        "mail",
        transport='"exchange"',
        own_hosts='["mx.testshire.example"]',
        endpoint='"https://mail.testshire.example/EWS/Exchange.asmx"',
        sign_in='"basic"',
        user='"EXAMPLE\\\\svc-disputes"',
    )
    monkeypatch.setenv("DRP_BOT_SECRET", "a secret")
    monkeypatch.setenv("DRP_MAIL_SECRET", "correct horse")
    return peopled


def findings(site, level: str) -> list[str]:
    told = json.loads(site.drp("doctor", "--offline", "--json").stdout)["findings"]
    return [f"{each['text']} {each['todo']}" for each in told if each["level"] == level]


def test_with_everything_in_place_nothing_is_to_mend_and_nothing_is_asked_offline(on_exchange) -> None:
    assert findings(on_exchange, "broken") == []
    assert not any("mail folder" in text or "switched off" in text for text in findings(on_exchange, "doubtful"))


def test_what_is_missing_is_named(on_exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRP_MAIL_SECRET")
    on_exchange.set("mail", endpoint='""', user='""')
    secret, endpoint, user = sorted(findings(on_exchange, "broken"))
    assert secret.startswith("DRP_MAIL_SECRET is not in the environment.")
    assert endpoint.startswith("endpoint under [mail] is missing.")
    assert user.startswith("user under [mail] is missing.")
    assert all("docs/how-to/mailbox-exchange.md" in text for text in (secret, endpoint, user))


def test_an_endpoint_that_everybody_can_listen_to_is_refused(on_exchange) -> None:
    on_exchange.set("mail", endpoint='"http://mail.testshire.example/EWS/Exchange.asmx"')
    (open_to_all,) = findings(on_exchange, "broken")
    assert "would learn the password" in open_to_all
    with pytest.raises(Refusal, match="would learn the password"):
        account_of(read_settings(on_exchange.file), PROOF)


def test_an_app_in_exchange_online_is_told_when_that_ends(on_exchange) -> None:
    on_exchange.set("mail", sign_in='"oauth2"', endpoint='""', tenant_id=f'"{TENANT}"', client_id='""')
    (no_app,) = findings(on_exchange, "broken")
    assert no_app.startswith("client_id under [mail] is missing.")
    on_exchange.set("mail", client_id=f'"{MAIL_APP}"')
    (ends,) = [text for text in findings(on_exchange, "doubtful") if "1 April 2027" in text]
    assert 'Use transport = "graph"' in ends
    account = account_of(read_settings(on_exchange.file), PROOF)
    assert (account.impersonates, account.password) == (True, "")
    assert scope_of(account.endpoint) == "https://outlook.office365.com/.default"


def test_a_password_appears_nowhere(on_exchange) -> None:
    account = account_of(read_settings(on_exchange.file), PROOF)
    assert account.password == "correct horse"
    assert "correct horse" not in repr(account)


async def test_the_mailbox_is_opened_as_the_settings_say_and_news_wakes_the_round(on_exchange) -> None:
    endpoint = Endpoint(ADDRESS, door=Basic())
    news = asyncio.Event()
    async with TestServer(endpoint.application(), skip_url_asserts=True) as server:
        on_exchange.set("mail", endpoint=f'"{server.make_url(PATH)}"')
        settings = read_settings(on_exchange.file)
        async with asyncio.timeout(30), open_mailbox(settings, london_now, PROOF, wake=news.set) as transport:
            assert isinstance(transport, ExchangeTransport)
            health = await transport.health()
            assert health.detail == f"The mailbox {ADDRESS} can be opened by Exchange Web Services."
            assert await transport.read_new(5) == []
            await news.wait()
            news.clear()
            endpoint.exchange.arrives(mail("one"), NOON)
            await news.wait()
            assert len(await transport.read_new(5)) == 1


async def test_what_the_server_refuses_is_said_by_the_doctor(on_exchange) -> None:
    endpoint = Endpoint(ADDRESS, door=Basic(delegate=False))
    async with TestServer(endpoint.application(), skip_url_asserts=True) as server:
        on_exchange.set("mail", endpoint=f'"{server.make_url(PATH)}"')
        async with open_mailbox(read_settings(on_exchange.file), london_now, PROOF) as transport:
            health = await transport.health()
    assert not health.ok
    assert f"The account may not use the mailbox {ADDRESS}" in health.detail


async def test_without_the_password_it_is_not_opened(on_exchange) -> None:
    with pytest.raises(Refusal, match="DRP_MAIL_SECRET in the environment is missing") as refusal:
        async with open_mailbox(read_settings(on_exchange.file), london_now, {}):
            pytest.fail("it was opened")
    assert "docs/how-to/mailbox-exchange.md" in refusal.value.next_step
