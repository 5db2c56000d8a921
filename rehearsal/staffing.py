"""Two sample councils for any protocol: made-up people for every role that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from disputes.kinds import Subject
from disputes.protocol import Protocol
from disputes.stage import Role
from rehearsal.council import FOSTERING, Leave, SampleCouncil, SamplePerson


class Size(StrEnum):
    """Which of the two sample councils."""

    COUNTY = "county"
    BOROUGH = "borough"


TITLES = {Size.COUNTY: "Practice County Council", Size.BOROUGH: "Little Practice Borough"}
ABOUT = {
    Size.COUNTY: "Large and fully staffed: every role has a holder of its own.",
    Size.BOROUGH: "Small: the two most senior posts are one person, and a manager is away with cover from day three.",
}

_AWAY_FROM, _AWAY_UNTIL = 2, 15
_BRADFORD = "bradford-firo"

_NAMES = (
    "Amina Okafor", "Bryn Pritchard", "Carol Whitlock", "Dev Mistry", "Elaine Foster", "Farid Rahman",
    "Grace Liddell", "Helen Baxter", "Kofi Asante", "Lena Kowalska", "Marcus Bell", "Nadia Hussain",
    "Owen Griffiths", "Priya Nair", "Rosa Delgado", "Samuel Adeyemi", "Tara Quinn", "Victor Lam",
    "Wendy Marsh", "Yusuf Demir",
)  # fmt: skip
_ADMIN = SamplePerson("Ian Copeland", ("ADMIN",), "")
_QUALITY = SamplePerson("Joy Mensah", ("QM",), "")
_COVER = "Zoe Lindqvist"


def staffed(protocol: Protocol, size: Size, processes: Sequence[Protocol] = ()) -> SampleCouncil:
    """A sample council for a protocol and the small processes beside it, the same people every time."""
    team = "Fostering North" if protocol.subject is Subject.CARER else "Looked-after North"
    if size is Size.COUNTY:
        everyone = FOSTERING.everyone if protocol.id == _BRADFORD else _a_person_each(protocol, processes, team)
        return SampleCouncil(name=TITLES[size], about=ABOUT[size], team=team, everyone=everyone)
    everyone = _seniors_merged(_a_person_each(protocol, processes, team), protocol)
    manager = next((person for person in everyone if _may_be_away(person, protocol)), None)
    if manager is None:
        return SampleCouncil(name=TITLES[size], about=ABOUT[size], team=team, everyone=everyone)
    cover = SamplePerson(_COVER, (), "")
    leave = Leave(manager, cover, _AWAY_FROM, _AWAY_UNTIL)
    return SampleCouncil(name=TITLES[size], about=ABOUT[size], team=team, everyone=(*everyone, cover), leave=(leave,))


def _a_person_each(protocol: Protocol, processes: Sequence[Protocol], team: str) -> tuple[SamplePerson, ...]:
    """A holder for every role, and a second officer, who isn't a party to the first one's disputes."""
    officer = protocol.roles[protocol.officer]
    every = {role.id: role for each in (*processes, protocol) for role in each.roles.values()}
    ordered = {**protocol.roles, **every}
    roles = [officer, officer, *(role for role in ordered.values() if role.id != officer.id)]
    names = [*_NAMES, *(f"Holder Number{number}" for number in range(len(_NAMES), len(roles)))]
    people = [SamplePerson(name, (role.id,), _team(role, team)) for name, role in zip(names, roles, strict=False)]
    return (*people, _ADMIN, _QUALITY)


def _team(role: Role, team: str) -> str:
    return team if role.per_team else ""


def _seniors_merged(people: tuple[SamplePerson, ...], protocol: Protocol) -> tuple[SamplePerson, ...]:
    """The holders of the last two posts that are addressed on the ladder become one person."""
    addressed = dict.fromkeys(addressee.role for stage in protocol.stages for addressee in stage.to)
    seniors = [role for role in addressed if not protocol.roles[role].per_team and role != protocol.officer][-2:]
    if len(seniors) < 2:
        return people
    lower, upper = ({p.roles[0]: p for p in people}[role] for role in seniors)
    both = replace(upper, roles=(*upper.roles, *lower.roles))
    return tuple(both if person is upper else person for person in people if person is not lower)


def _may_be_away(person: SamplePerson, protocol: Protocol) -> bool:
    """The first manager who owes an answer by a date."""
    owing = next((stage.clock for stage in protocol.stages if stage.clock and stage.clock.limit), None)
    return owing is not None and person.roles[0] in owing.owners and person.roles[0] != protocol.officer
