"""The service URLs that a token has verified: those of every remembered address, and those of this run."""

from __future__ import annotations

from typing import Self

from bot.service_urls import MemoryServiceUrls
from casework.ports import Store


class KnownServiceUrls(MemoryServiceUrls):
    """Outbound calls go nowhere else; what an earlier run verified is in the addresses that it remembered."""

    @classmethod
    async def read(cls, store: Store) -> Self:
        """Begins with what the store remembers."""
        async with store.reading() as work:
            return cls(await work.addresses.service_urls())
