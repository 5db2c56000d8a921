"""Use case: what an administrator looks after: messages set aside, mail to be filed, posts and people to be reached.

No case text is in any of it: an administrator keeps the pipes in order and reads no dispute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk
from casework.parties import ADMINISTRATOR
from casework.ports import Appointment, Channel, ParkedItem, Person, Work
from disputes.refusals import Refusal
from disputes.working_days import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A message that was set aside; `to` is the person that a card was for, None for an e-mail to everybody."""

    key: str
    reference: str
    channel: Channel
    to: str | None
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A post that nobody answers for today; `team` is "" where that is so for every team."""

    title: str
    role: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plumbing:
    """What waits for an administrator, and what merely waits."""

    parked: tuple[Parked, ...]
    waiting: int
    to_file: int
    vacancies: tuple[Vacancy, ...]
    not_in_teams: tuple[Person, ...]
    without_account: tuple[Person, ...]


async def show_plumbing(desk: Desk, person_id: str) -> Plumbing:
    """The state of the plumbing, for an administrator; refuses anybody else."""
    async with desk.store.reading() as work:
        await check_administrator(work, desk, person_id)
        parked = await work.outbox.parked()
        people, appointments = await work.directory.everything()
        on = london_date(desk.clock())
        held = [each for each in appointments if each.on(on)]
        needed = {each.person for each in held}
        met = await work.addresses.known()
        with_posts = sorted((each for each in people if each.id in needed), key=lambda each: each.name)
        return Plumbing(
            parked=tuple([await _parked(work, each) for each in parked]),
            waiting=await work.outbox.waiting(),
            to_file=len(await work.mail.triage()),
            vacancies=tuple(await _vacancies(work, desk, held)),
            not_in_teams=tuple(each for each in with_posts if each.entra_id and each.id not in met),
            without_account=tuple(each for each in with_posts if not each.entra_id),
        )


async def release_parked(desk: Desk, person_id: str, key: str) -> None:
    """Gives a message that was set aside back to the queue. Refuses whoever isn't an administrator."""
    async with desk.store.writing() as work:
        await check_administrator(work, desk, person_id)
        if not await work.outbox.release(key):
            raise Refusal("not-parked", "That message isn't set aside any more.", "Here is how things stand now.")
        await work.commit()


async def check_administrator(work: Work, desk: Desk, person_id: str) -> None:
    """Refuses whoever doesn't hold the administrator's role today."""
    if not await is_administrator(work, desk, person_id):
        raise Refusal(
            "not-administrator",
            "That list is for administrators of this assistant, and you aren't one in the directory.",
            'Type "help" to see what you can do.',
        )


async def is_administrator(work: Work, desk: Desk, person_id: str) -> bool:
    """Whether somebody holds the administrator's role today."""
    held = await work.directory.appointments(person_id, london_date(desk.clock()))
    return any(appointment.role == ADMINISTRATOR for appointment in held)


async def _parked(work: Work, each: ParkedItem) -> Parked:
    person = await work.directory.person(each.item.person) if each.item.person else None
    return Parked(
        key=each.item.key,
        reference=each.item.reference,
        channel=each.item.channel,
        to=person.name if person else each.item.person,
        reason=each.reason,
        since=each.parked_at,
    )


async def _vacancies(work: Work, desk: Desk, held: list[Appointment]) -> list[Vacancy]:
    """Posts without anybody, in the protocols that have an officer; those without one aren't in use."""
    on = london_date(desk.clock())
    roles = {each.role for each in held}
    teams = await work.directory.teams()
    found: dict[tuple[str, str], Vacancy] = {}
    for protocol in (desk.protocols.latest(protocol_id) for protocol_id in desk.protocols.ids()):
        if protocol.officer not in roles:
            continue
        for role in protocol.roles.values():
            if role.id == protocol.officer:
                continue
            vacant = [team for team in teams or [""] if not await work.directory.holders(role.id, team, on)]
            everywhere = len(vacant) == len(teams or [""])
            for team in [""] if everywhere else vacant:
                found.setdefault((role.id, team), Vacancy(title=role.title, role=role.id, team=team))
    return list(found.values())
