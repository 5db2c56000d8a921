"""Post to the Bot Connector: one aiohttp session, retries where they help, failures that say so.

Follows the public Bot Connector REST API, version 3. Retried: 412, 429, 502, 503 and 504, with
backoff and `Retry-After`, and a connection that never came about.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.activities import json_bytes
from bot.credentials import Credentials, CredentialsRefused
from bot.service_urls import VerifiedServiceUrls

log = logging.getLogger(__name__)

RETRIED = frozenset({412, 429, 502, 503, 504})
ATTEMPTS = 4
LONGEST_WAIT = 8.0
FIRST_WAIT = 0.5
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)


class SendFailed(Exception):
    """A post that wasn't accepted. `status` is None where nobody answered; `code` is the service's word."""

    def __init__(self, status: int | None, code: str) -> None:
        super().__init__(f"{code} ({status})" if status else code)
        self.status = status
        self.code = code


class Retryable(SendFailed):
    """The same post may be accepted later; not sooner than `retry_after` seconds when that is known."""

    def __init__(self, status: int | None, code: str, retry_after: float | None = None) -> None:
        super().__init__(status, code)
        self.retry_after = retry_after


class Permanent(SendFailed):
    """The same post will be refused again: the app isn't installed, the card is too big, the chat is gone."""


class ConnectorSender:
    """Every outbound call of the bot. `jitter` gives a number from 0 to 1; `sleep` waits seconds."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        credentials: Credentials,
        urls: VerifiedServiceUrls,
        *,
        jitter: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        attempts: int = ATTEMPTS,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self._session = session
        self._credentials = credentials
        self._urls = urls
        self._jitter = jitter
        self._sleep = sleep
        self._attempts = attempts
        self._longest_wait = longest_wait

    async def trust(self, service_url: str) -> None:
        """Remember a service URL that an authenticated activity named."""
        await self._urls.remember(service_url)

    async def send_to_conversation(self, service_url: str, conversation: str, activity: object) -> str:
        """Post an activity at the end of a conversation; gives its id (empty where the channel has none)."""
        return _id(await self._call("POST", service_url, _path(conversation, "activities"), activity))

    async def reply_to_activity(self, service_url: str, conversation: str, activity_id: str, activity: object) -> str:
        """Post an activity as an answer to another; gives its id."""
        path = _path(conversation, "activities", activity_id)
        return _id(await self._call("POST", service_url, path, activity))

    async def update_activity(self, service_url: str, conversation: str, activity_id: str, activity: object) -> str:
        """Replace an activity that was sent; gives its id."""
        path = _path(conversation, "activities", activity_id)
        return _id(await self._call("PUT", service_url, path, activity)) or activity_id

    async def delete_activity(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Take back an activity that was sent."""
        await self._call("DELETE", service_url, _path(conversation, "activities", activity_id))

    async def create_conversation(self, service_url: str, parameters: object) -> str:
        """Open a conversation, or find the personal one that exists; gives its id."""
        conversation = _id(await self._call("POST", service_url, "v3/conversations", parameters))
        if not conversation:
            raise Permanent(200, "NoConversationId")
        return conversation

    async def get_conversation_member(self, service_url: str, conversation: str, member_id: str) -> Mapping[str, Any]:
        """Give what the channel says of one member."""
        return await self._call("GET", service_url, _path(conversation, "members", member_id))

    async def _call(self, method: str, service_url: str, path: str, payload: object | None = None) -> Mapping[str, Any]:
        if not await self._urls.holds(service_url):
            raise Permanent(None, "ServiceUrlNotVerified")
        url = URL(f"{service_url.rstrip('/')}/{path}", encoded=True)
        body = None if payload is None else json_bytes(payload)
        token_renewed = False
        attempt = 1
        while True:
            try:
                return await self._once(method, url, body)
            except Retryable as failure:
                wait = self._wait(failure, attempt)
                if attempt >= self._attempts or wait is None:
                    raise
                log.info("%s %s, attempt %d: %s", method, path.split("/")[1], attempt, failure.code)
                await self._sleep(wait)
                attempt += 1
            except Permanent as failure:
                # A token may be revoked before its time: one new one, then believe the refusal.
                if failure.status != 401 or token_renewed:
                    raise
                self._credentials.discard()
                token_renewed = True

    async def _once(self, method: str, url: URL, body: bytes | None) -> Mapping[str, Any]:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        try:
            token = await self._credentials.token()
        except CredentialsRefused as error:
            raise (Retryable if error.may_retry else Permanent)(None, error.code) from error
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        try:
            # A redirect would carry our token to a place that nobody vouched for.
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as response:
                content = await response.read()
                if response.status < 300:
                    return _read(content)
                code = _error_code(content) or f"HTTP{response.status}"
                if response.status in RETRIED:
                    raise Retryable(response.status, code, _retry_after(response.headers.get("Retry-After")))
                raise Permanent(response.status, code)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Retryable(None, type(error).__name__) from error

    def _wait(self, failure: Retryable, attempt: int) -> float | None:
        """Seconds before the next attempt; None when the caller should rather come back later."""
        if failure.status is None and failure.code not in _NEVER_SENT:
            # It may have arrived: only the caller knows whether a second copy matters.
            return None
        if failure.retry_after is not None:
            return failure.retry_after if failure.retry_after <= self._longest_wait else None
        backoff = FIRST_WAIT * 2 ** (attempt - 1)
        return min(backoff * (0.5 + self._jitter()), self._longest_wait)


_NEVER_SENT = frozenset({"ClientConnectorError", "ClientConnectorDNSError", "ConnectionTimeoutError"})


def _path(conversation: str, *rest: str) -> str:
    return "/".join(("v3/conversations", *(quote(part, safe="") for part in (conversation, *rest))))


def _id(answer: Mapping[str, Any]) -> str:
    value = answer.get("id")
    return value if isinstance(value, str) else ""


def _read(content: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(content) if content else {}
    except ValueError:
        return {}
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}


def _error_code(content: bytes) -> str | None:
    error = _read(content).get("error")
    code = cast("dict[str, Any]", error).get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else None


def _retry_after(header: str | None) -> float | None:
    """Read seconds; the date form isn't used by the service, and trusting its clock isn't worth it."""
    try:
        return max(0.0, float(header)) if header is not None else None
    except ValueError:
        return None
