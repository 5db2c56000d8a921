"""Remember which activities were taken, so that one delivered twice has one effect."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol


class SeenActivities(Protocol):
    """The lasting memory of activity ids, shared by every replica."""

    async def claim(self, activity_id: str) -> bool:
        """Take an activity: True for the first who asks, False for ever after."""
        ...


class MemorySeenActivities:
    """The working in-memory twin: the last `size` ids of one process."""

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self._ids: OrderedDict[str, None] = OrderedDict()

    async def claim(self, activity_id: str) -> bool:
        """Take an activity; forgets the oldest when full."""
        if activity_id in self._ids:
            return False
        self._ids[activity_id] = None
        if len(self._ids) > self._size:
            self._ids.popitem(last=False)
        return True
