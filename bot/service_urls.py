"""Remember the service URLs that a checked token vouched for: the only places the bot posts to.

Our token goes with every post, so a URL taken from an unchecked payload would hand it to a stranger.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class VerifiedServiceUrls(Protocol):
    """The remembered URLs; a lasting one keeps them over a restart, for proactive messages."""

    async def remember(self, service_url: str) -> None:
        """Keep a URL that an authenticated activity named. Asked for on every turn: must be cheap."""
        ...

    async def holds(self, service_url: str) -> bool:
        """Tell whether the URL was ever vouched for."""
        ...


class MemoryServiceUrls:
    """The working in-memory twin; `known` primes it, for example from stored conversation references."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._urls = {canonical(url) for url in known}

    async def remember(self, service_url: str) -> None:
        """Keep the URL until the process ends."""
        self._urls.add(canonical(service_url))

    async def holds(self, service_url: str) -> bool:
        """Tell whether the URL was remembered or primed."""
        return canonical(service_url) in self._urls


def canonical(service_url: str) -> str:
    """Give the one spelling by which a URL is remembered: a final slash makes no difference."""
    return service_url.rstrip("/")
