"""Posts that a protocol needs and nobody holds. Pure: it looks at a directory as it is or as it would be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.parties import ADMINISTRATOR
from casework.ports import Appointment
from disputes.protocol import Protocol
from storage.cover import holders_of


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A role that nobody answers for; `team` is "" where that is so for every team."""

    protocol: str
    role: str
    title: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How far a directory fills the posts of the protocols; a protocol without an officer isn't in use."""

    gaps: tuple[Gap, ...]
    unused: tuple[str, ...]
    has_administrator: bool


def coverage(
    protocols: Iterable[Protocol], appointments: Sequence[Appointment], on: date, *, also_unused: bool = False
) -> Coverage:
    """Which posts nobody would answer for on a day, in the protocols whose officer's role somebody holds.

    With `also_unused` in the others too, and the officer's post is then a gap itself.
    """
    holding = [each for each in appointments if each.on(on)]
    teams = sorted({each.team for each in appointments if each.team})
    held_roles = {each.role for each in holding}
    gaps: list[Gap] = []
    unused: list[str] = []
    for protocol in protocols:
        if protocol.officer not in held_roles:
            unused.append(protocol.id)
            if not also_unused:
                continue
            gaps.append(Gap(protocol.id, protocol.officer, protocol.title_of(protocol.officer), ""))
        for role in protocol.roles.values():
            if role.id != protocol.officer:
                vacant = _vacant(holding, role.id, teams)
                gaps += [Gap(protocol.id, role.id, role.title, team) for team in vacant]
    return Coverage(gaps=tuple(gaps), unused=tuple(unused), has_administrator=ADMINISTRATOR in held_roles)


def _vacant(holding: Sequence[Appointment], role: str, teams: Sequence[str]) -> list[str]:
    """The teams for which nobody answers; only "" where it is every team, or where there are no teams."""
    posts = [each for each in holding if each.role == role]
    vacant = [team for team in teams or ("",) if not holders_of(posts, team)]
    return [""] if len(vacant) == len(teams or ("",)) else vacant
