"""Who is who in a dispute: which roles somebody holds or covers, and who answers for a role (rights of DESIGN 14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from casework.ports import Directory, Person
from disputes.case import Actor
from disputes.entries import By
from disputes.notices import ADMINISTRATOR, Holder, Notice, NoticeDraft, address
from disputes.protocol import Protocol
from disputes.refusals import Refusal

LINE_MANAGER = "LINE-MANAGER"
"""Whoever the directory names as somebody's line manager: no post of its own."""

QUALITY_MANAGER = "QM"
"""The directory's role for whoever reads every dispute and writes the reports."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What decides who is a party: the protocol, the team and the allocated officer."""

    protocol: Protocol
    team: str
    officer: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's place in a dispute: the roles that they hold or cover, and for whom."""

    person: Person
    roles: frozenset[str]
    cover_for: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def actor(self) -> Actor:
        """As the rules see them."""
        return Actor(self.person.id, self.roles)

    @property
    def is_party(self) -> bool:
        """Whether they may read the dispute at all."""
        return bool(self.roles)

    def acting_as(self, roles: Iterable[str]) -> By:
        """Who an entry says that it is by: the roles that allowed it, and whom they cover."""
        used = tuple(role for role in roles if role in self.roles)
        covered = next((self.cover_for[role] for role in used if role in self.cover_for), None)
        return By(person=self.person.id, name=self.person.name, roles=used, cover_for=covered)


async def standing(directory: Directory, person: Person, matter: Matter, on: date) -> Standing:
    """Somebody's place in a dispute on a day: the same people as its notices go to, and whoever they stand in for.

    The officer's role belongs to the allocated officer and to whoever covers the officer in that role.
    """
    roles: set[str] = set()
    cover_for: dict[str, str] = {}
    held = {appointment.role for appointment in await directory.appointments(person.id, on)}
    for role in sorted((held & matter.protocol.roles.keys()) | {matter.protocol.officer}):
        answering = await holders(directory, role, matter, on)
        own = [holder for holder in answering if person.id == holder.person]
        if own:
            roles.add(role)
            if all(holder.cover_for for holder in own):
                cover_for[role] = own[0].cover_for or ""
        elif any(person.id == holder.cover_for for holder in answering):
            roles.add(role)
    return Standing(person, frozenset(roles), cover_for)


async def holders(directory: Directory, role: str, matter: Matter, on: date) -> list[Holder]:
    """Who answers for a role in a dispute on a day; whoever covers comes in the place of whom they cover."""
    if role != matter.protocol.officer:
        return await directory.holders(role, matter.team, on)
    covers = [
        person
        for person in await directory.covers(matter.officer, on)
        if any(
            held.role == role and held.cover_for == matter.officer for held in await directory.appointments(person, on)
        )
    ]
    return [Holder(person, cover_for=matter.officer) for person in covers] or [Holder(matter.officer)]


async def held_among(directory: Directory, roles: Iterable[str], matter: Matter, on: date) -> list[str]:
    """Those of these roles that somebody answers for on a day, in their order and each once."""
    return [role for role in dict.fromkeys(roles) if await holders(directory, role, matter, on)]


async def addressed(
    directory: Directory, drafts: Iterable[NoticeDraft], matter: Matter, on: date
) -> tuple[Notice, ...]:
    """Notices with people for roles. Raises the refusal of a vacant role, which names who can fill it."""
    drafts = tuple(drafts)
    roles = dict.fromkeys(a.role for draft in drafts for a in (*draft.to, *draft.copies))
    known = {role: await holders(directory, role, matter, on) for role in roles}
    drafts = tuple(draft for draft in drafts if not draft.if_held or all(known[a.role] for a in draft.to))
    known = {role: held for role, held in known.items() if held or role != ADMINISTRATOR}
    vacancies = {role: await vacancy(directory, role, matter, on) for role, held in known.items() if not held}
    return tuple(address(draft, known.__getitem__, vacancies.__getitem__) for draft in drafts)


async def vacancy(directory: Directory, role: str, matter: Matter, on: date) -> Refusal:
    """What is said when nobody holds a role that must be told."""
    admins = await administrators(directory, on)
    names = " or ".join(person.name for person in admins) or "your administrator"
    return Refusal(
        "vacant-role",
        f"Nobody holds the role {matter.protocol.title_of(role)} for {matter.team}, so nothing was sent to anyone.",
        f"Ask {names} to add the holder ({role}) to the directory, and then try again.",
        rules=("X6",),
    )


def title_of(protocol: Protocol, role: str) -> str:
    """A role's title: the protocol's own, or of who has none in it: an administrator, a line manager."""
    outside = {ADMINISTRATOR: "Administrator", LINE_MANAGER: "Line manager"}
    return outside.get(role) or protocol.title_of(role)


async def administrators(directory: Directory, on: date) -> list[Person]:
    """Who looks after the installation on a day."""
    ids = [holder.person for holder in await directory.holders(ADMINISTRATOR, "", on)]
    people = await directory.people(ids)
    return [people[person_id] for person_id in ids if person_id in people]
