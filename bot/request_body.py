"""Read a bounded JSON body: not too large, not too deep, and only text that can be kept and sent on."""

from __future__ import annotations

import json
from typing import Any, cast

from aiohttp import web

from bot.activities import MalformedActivity

LARGEST_BODY = 256 * 1024
DEEPEST_BODY = 64


class TooLarge(Exception):
    """The body is over the limit."""


async def bounded(request: web.Request) -> bytes:
    """Read the whole body, or raise TooLarge as soon as it is known to be over the limit."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise TooLarge
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLarge
    return bytes(body)


def decode(body: bytes) -> dict[str, Any]:
    """Read a JSON object that every later line can carry. Raises MalformedActivity."""
    try:
        payload = json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedActivity("the body isn't JSON") from error
    if not isinstance(payload, dict):
        raise MalformedActivity("an activity must be a JSON object")
    # Cheap looks first: ordinary activities have few brackets and no escapes.
    if body.count(b"{") + body.count(b"[") > DEEPEST_BODY and _is_deeper(payload, DEEPEST_BODY):
        raise MalformedActivity("the body is nested too deeply")
    if b"\\u" in body:
        _check_text(payload)
    return cast("dict[str, Any]", payload)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} isn't JSON")


def _is_deeper(value: Any, levels: int) -> bool:
    layer: list[Any] = [value]
    for _ in range(levels):
        layer = [
            child
            for parent in layer
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not layer:
            return False
    return True


def _check_text(payload: Any) -> None:
    """Refuse text that no database and no wire can carry: half characters and NUL."""
    text = json.dumps(payload, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise MalformedActivity("the body holds half a character") from error
    if "\\u0000" in text:
        raise MalformedActivity("the body holds a NUL character")
