"""Use case: who holds a role just now, and who stands in for whom and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.desk import Desk
from casework.loading import load_for
from casework.ports import Appointment, Person
from disputes.working_days import london_date

_FILLER = frozenset({"the", "of", "for", "and", "a", "an"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A role of a team ("" is every team): who holds it, and who covers for them from when to when."""

    role: str
    team: str
    holder: str
    cover: str | None
    starts: date | None
    ends: date | None


async def who_covers(desk: Desk, person_id: str, words: Sequence[str], reference: str | None = None) -> list[PostView]:
    """The posts that the words name, by their titles or short names; without a name only those that are covered.

    With a dispute's reference it is its team and protocol that count; else the teams that the person works with.
    """
    async with desk.store.reading() as work:
        today = london_date(desk.clock())
        everyone, posts = await work.directory.everything()
        protocols = [desk.protocols.latest(protocol) for protocol in desk.protocols.ids()]
        teams: set[str] | None = None
        if reference:
            loaded, _ = await load_for(work, desk, reference, person_id, reading=True)
            protocols, teams = [loaded.protocol], {loaded.dispute.opening.team}
    mine = {post.team for post in posts if post.person == person_id and post.on(today)}
    teams = teams or (None if "" in mine or not mine else mine)
    known = {person.id: person for person in everyone}
    titles = {role.id: role.title for protocol in protocols for role in protocol.roles.values()}
    named = _named(titles, words)
    here = [p for p in posts if p.on(today) and p.role in titles and (teams is None or p.team in {"", *teams})]
    wanted = [post for post in here if post.role in named or (not named and post.cover_for)]
    away = {(post.role, post.cover_for) for post in here if post.cover_for}
    shown = [post for post in wanted if post.cover_for or (post.role, post.person) not in away]
    return [_view(post, titles, known) for post in sorted(shown, key=lambda post: (titles[post.role], post.team))]


def _named(titles: dict[str, str], words: Iterable[str]) -> set[str]:
    """The roles that are named: by their short names, or by the most words of their titles."""
    typed = {word.casefold() for word in words}
    short = {role for role in titles if role.casefold() in typed}
    if short:
        return short
    found: dict[str, tuple[int, float]] = {}
    for role, title in titles.items():
        telling = set(_plain(title)) - _FILLER
        common = len(telling & typed)
        if common:
            found[role] = (common, common / len(telling))
    best = max(found.values(), default=None)
    return {role for role, score in found.items() if score == best}


def _plain(title: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in title.casefold()).split()


def _view(post: Appointment, titles: dict[str, str], known: dict[str, Person]) -> PostView:
    holder = known.get(post.cover_for or post.person)
    cover = known.get(post.person) if post.cover_for else None
    return PostView(
        role=titles[post.role],
        team=post.team,
        holder=holder.name if holder else "",
        cover=cover.name if cover else None,
        starts=post.starts if cover else None,
        ends=post.ends if cover else None,
    )
