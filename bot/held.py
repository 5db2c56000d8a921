"""Hold back a turn's messages until its state is safely written.

A turn that loses the race for its state is run again: had its messages gone out already, the person
would read everything twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import cast

from botbuilder.core import TurnContext
from botbuilder.schema import ResourceResponse

_KEY = "held-back"

Post = Callable[[], Awaitable[object]]
Keep = Callable[[str], None]


@dataclass(slots=True)
class Held:
    """What a turn wants to post, in order, and who wants to know the ids that come of it."""

    posts: list[Post] = field(default_factory=list[Post])
    awaited: list[tuple[ResourceResponse, Keep]] = field(default_factory=list[tuple[ResourceResponse, Keep]])


def hold(context: TurnContext) -> None:
    """From here on, keep what the turn sends, updates and deletes; what was kept before is dropped."""
    context.turn_state[_KEY] = Held()


def held(context: TurnContext) -> Held | None:
    """Give what was kept so far; None when the turn sends at once."""
    return cast("Held | None", context.turn_state.get(_KEY))


def when_sent(context: TurnContext, response: ResourceResponse, keep: Keep) -> None:
    """Have a message's id handed over as soon as the channel has given one."""
    waiting = held(context)
    if waiting is not None:
        waiting.awaited.append((response, keep))
    elif response.id:
        keep(response.id)


async def release(context: TurnContext) -> bool:
    """Post what was kept, in order, and send at once from here on; True when ids were handed over.

    Raises the first failure.
    """
    waiting = cast("Held", context.turn_state.pop(_KEY, Held()))
    for post in waiting.posts:
        await post()
    known = [(response.id, keep) for response, keep in waiting.awaited if response.id]
    for message_id, keep in known:
        keep(message_id)
    return bool(known)
