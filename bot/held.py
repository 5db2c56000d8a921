"""Hold back a turn's messages until its state is safely written.

A turn that loses the race for its state is run again: had its messages gone out already, the person
would read everything twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from botbuilder.core import TurnContext

_KEY = "held-back"

Post = Callable[[], Awaitable[object]]


def hold(context: TurnContext) -> None:
    """From here on, keep what the turn sends, updates and deletes."""
    context.turn_state[_KEY] = []


def held(context: TurnContext) -> list[Post] | None:
    """Give the posts kept so far, in order; None when the turn sends at once."""
    return cast("list[Post] | None", context.turn_state.get(_KEY))


async def release(context: TurnContext) -> None:
    """Post what was kept, in order, and send at once from here on. Raises the first failure."""
    for post in cast("list[Post]", context.turn_state.pop(_KEY, [])):
        await post()
