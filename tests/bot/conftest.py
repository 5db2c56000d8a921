"""What the tests of the chat room share: a Bot Framework that signs tokens, and a bot on loopback."""

import base64
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from botbuilder.core import TurnContext
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.adapter import TurnAdapter
from bot.authentication import AnonymousLoopback
from bot.credentials import NoCredentials
from bot.seen import MemorySeenActivities
from bot.sender import ConnectorSender
from bot.service_urls import MemoryServiceUrls
from bot.web import MessagesEndpoint
from rehearsal.connector import LoopbackConnector

APP_ID = "7f0a5c1e-0000-4000-8000-000000000001"
TENANT = "3d9b2f60-0000-4000-8000-000000000002"


def number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@cache
def private_key(key_id: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """A Bot Framework of our own: OpenID metadata and keys over HTTP, and tokens signed with them."""

    private: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    published: list[dict[str, Any]] = field(default_factory=list)
    fetches: int = 0
    down: bool = False
    server: BaseTestServer | None = None

    @property
    def metadata_url(self) -> str:
        assert self.server is not None
        return str(self.server.make_url("/openid"))

    def new_key(self, key_id: str, endorsements: list[str] | None = None, *, publish: bool = True) -> None:
        self.private[key_id] = private_key(key_id)
        if publish:
            self.publish(key_id, endorsements)

    def publish(self, key_id: str, endorsements: list[str] | None = None) -> None:
        public = self.private[key_id].public_key().public_numbers()
        entry = {"kty": "RSA", "use": "sig", "kid": key_id, "n": number(public.n), "e": number(public.e)}
        if endorsements is not None:
            entry["endorsements"] = endorsements  # type: ignore[assignment]
        self.published.append(entry)

    def token(self, service_url: str, key_id: str = "first", *, header: Any = None, **claims: Any) -> str:
        now = int(time.time())
        payload = {
            "iss": "https://api.botframework.com",
            "aud": APP_ID,
            "nbf": now - 60,
            "exp": now + 3600,
            "serviceurl": service_url,
            **claims,
        }
        payload = {name: value for name, value in payload.items() if value is not None}
        headers = {"kid": key_id, **(header or {})}
        return jwt.encode(payload, self.private[key_id], algorithm="RS256", headers=headers)

    async def metadata(self, request: web.Request) -> web.Response:
        self.fetches += 1
        if self.down:
            return web.Response(status=503)
        jwks = str(request.url.with_path("/keys"))
        return web.json_response({"issuer": "https://api.botframework.com", "jwks_uri": jwks})

    async def keys(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": self.published})


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    issuer = Issuer()
    issuer.new_key("first", ["msteams"])
    application = web.Application()
    application.add_routes([web.get("/openid", issuer.metadata), web.get("/keys", issuer.keys)])
    async with TestServer(application) as server:
        issuer.server = server
        yield issuer


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@dataclass
class Talk:
    """A bot whose turn each test writes itself."""

    turn: Callable[[TurnContext], Awaitable[Any]]

    async def on_turn(self, turn_context: TurnContext) -> Any:
        return await self.turn(turn_context)


async def echo(context: TurnContext) -> None:
    await context.send_activity(f"You said {context.activity.text}")


@dataclass
class Stage:
    """A running bot, the connector it answers to, and the waits that its sender asked for."""

    bot: Talk
    adapter: TurnAdapter
    connector: LoopbackConnector
    endpoint: MessagesEndpoint
    server: BaseTestServer
    session: aiohttp.ClientSession
    waits: list[float]

    @property
    def url(self) -> str:
        return str(self.server.make_url("/api/messages"))


@pytest.fixture
async def stage(session: aiohttp.ClientSession) -> AsyncIterator[Stage]:
    """The echo bot over real HTTP on loopback; the rehearsal's door, so no tokens."""
    ids = (f"id-{n}" for n in itertools.count(1))
    connector = LoopbackConnector(
        tenant=TENANT, clock=lambda: datetime(2026, 4, 8, 9, 30, tzinfo=UTC), new_id=lambda: next(ids)
    )
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    sender = ConnectorSender(session, NoCredentials(), MemoryServiceUrls(), jitter=lambda: 0.5, sleep=wait)
    adapter = TurnAdapter(sender)
    bot = Talk(echo)
    # A slow machine must not change what these tests see; those about answering late make it hasty.
    endpoint = MessagesEndpoint(adapter, bot, AnonymousLoopback(), MemorySeenActivities(), answer_within=60)
    application = web.Application()
    application.add_routes(endpoint.routes())
    application.on_shutdown.append(endpoint.drain)
    application.add_subapp("/connector", connector.application())
    async with TestServer(application) as server:
        connector.attach(
            session,
            messages_url=str(server.make_url("/api/messages")),
            service_url=str(server.make_url("/connector")),
        )
        yield Stage(bot, adapter, connector, endpoint, server, session, waits)
