"""Working out cover: who may arrange it, for which posts it is, and which duties pass over with their dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from casework.cover_checks import LATEST, cautions_of, check_impartial, check_others, no_cover
from casework.desk import Desk
from casework.find_person import find_person
from casework.loading import Loaded, known_person, load
from casework.parties import ADMINISTRATOR, holders, standing
from casework.ports import Appointment, Person, Work
from disputes.case import Caution
from disputes.dispute import DutyState
from disputes.entries import By
from disputes.fields import Choice, Field, FieldKind, read_values
from disputes.notices import Holder
from disputes.working_days import london_date, long_date

_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """A dispute that the cover touches: the roles and what they owe there, its officer, and by whom it is written."""

    loaded: Loaded
    roles: tuple[str, ...]
    duties: tuple[DutyState, ...]
    officer: tuple[Holder, ...]
    arranged_by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverPlan:
    """Cover as it was worked out, not yet written."""

    by: Person
    away: Person
    cover: Person
    starts: date
    ends: date
    appointments: tuple[Appointment, ...]
    titles: tuple[str, ...]
    passing: tuple[Passing, ...]
    cautions: tuple[Caution, ...]


async def cover_fields(desk: Desk, person_id: str) -> tuple[Field, ...]:
    """What arranging cover asks: who stands in, from when to when and, where there are several, in which posts."""
    async with desk.store.reading() as work:
        await known_person(work, person_id)
        return await _fields(work, desk, person_id)


async def _fields(work: Work, desk: Desk, person_id: str) -> tuple[Field, ...]:
    own = await _posts(work, desk, person_id)
    fields = [
        Field(name="by", label="Who stands in", hint="Their e-mail address or name", kind=FieldKind.LINE, rule="LD5"),
        Field(name="starts", label="From", kind=FieldKind.DATE, rule="LD5"),
        Field(name="ends", label="Until", hint="The last day", kind=FieldKind.DATE, rule="LD5"),
    ]
    if await _may_arrange_for_others(work, desk, person_id) or not own:
        hint = "Their e-mail address or name; leave it empty if it is you"
        fields.insert(0, Field(name="away", label="Who is away", hint=hint, kind=FieldKind.LINE, required=not own))
    elif len(own) > 1:
        titles = _titles(desk)
        choices = tuple(Choice(role, titles[role]) for role in dict.fromkeys(each.role for each in own))
        label = "In which of your posts"
        if len(choices) > 1:
            fields.append(
                Field(
                    name="roles", label=label, hint="All of them, if you choose none", kind=FieldKind.CHOICES,
                    choices=choices, required=False, rule="LD5",
                )
            )  # fmt: skip
    return tuple(fields)


async def plan_cover(work: Work, desk: Desk, person_id: str, entered: Mapping[str, object]) -> CoverPlan:
    """Cover as entered. Raises the refusal of what can't be, about the field that it is about."""
    arranger = await known_person(work, person_id)
    values = read_values(await _fields(work, desk, person_id), entered)
    away = await find_person(work.directory, values["away"], "away") if "away" in values else arranger
    await _check_right(work, desk, arranger, away)
    cover = await find_person(work.directory, values["by"], "by")
    starts, ends = _span(values, london_date(desk.clock()))
    if cover.id == away.id:
        raise no_cover("by", "Nobody stands in for themselves.", "Name somebody else.")
    wanted = values["roles"].split(",") if "roles" in values else None
    posts = [p for p in await _posts(work, desk, away.id) if wanted is None or p.role in wanted]
    posts = [clipped for post in posts if (clipped := _clipped(post, starts, ends))]
    if not posts:
        raise no_cover(
            "away", f"{away.name} holds no post in those days that somebody could stand in for.", "Check the dates."
        )
    appointments = tuple(replace(post, person=cover.id, cover_for=away.id) for post in posts)
    _, known = await work.directory.everything()
    check_others(known, appointments, cover, away)
    passing = await _passing(work, desk, arranger, away, posts)
    check_impartial(((each.loaded, each.roles, each.officer) for each in passing), cover)
    titles = _titles(desk)
    return CoverPlan(
        by=arranger,
        away=away,
        cover=cover,
        starts=starts,
        ends=ends,
        appointments=appointments,
        titles=tuple(dict.fromkeys(f"{titles[p.role]}, {p.team or 'every team'}" for p in posts)),
        passing=passing,
        cautions=tuple(await cautions_of(work, known, appointments, cover)),
    )


def _titles(desk: Desk) -> dict[str, str]:
    """The roles that can be covered here: those that a protocol names."""
    protocols = (desk.protocols.latest(protocol_id) for protocol_id in desk.protocols.ids())
    return {role.id: role.title for protocol in protocols for role in protocol.roles.values()}


async def _posts(work: Work, desk: Desk, person_id: str) -> list[Appointment]:
    """The posts that somebody holds themselves, now or later, in a protocol of the council."""
    today, titles = london_date(desk.clock()), _titles(desk)
    _, everything = await work.directory.everything()
    return [
        each
        for each in everything
        if each.person == person_id
        and each.cover_for is None
        and each.role in titles
        and (each.ends or LATEST) >= today
    ]


async def _may_arrange_for_others(work: Work, desk: Desk, person_id: str) -> bool:
    people, _ = await work.directory.everything()
    return await _administers(work, desk, person_id) or any(each.line_manager == person_id for each in people)


async def _administers(work: Work, desk: Desk, person_id: str) -> bool:
    held = await work.directory.appointments(person_id, london_date(desk.clock()))
    return any(each.role == ADMINISTRATOR for each in held)


async def _check_right(work: Work, desk: Desk, arranger: Person, away: Person) -> None:
    if arranger.id in {away.id, away.line_manager} or await _administers(work, desk, arranger.id):
        return
    raise no_cover(
        "away",
        f"Cover for {away.name} is arranged by themselves, their line manager or an administrator.",
        "Ask one of them; everything stays as it is until then.",
    )


def _span(values: Mapping[str, str], today: date) -> tuple[date, date]:
    starts, ends = date.fromisoformat(values["starts"]), date.fromisoformat(values["ends"])
    if starts < today:
        raise no_cover("starts", "Cover can't begin in the past.", f"Enter {long_date(today)} or a later day.")
    if ends < starts:
        raise no_cover("ends", "The last day is before the first.", f"Enter {long_date(starts)} or a later day.")
    if ends - starts > _LONGEST:
        raise no_cover(
            "ends", "That is more than a year.", "For so long, ask your administrator to appoint somebody to the post."
        )
    return starts, ends


def _clipped(post: Appointment, starts: date, ends: date) -> Appointment | None:
    """The part of a post that lies in those days."""
    first, last = max(starts, post.starts or starts), min(ends, post.ends or ends)
    return replace(post, starts=first, ends=last) if first <= last else None


async def _passing(
    work: Work, desk: Desk, arranger: Person, away: Person, posts: Sequence[Appointment]
) -> tuple[Passing, ...]:
    """The open disputes in which the posts' holder is the officer or owes something, oldest first."""
    owed = await work.caseload.owed_by([(post.role, post.team) for post in posts])
    own = [row.reference for row in await work.caseload.of_officer(away.id)]
    found = [
        await _in_dispute(work, desk, reference, arranger, away, posts)
        for reference in sorted({*own, *(row.reference for row in owed)})
    ]
    return tuple(each for each in found if each is not None)


async def _in_dispute(
    work: Work, desk: Desk, reference: str, arranger: Person, away: Person, posts: Sequence[Appointment]
) -> Passing | None:
    loaded = await load(work, desk, reference)
    if loaded is None:
        return None
    today, matter, officer = london_date(desk.clock()), loaded.matter, loaded.protocol.officer
    roles: list[str] = []
    for role in dict.fromkeys(p.role for p in posts if p.team in {"", matter.team} and p.role in loaded.protocol.roles):
        answering = await holders(work.directory, role, matter, today)
        if any(away.id in {holder.person, holder.cover_for} for holder in answering):
            roles.append(role)
    duties = tuple(state for state in loaded.dispute.open_duties if set(state.duty.owners) & set(roles))
    if not duties and not (officer in roles and loaded.dispute.open):
        return None
    place = await standing(work.directory, arranger, matter, today)
    return Passing(
        loaded=loaded,
        roles=tuple(roles),
        duties=duties,
        officer=tuple(await holders(work.directory, officer, matter, today)),
        arranged_by=place.acting_as(roles),
    )
