"""Trying a use case again when somebody else changed the same dispute first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from casework.ports import ChangedMeanwhile

Result = TypeVar("Result")

MOST_TRIES = 20
"""Whoever loses has been beaten by somebody who won, so N at once need N tries at most; more than this is a fault."""


async def until_unchanged(once: Callable[[], Awaitable[Result]]) -> Result:
    """Runs one whole transaction, again if it lost a race. Raises ChangedMeanwhile where it loses every time."""
    for _ in range(MOST_TRIES - 1):
        try:
            return await once()
        except ChangedMeanwhile:
            continue
    return await once()
