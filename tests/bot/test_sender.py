"""Posting to the channel over HTTP: what is retried, what isn't, and where a token never goes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer, unused_port

from bot.credentials import CredentialsRefused
from bot.sender import ConnectorSender, Permanent, Retryable
from bot.service_urls import MemoryServiceUrls


class Channel:
    """Answers from a list, then 201; keeps every request."""

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.requests: list[tuple[str, str, str | None, Any]] = []

    async def take(self, request: web.Request) -> web.Response:
        content = await request.read()
        body = json.loads(content) if content else None
        self.requests.append((request.method, request.raw_path, request.headers.get("Authorization"), body))
        return self.answers.pop(0) if self.answers else web.json_response({"id": "sent"}, status=201)


class Tokens:
    def __init__(self) -> None:
        self.number = 1
        self.error: CredentialsRefused | None = None

    async def token(self) -> str:
        if self.error:
            raise self.error
        return f"token-{self.number}"

    def discard(self) -> None:
        self.number += 1


class Post:
    def __init__(self, session: aiohttp.ClientSession, server: BaseTestServer, channel: Channel) -> None:
        self.channel = channel
        self.url = str(server.make_url("/teams/"))
        self.waits: list[float] = []
        self.tokens = Tokens()
        self.sender = ConnectorSender(
            session, self.tokens, MemoryServiceUrls([self.url]), jitter=lambda: 0.5, sleep=self._wait
        )

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def send(self) -> str:
        return await self.sender.send_to_conversation(self.url, "a:1", {"type": "message"})


@pytest.fixture
async def post(session: aiohttp.ClientSession) -> AsyncIterator[Post]:
    channel = Channel()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", channel.take)
    async with TestServer(application) as server:
        yield Post(session, server, channel)


def failure(status: int, **headers: str) -> web.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response({"error": {"code": f"Code{status}"}}, status=status, headers=named)


async def test_each_call_has_its_method_path_and_token(post: Post) -> None:
    sender, url = post.sender, post.url
    conversation = "19:a/b?c@thread.tacv2;messageid=1"
    assert await sender.send_to_conversation(url, conversation, {"type": "message"}) == "sent"
    assert await sender.reply_to_activity(url, "a:1", "7", {}) == "sent"
    assert await sender.update_activity(url, "a:1", "7", {}) == "sent"
    await sender.delete_activity(url, "a:1", "7")
    assert await sender.create_conversation(url, {"members": []}) == "sent"
    await sender.get_conversation_member(url, "a:1", "29:x")
    assert [(method, path) for method, path, _, _ in post.channel.requests] == [
        ("POST", "/teams/v3/conversations/19%3Aa%2Fb%3Fc%40thread.tacv2%3Bmessageid%3D1/activities"),
        ("POST", "/teams/v3/conversations/a%3A1/activities/7"),
        ("PUT", "/teams/v3/conversations/a%3A1/activities/7"),
        ("DELETE", "/teams/v3/conversations/a%3A1/activities/7"),
        ("POST", "/teams/v3/conversations"),
        ("GET", "/teams/v3/conversations/a%3A1/members/29%3Ax"),
    ]
    assert {token for _, _, token, _ in post.channel.requests} == {"Bearer token-1"}


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_passing_trouble_is_tried_again_with_backoff(post: Post, status: int) -> None:
    post.channel.answers = [failure(status), failure(status)]
    assert await post.send() == "sent"
    assert post.waits == [0.5, 1.0]


async def test_retry_after_is_obeyed(post: Post) -> None:
    post.channel.answers = [failure(429, Retry_After="3")]
    assert await post.send() == "sent"
    assert post.waits == [3.0]


async def test_a_long_retry_after_is_the_callers_to_wait_for(post: Post) -> None:
    post.channel.answers = [failure(429, Retry_After="90")]
    with pytest.raises(Retryable) as raised:
        await post.send()
    assert (raised.value.status, raised.value.code, raised.value.retry_after) == (429, "Code429", 90.0)
    assert post.waits == []


async def test_trouble_that_stays_is_retryable_later(post: Post) -> None:
    post.channel.answers = [failure(503) for _ in range(4)]
    with pytest.raises(Retryable):
        await post.send()
    assert len(post.channel.requests) == 4


@pytest.mark.parametrize("status", [400, 403, 404, 413, 500])
async def test_a_refusal_is_permanent_and_tried_once(post: Post, status: int) -> None:
    post.channel.answers = [failure(status)]
    with pytest.raises(Permanent) as raised:
        await post.send()
    assert (raised.value.status, raised.value.code) == (status, f"Code{status}")
    assert len(post.channel.requests) == 1


async def test_a_refused_token_is_renewed_once(post: Post) -> None:
    post.channel.answers = [failure(401)]
    assert await post.send() == "sent"
    assert [token for _, _, token, _ in post.channel.requests] == ["Bearer token-1", "Bearer token-2"]
    post.channel.answers = [failure(401), failure(401)]
    with pytest.raises(Permanent):
        await post.send()


async def test_a_redirect_isnt_followed_with_our_token(post: Post) -> None:
    post.channel.answers = [failure(307, Location="https://elsewhere.example/")]
    with pytest.raises(Permanent):
        await post.send()
    assert len(post.channel.requests) == 1


async def test_nothing_goes_to_a_url_that_nobody_vouched_for(post: Post) -> None:
    stranger = post.url.replace("/teams/", "/stranger/")
    with pytest.raises(Permanent, match="ServiceUrlNotVerified"):
        await post.sender.send_to_conversation(stranger, "a:1", {})
    assert post.channel.requests == []
    await post.sender.trust(stranger)
    assert await post.sender.send_to_conversation(stranger.rstrip("/"), "a:1", {}) == "sent"


async def test_nobody_at_home_is_tried_again_then_retryable(post: Post) -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    await post.sender.trust(url)
    with pytest.raises(Retryable) as raised:
        await post.sender.send_to_conversation(url, "a:1", {})
    assert raised.value.status is None
    assert len(post.waits) == 3


async def test_a_cut_answer_isnt_sent_twice_behind_the_callers_back(post: Post) -> None:
    # The message may have arrived: whether a second copy matters is for the outbox to say.
    async def cut(request: web.Request) -> web.Response:
        post.channel.requests.append((request.method, request.path, None, None))
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", cut)
    async with TestServer(application) as server:
        url = str(server.make_url("/"))
        await post.sender.trust(url)
        with pytest.raises(Retryable):
            await post.sender.send_to_conversation(url, "a:1", {})
    assert len(post.channel.requests) == 1


async def test_missing_credentials_say_whether_waiting_helps(post: Post) -> None:
    post.tokens.error = CredentialsRefused("invalid_client", may_retry=False)
    with pytest.raises(Permanent, match="invalid_client"):
        await post.send()
    post.tokens.error = CredentialsRefused("unreachable", may_retry=True)
    with pytest.raises(Retryable, match="unreachable"):
        await post.send()


async def test_odd_answers_do_no_harm(post: Post) -> None:
    post.channel.answers = [
        web.Response(status=201, text="not json"),
        web.json_response([1], status=200),
        failure(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"),
    ]
    assert await post.send() == ""
    assert await post.send() == ""
    assert await post.send() == "sent"
