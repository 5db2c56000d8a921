"""The card of who answers for a role just now: its holder, or whoever stands in and until when."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.screen import Screen, screen
from bot.cards.words import escaped, heading, line, table
from casework.who_covers import PostView
from disputes.working_days import long_date

_MOST = 20


def cover_card(posts: Sequence[PostView], *, named: bool) -> Screen:
    """Who holds what; `named` says that a role was asked about, and not only who is covered."""
    title = "Who answers for it now" if named else "Who is covered now"
    nobody = "Nobody holds it, as far as I know." if named else "Nobody is covered by anybody else at present."
    rows = table((_post(post), _who(post)) for post in posts[:_MOST])
    more = (
        [line(f"And {len(posts) - _MOST} more. Name the role or the dispute to see them.")]
        if len(posts) > _MOST
        else []
    )
    last = line("Is this out of date? Your administrator keeps the directory.")
    return screen(title, [heading(title), rows or line(nobody), *more, last])


def _post(post: PostView) -> str:
    return f"{escaped(post.role)}, {escaped(post.team)}" if post.team else escaped(post.role)


def _who(post: PostView) -> str:
    if post.cover is None:
        return escaped(post.holder)
    when = f" from {long_date(post.starts)}" if post.starts else ""
    until = f" until {long_date(post.ends)}" if post.ends else ""
    return f"{escaped(post.cover)}, standing in for {escaped(post.holder)}{when}{until}"
