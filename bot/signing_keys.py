"""Hold the keys with which the Bot Framework signs its tokens, fetched without blocking.

Source: the public OpenID metadata of the Bot Connector service. Keys are kept for a day; an
unknown key id causes one early refresh, rate-limited, so that a key rotation is noticed within
minutes and a stream of forged key ids can't make us hammer the service.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
import jwt

from bot.refusals import KeysUnavailable

log = logging.getLogger(__name__)

METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LIFETIME = 24 * 3600.0
REFRESH_NO_SOONER = 300.0
RETRY_NO_SOONER = 10.0
TIMEOUT = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One public key and the channels it may speak for."""

    key: Any
    endorsements: frozenset[str]


class SigningKeys:
    """The published keys by id. `clock` gives seconds that only go up (system time, not case time)."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        clock: Callable[[], float],
        *,
        metadata_url: str = METADATA_URL,
        lifetime: float = LIFETIME,
        refresh_no_sooner: float = REFRESH_NO_SOONER,
    ) -> None:
        self._session = session
        self._clock = clock
        self._metadata_url = metadata_url
        self._lifetime = lifetime
        self._refresh_no_sooner = refresh_no_sooner
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._early_at: float | None = None
        self._one_at_a_time = asyncio.Lock()

    async def find(self, key_id: str) -> SigningKey | None:
        """Give the key, refreshing first if ours are old or don't hold it.

        Raises KeysUnavailable when we hold no keys at all and can't get any.
        """
        if self._wants_refresh(key_id):
            async with self._one_at_a_time:
                # Whoever waited for the lock may find that the work is done.
                if self._wants_refresh(key_id):
                    await self._refresh()
        if not self._keys:
            raise KeysUnavailable
        return self._keys.get(key_id)

    def _wants_refresh(self, key_id: str) -> bool:
        now = self._clock()
        if self._fetched_at is None or now - self._fetched_at > self._lifetime:
            return self._tried_at is None or now - self._tried_at >= RETRY_NO_SOONER
        if key_id in self._keys:
            return False
        return self._early_at is None or now - self._early_at >= self._refresh_no_sooner

    async def _refresh(self) -> None:
        self._tried_at = self._clock()
        if self._fetched_at is not None:
            self._early_at = self._tried_at
        try:
            metadata = await self._get(self._metadata_url)
            published = await self._get(str(metadata["jwks_uri"]))
            keys = dict(filter(None, map(_read_key, cast("list[Any]", published["keys"]))))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            # Keys that we hold stay good: an outage of the metadata mustn't silence the bot.
            log.warning("signing keys not refreshed: %s", type(error).__name__)
            return
        if keys:
            self._keys = keys
            self._fetched_at = self._tried_at

    async def _get(self, url: str) -> Mapping[str, Any]:
        async with self._session.get(url, timeout=TIMEOUT, raise_for_status=True) as response:
            return cast("Mapping[str, Any]", await response.json(content_type=None))


def _read_key(published: Any) -> tuple[str, SigningKey] | None:
    """Read one published key; one that we can't use is skipped, never a reason to lose the others."""
    if not isinstance(published, dict):
        return None
    entry = cast("dict[str, Any]", published)
    key_id = entry.get("kid")
    if entry.get("kty") != "RSA" or not isinstance(key_id, str):
        return None
    try:
        key = jwt.PyJWK(entry, algorithm="RS256").key
    except (jwt.PyJWTError, ValueError):
        log.warning("a published signing key can't be read")
        return None
    endorsements = entry.get("endorsements") or []
    return key_id, SigningKey(key, frozenset(name for name in endorsements if isinstance(name, str)))
