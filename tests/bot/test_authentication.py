"""Who may knock at the bot's door, tried over HTTP with real keys and real tokens."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.authentication import AnonymousLoopback, ChannelAuthenticator, Inbound
from bot.refusals import Refused
from bot.signing_keys import SigningKeys

APP_ID = "7f0a5c1e-0000-4000-8000-000000000001"
TENANT = "3d9b2f60-0000-4000-8000-000000000002"
SERVICE_URL = "https://channel.example/emea/"


@dataclass
class Door:
    """The real authenticator behind the real endpoint; `reasons` are what the log would say."""

    url: str
    session: aiohttp.ClientSession
    now: list[float]
    taken: list[Any]

    async def knock(self, token: str | None, activity: Any = None, **replaced: Any) -> int:
        payload = {**message(), **replaced} if activity is None else activity
        payload = {key: value for key, value in payload.items() if value is not None}
        headers = {} if token is None else {"Authorization": token}
        async with self.session.post(self.url, json=payload, headers=headers) as response:
            return response.status


def message() -> dict[str, Any]:
    return {
        "type": "message",
        "id": f"m-{time.monotonic_ns()}",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": "29:someone", "aadObjectId": "someone"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:chat", "conversationType": "personal"},
        "channelData": {"tenant": {"id": TENANT}},
        "text": "hello",
    }


@pytest.fixture
async def door(issuer: Any, session: aiohttp.ClientSession) -> AsyncIterator[Door]:
    from bot.adapter import TurnAdapter
    from bot.credentials import NoCredentials
    from bot.seen import MemorySeenActivities
    from bot.sender import ConnectorSender
    from bot.service_urls import MemoryServiceUrls
    from bot.web import MessagesEndpoint

    taken: list[Any] = []

    class Silent:
        async def on_turn(self, turn_context: Any) -> None:
            taken.append(turn_context.activity)

    now = [0.0]
    keys = SigningKeys(session, lambda: now[0], metadata_url=issuer.metadata_url)
    authenticator = ChannelAuthenticator(keys, app_id=APP_ID, tenants=[TENANT.upper()])
    sender = ConnectorSender(session, NoCredentials(), MemoryServiceUrls(), jitter=lambda: 0.0)
    endpoint = MessagesEndpoint(TurnAdapter(sender), Silent(), authenticator, MemorySeenActivities())
    application = web.Application()
    application.add_routes(endpoint.routes())
    async with TestServer(application) as server:
        yield Door(str(server.make_url("/api/messages")), session, now, taken)


async def test_a_good_token_opens(door: Door, issuer: Any) -> None:
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}") == 200
    assert [activity.text for activity in door.taken] == ["hello"]
    assert door.taken[0].conversation.tenant_id == TENANT


async def test_a_final_slash_and_a_list_of_audiences_make_no_difference(door: Door, issuer: Any) -> None:
    token = issuer.token(SERVICE_URL.rstrip("/"), aud=["another", APP_ID])
    assert await door.knock(f"bearer {token}") == 200


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer garbage",
        "Bearer a.b.c",
        "Bearer ....",
        "Bearer " + base64.urlsafe_b64encode(b"[" * 3000).decode() + ".e30.e30",
        "Bearer " + base64.urlsafe_b64encode(b'["a list"]').decode() + ".e30.e30",
        "Basic dXNlcjpwYXNz",
    ],
)
async def test_what_isnt_a_token_gets_401(door: Door, authorization: str | None) -> None:
    assert await door.knock(authorization) == 401
    assert door.taken == []


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        pytest.param({"exp": int(time.time()) - 301}, id="expired beyond the leeway"),
        {"exp": None},
        {"exp": "soon"},
        pytest.param({"nbf": int(time.time()) + 3600}, id="not valid yet"),
        {"aud": "another-bot"},
        {"aud": None},
        {"iss": "https://login.example"},
        {"iss": None},
        {"serviceurl": "https://evil.example/"},
        {"serviceurl": None},
        {"serviceurl": 7},
    ],
    ids=str,
)
async def test_a_wrong_claim_gets_401(door: Door, issuer: Any, claims: dict[str, Any]) -> None:
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL, **claims)}") == 401
    assert door.taken == []


async def test_expiry_has_five_minutes_leeway(door: Door, issuer: Any) -> None:
    token = issuer.token(SERVICE_URL, exp=int(time.time()) - 200)
    assert await door.knock(f"Bearer {token}") == 200


async def test_another_keys_signature_gets_401(door: Door, issuer: Any) -> None:
    issuer.new_key("forger", publish=False)
    token = issuer.token(SERVICE_URL, "forger", header={"kid": "first"})
    assert await door.knock(f"Bearer {token}") == 401


async def test_alg_none_gets_401(door: Door) -> None:
    token = jwt.encode({"aud": APP_ID}, "", algorithm="none", headers={"kid": "first"})
    assert await door.knock(f"Bearer {token}") == 401


async def test_the_public_key_is_no_hmac_secret(door: Door, issuer: Any) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = issuer.private["first"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _, payload, _ = issuer.token(SERVICE_URL).split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "first"}).encode()).rstrip(b"=").decode()
    signature = hmac.new(pem, f"{header}.{payload}".encode(), hashlib.sha256).digest()
    token = f"{header}.{payload}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
    assert await door.knock(f"Bearer {token}") == 401


async def test_a_rotated_key_is_found_at_once_and_forged_ids_dont_make_us_fetch(door: Door, issuer: Any) -> None:
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}") == 200
    issuer.new_key("second", ["msteams"])
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL, 'second')}") == 200
    assert issuer.fetches == 2

    issuer.new_key("third", ["msteams"], publish=False)
    for _ in range(20):
        assert await door.knock(f"Bearer {issuer.token(SERVICE_URL, 'third')}") == 401
    assert issuer.fetches == 2

    issuer.publish("third", ["msteams"])
    door.now[0] += 301
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL, 'third')}") == 200


async def test_a_withdrawn_key_stops_opening_after_a_day(door: Door, issuer: Any) -> None:
    token = issuer.token(SERVICE_URL)
    assert await door.knock(f"Bearer {token}") == 200
    issuer.published.clear()
    issuer.new_key("second", ["msteams"])
    assert await door.knock(f"Bearer {token}") == 200
    door.now[0] += 24 * 3600 + 1
    assert await door.knock(f"Bearer {token}") == 401


async def test_keys_in_hand_outlive_an_outage_and_none_in_hand_is_503(door: Door, issuer: Any) -> None:
    issuer.down = True
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}") == 503
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}") == 503
    assert issuer.fetches == 1
    issuer.down = False
    door.now[0] += 11
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}") == 200
    issuer.down = True
    door.now[0] += 24 * 3600 + 1
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}") == 200


async def test_a_key_without_endorsements_or_for_another_channel_gets_401(door: Door, issuer: Any) -> None:
    issuer.new_key("unendorsed")
    issuer.new_key("webchat", ["webchat"])
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL, 'unendorsed')}") == 401
    door.now[0] += 301
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL, 'webchat')}") == 401


@pytest.mark.parametrize("channel", [None, "", 5, ["msteams"], {"msteams": 1}])
async def test_a_missing_channel_doesnt_skip_the_endorsement(door: Door, issuer: Any, channel: Any) -> None:
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}", channelId=channel) == 401


@pytest.mark.parametrize("url", [None, "", 5, "https://elsewhere.example", "https://[", "ftp://channel.example"])
async def test_another_service_url_gets_401(door: Door, issuer: Any, url: Any) -> None:
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}", serviceUrl=url) == 401


async def test_a_plain_http_service_url_gets_401_even_with_a_token_for_it(door: Door, issuer: Any) -> None:
    url = "http://channel.example/"
    assert await door.knock(f"Bearer {issuer.token(url)}", serviceUrl=url) == 401


@pytest.mark.parametrize("data", [None, {}, {"tenant": {"id": "foreign"}}, {"tenant": "x"}, [], "x"])
async def test_another_tenant_gets_403(door: Door, issuer: Any, data: Any) -> None:
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}", channelData=data) == 403
    assert door.taken == []


async def test_an_unreadable_published_key_doesnt_cost_the_others(door: Door, issuer: Any) -> None:
    issuer.published[:0] = [
        {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"},
        {"kty": "EC", "kid": "curve"},
        "text",  # type: ignore[list-item]
        {"kty": "RSA"},
    ]
    assert await door.knock(f"Bearer {issuer.token(SERVICE_URL)}") == 200


def test_an_authenticator_without_tenants_cant_be_made(session: aiohttp.ClientSession) -> None:
    keys = SigningKeys(session, lambda: 0.0)
    with pytest.raises(ValueError):
        ChannelAuthenticator(keys, app_id=APP_ID, tenants=[])
    with pytest.raises(ValueError):
        ChannelAuthenticator(keys, app_id="", tenants=[TENANT])


LOCAL = {"serviceUrl": "http://127.0.0.1:9/connector", "channelData": {"tenant": {"id": TENANT}}}


@pytest.mark.parametrize(
    ("inbound", "activity"),
    [
        (Inbound(None, "10.0.0.5", "127.0.0.1:3978"), LOCAL),
        (Inbound(None, None, "127.0.0.1:3978"), LOCAL),
        (Inbound(None, "127.0.0.1", "127.0.0.1", forwarded=True), LOCAL),
        (Inbound(None, "127.0.0.1", "rebound.example"), LOCAL),
        (Inbound(None, "127.0.0.1", ""), LOCAL),
        (Inbound(None, "127.0.0.1", "[::1"), LOCAL),
        (Inbound(None, "127.0.0.1", "localhost"), {**LOCAL, "serviceUrl": "https://channel.example/"}),
        (Inbound(None, "127.0.0.1", "localhost"), {**LOCAL, "serviceUrl": "http://127.0.0.1.example/"}),
        (Inbound(None, "127.0.0.1", "localhost"), {**LOCAL, "serviceUrl": 7}),
    ],
)
async def test_rehearsal_serves_this_machine_only(inbound: Inbound, activity: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        await AnonymousLoopback().authenticate(inbound, activity)


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
async def test_rehearsal_needs_no_token_on_loopback(peer: str) -> None:
    caller = await AnonymousLoopback().authenticate(Inbound(None, peer, "localhost:3978"), LOCAL)
    assert caller.tenant_id == TENANT
