"""One call to Microsoft Graph: its token, its headers, its retries, and what its failure means."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, cast
from urllib.parse import quote

import aiohttp
from yarl import URL

from mail.graph.credentials import Tokens
from mail.graph.failures import LATER, NOT_DONE, PositionLost, understand
from mail.graph.pace import PATIENCE, Pace
from mail.transport import TransportFailure

ENDPOINT = "https://graph.microsoft.com/v1.0"

TRIES = 4
_FIRST_WAIT = 1.0
_UNSAID_PAUSE = 10.0
_TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=10, sock_read=30)

Json = dict[str, Any]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request. `repeatable` says that it may be made again where nobody knows whether it was done."""

    method: str
    url: str
    body: bytes | None = None
    content_type: str = "application/json"
    prefer: Sequence[str] = ()
    repeatable: bool = True


class Wire:
    """Calls about one mailbox. Ids are the immutable kind throughout: they stay when a mail is moved."""

    def __init__(self, mailbox: str, tokens: Tokens, pace: Pace, endpoint: str = ENDPOINT) -> None:
        self.mailbox = mailbox
        self.pace = pace
        self._tokens = tokens
        self._endpoint = endpoint.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    def line(self) -> Line:
        """The connections to Graph, made when they are first needed."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())
        return Line(self, self._session)

    async def close(self) -> None:
        """Ends the connections."""
        if self._session is not None:
            await self._session.close()

    def url(self, *path: str, **query: str) -> str:
        """The address of something in the mailbox; `query` takes OData's options without their dollar sign."""
        place = "/".join(quote(part, safe="$") for part in ("users", self.mailbox, *path))
        options = "&".join(f"${name}={quote(value, safe='')}" for name, value in query.items())
        return f"{self._endpoint}/{place}" + (f"?{options}" if options else "")

    def is_ours(self, url: str) -> bool:
        """Whether an address that a server or a file gave us is Graph's, so that it may see the token."""
        return url.startswith(self._endpoint + "/")

    async def make(self, session: aiohttp.ClientSession, call: Call) -> bytes:
        """Makes a call, again where that may help soon, and gives back what was answered. Raises TransportFailure."""
        token, renewed, tried = await self._tokens.token(), False, 0
        while True:
            await self.pace.open()
            tried += 1
            try:
                async with self.pace.slot:
                    status, headers, body = await _once(session, call, token)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                failure = TransportFailure(f"Microsoft Graph can't be reached ({type(error).__name__}).", retry=True)
                if tried == TRIES or not (call.repeatable or isinstance(error, aiohttp.ClientConnectorError)):
                    raise failure from error
                await self.pace.sleep(_FIRST_WAIT * 2 ** (tried - 1))
                continue
            if status < 300:
                return body
            if status == 401 and not renewed:
                token, renewed = await self._tokens.other_than(token), True
                continue
            await self._refused(call, status, headers, body, tried)

    async def _refused(self, call: Call, status: int, headers: Mapping[str, str], body: bytes, tried: int) -> None:
        """Waits where another try may help soon; raises what the answer means where not."""
        asked = _retry_after(headers)
        if asked is None and status == 429:
            asked = _UNSAID_PAUSE
        failure = understand(status, _code(body), self.mailbox, None if asked is None else timedelta(seconds=asked))
        request = headers.get("request-id", "unnamed")
        _log.warning("Microsoft Graph's answer to a %s (request %s): %s", call.method, request, failure)
        if asked is not None and status in LATER:
            self.pace.close(asked)
        wait = failure.retry_after.total_seconds() if failure.retry_after else _FIRST_WAIT * 2 ** (tried - 1)
        settled = type(failure) is not TransportFailure or not failure.retry or status not in LATER
        if settled or tried >= TRIES or wait > PATIENCE or not (call.repeatable or status in NOT_DONE):
            raise failure
        if asked is None:
            await self.pace.sleep(wait)


@dataclass(frozen=True, slots=True)
class Line:
    """Calls over connections that are kept open between them."""

    wire: Wire
    session: aiohttp.ClientSession

    async def get(self, *path: str, **query: str) -> Json:
        """Something in the mailbox, with OData's options such as `select`."""
        return _read(await self._make(Call(method="GET", url=self.wire.url(*path, **query))))

    async def page(self, url: str, prefer: Sequence[str] = ()) -> Json:
        """A page by the address that the one before it gave. Raises PositionLost for one that isn't Graph's."""
        if not self.wire.is_ours(url):
            raise PositionLost("How far the inbox was read is kept as an address that isn't Graph's.", retry=True)
        return _read(await self._make(Call(method="GET", url=url, prefer=prefer)))

    async def content(self, *path: str) -> bytes:
        """A mail as it came, in MIME."""
        return await self._make(Call(method="GET", url=self.wire.url(*path, "$value")))

    async def post(self, *path: str, body: Json | None = None, repeatable: bool = False) -> Json:
        """Makes something, or has something done."""
        raw = b"" if body is None else json.dumps(body).encode()
        return _read(await self._make(Call(method="POST", url=self.wire.url(*path), body=raw, repeatable=repeatable)))

    async def post_mime(self, *path: str, base64: bytes) -> Json:
        """Makes a mail of its MIME."""
        url = self.wire.url(*path)
        call = Call(method="POST", url=url, body=base64, content_type="text/plain", repeatable=False)
        return _read(await self._make(call))

    async def patch(self, *path: str, body: Json) -> None:
        """Changes something."""
        await self._make(Call(method="PATCH", url=self.wire.url(*path), body=json.dumps(body).encode()))

    async def delete(self, *path: str) -> None:
        """Takes something away."""
        await self._make(Call(method="DELETE", url=self.wire.url(*path)))

    async def _make(self, call: Call) -> bytes:
        return await self.wire.make(self.session, call)


async def _once(session: aiohttp.ClientSession, call: Call, token: str) -> tuple[int, Mapping[str, str], bytes]:
    headers = {
        "Authorization": f"Bearer {token}",
        "Prefer": ", ".join(('IdType="ImmutableId"', *call.prefer)),
        "Accept-Encoding": "gzip",
    }
    if call.body is not None:
        headers["Content-Type"] = call.content_type
    url = URL(call.url, encoded=True)
    # A file is sent bit by bit; bytes would be sent in one go, however many.
    data = io.BytesIO(call.body) if call.body else call.body
    # A redirect would carry the token to wherever it leads.
    async with session.request(call.method, url, data=data, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.headers, await answer.read()


def _read(body: bytes) -> Json:
    if not body:
        return {}
    try:
        value: object = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise TransportFailure("Microsoft Graph gave an answer that isn't JSON.", retry=True)
    return cast("Json", value)


def _code(body: bytes) -> str:
    """Graph's own word for what went wrong; its sentence is left out, since it may quote the mail."""
    try:
        code = json.loads(body)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return ""
    return code if isinstance(code, str) and len(code) <= 80 else ""


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, given as such or as a date; a date is measured by the server's own clock."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    at, now = _date(said), _date(headers.get("Date", ""))
    return max((at - now).total_seconds(), 0.0) if at and now else None


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
