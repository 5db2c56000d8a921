"""Use case: finds disputes by reference or team, among those that the searcher may read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.desk import Desk
from casework.list_work import CaseSummary, summaries_of
from casework.loading import known_person, reads_all
from casework.parties import ADMINISTRATOR, QUALITY_MANAGER, Matter, standing
from casework.ports import Appointment, CaseRow, Person, Wanted, Work
from disputes.working_days import london_date

_AT_ONCE = 500
_NUMBER = re.compile(r"(?:drp)?[\s\-–_/.#]*(?:(20\d\d)[\s\-–_/.]+)?(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and whether there is more."""

    disputes: tuple[CaseSummary, ...]
    more: bool


async def find_disputes(desk: Desk, person_id: str, words: str, *, after: int = 0, most: int = 25) -> Found:
    """At most `most` disputes after the first `after`; open ones first, then the newest first.

    Of a dispute that the searcher may not read nothing is told, not even that there is one.
    """
    async with desk.store.reading() as work:
        person = await known_person(work, person_id)
        rows = await _readable(work, desk, person, words, after + most + 1)
        page = rows[after : after + most]
        return Found(await summaries_of(work, desk, page), len(rows) > after + most)


async def _readable(work: Work, desk: Desk, person: Person, words: str, enough: int) -> list[CaseRow]:
    """The first so many that the person may read."""
    on = london_date(desk.clock())
    held = await work.directory.appointments(person.id, on)
    everything = await reads_all(work, desk, person.id)
    wanted = _wanted(desk, person.id, held, words, everything=everything)
    known: dict[tuple[str, str, str, str], bool] = {}
    found: list[CaseRow] = []
    seen = 0
    while len(found) < enough:
        rows = await work.caseload.matching(wanted, after=seen, limit=_AT_ONCE)
        seen += len(rows)
        for row in rows:
            matter = (row.protocol, row.version, row.team, row.officer)
            if matter not in known:
                protocol = desk.protocols.version(row.protocol, row.version)
                place = await standing(work.directory, person, Matter(protocol, row.team, row.officer), on)
                known[matter] = everything or place.is_party
            if known[matter]:
                found.append(row)
        if len(rows) < _AT_ONCE:
            break
    return found[:enough]


def _wanted(desk: Desk, person_id: str, held: list[Appointment], words: str, *, everything: bool) -> Wanted:
    """A first, wide choice, so that few rows are looked at in vain; rights are judged dispute by dispute after it."""
    plain = " ".join(words.split())
    number = _NUMBER.fullmatch(plain)
    ending = f"{number[1] or ''}-{int(number[2]):04d}" if number else None
    if everything:
        return Wanted(words=plain, number=ending)
    posts = [each for each in held if each.role not in (ADMINISTRATOR, QUALITY_MANAGER)]
    return Wanted(
        words=plain,
        number=ending,
        officers=(person_id, *(each.cover_for for each in posts if each.cover_for)),
        teams=None if any(not each.team for each in posts) else tuple(dict.fromkeys(each.team for each in posts)),
        protocols=_naming(desk, {each.role for each in posts}),
    )


def _naming(desk: Desk, roles: set[str]) -> tuple[str, ...] | None:
    """The protocols that name any of these roles; None, for any, where only an earlier version may name one."""
    latest = [desk.protocols.latest(protocol_id) for protocol_id in desk.protocols.ids()]
    if any(all(role not in protocol.roles for protocol in latest) for role in roles):
        return None
    return tuple(protocol.id for protocol in latest if roles & protocol.roles.keys())
