"""What cover may not be, and what may make it fail: judged before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from casework.loading import Loaded
from casework.ports import Appointment, Person, Work
from disputes.case import Caution
from disputes.notices import Holder
from disputes.refusals import Refusal

LATEST = date.max
"""The end of a post that has none."""


def check_others(known: Iterable[Appointment], new: Sequence[Appointment], cover: Person, away: Person) -> None:
    """Refuses cover that there is already, and two people who would stand in for each other."""
    covers = [each for each in known if each.cover_for is not None]
    for each in new:
        same = [
            c for c in covers if c.role == each.role and {c.team, each.team} & {"", each.team} and _overlap(c, each)
        ]
        if any((c.person, c.cover_for) == (cover.id, away.id) for c in same):
            raise no_cover("by", f"{cover.name} stands in for {away.name} then already.", "Choose other days.")
        if any((c.person, c.cover_for) == (away.id, cover.id) for c in same):
            raise no_cover(
                "by", f"{away.name} stands in for {cover.name} then, so nobody would be there.", "Name somebody else."
            )


def check_impartial(touched: Iterable[tuple[Loaded, Sequence[str], Sequence[Holder]]], cover: Person) -> None:
    """Nobody answers what they raised. `touched` are disputes, the roles covered there, and their officers."""
    for loaded, roles, officers in touched:
        officer, reference = loaded.protocol.officer, loaded.dispute.reference
        if officer not in roles and cover.id in {holder.person for holder in officers}:
            title = loaded.protocol.title_of(officer)
            raise no_cover(
                "by", f"{cover.name} is the {title} of {reference} and can't answer it, too.", "Name somebody else."
            )


async def cautions_of(
    work: Work, known: Iterable[Appointment], new: Sequence[Appointment], cover: Person
) -> list[Caution]:
    """What may make the cover fail, though it doesn't stop it."""
    absent = [c for c in known if c.cover_for == cover.id and any(_overlap(c, each) for each in new)]
    others = [
        c for c in known if c.cover_for == new[0].cover_for and any(c.role == n.role and _overlap(c, n) for n in new)
    ]
    people = await work.directory.people([c.person for c in (*absent, *others)])
    said = [
        f"{cover.name} is away in some of those days, and {people[c.person].name} stands in for them." for c in absent
    ]
    said += [
        f"{people[c.person].name} stands in in some of those days, too; whoever answers first counts." for c in others
    ]
    if cover.entra_id is None:
        said.append(f"{cover.name} is reached by e-mail alone.")
    return [Caution(text=text, rule="LD5") for text in dict.fromkeys(said)]


def _overlap(one: Appointment, other: Appointment) -> bool:
    starts, ends = (one.starts or date.min, other.starts or date.min), (one.ends or LATEST, other.ends or LATEST)
    return max(starts) <= min(ends)


def no_cover(field: str, text: str, next_step: str) -> Refusal:
    """Cover that can't be, about the field that it is about."""
    return Refusal("no-cover", text, next_step, field=field, rules=("LD5",))
