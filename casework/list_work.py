"""Use case: what somebody has on hand: their disputes as officer, and what they owe as a manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.desk import Desk
from casework.ports import Appointment, CaseRow, DutyRow, Work
from disputes.protocol import Protocol
from disputes.working_days import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """A dispute in a list, with its stage in words and its soonest duty."""

    row: CaseRow
    stage: str
    next_duty: DutyRow | None
    owed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHand:
    """Somebody's disputes, and the duties that they owe in anybody's."""

    disputes: tuple[CaseSummary, ...]
    owed: tuple[DutyRow, ...]


async def list_work(desk: Desk, person_id: str) -> OnHand:
    """What somebody has on hand now, as officer, as holder of a role and as cover."""
    async with desk.store.reading() as work:
        today = london_date(desk.clock())
        held = await work.directory.appointments(person_id, today)
        officers = {desk.protocols.latest(protocol).officer for protocol in desk.protocols.ids()}
        own = await _cases(work, person_id, [a.cover_for for a in held if a.cover_for and a.role in officers])
        disputes = await summaries_of(work, desk, own)
        owed = await _owed(work, person_id, [a for a in held if a.role not in officers], today)
    return OnHand(disputes=disputes, owed=tuple(owed))


async def summaries_of(work: Work, desk: Desk, rows: Sequence[CaseRow]) -> tuple[CaseSummary, ...]:
    """Disputes in a list, in their order, each with its soonest duty."""
    soonest: dict[str, DutyRow] = {}
    for duty in await work.caseload.duties([row.reference for row in rows]):
        soonest.setdefault(duty.reference, duty)
    return tuple(_summary(desk, row, soonest.get(row.reference)) for row in rows)


async def _cases(work: Work, person_id: str, covered: list[str]) -> list[CaseRow]:
    rows = [row for person in dict.fromkeys((person_id, *covered)) for row in await work.caseload.of_officer(person)]
    return list({row.reference: row for row in rows}.values())


async def _owed(work: Work, person_id: str, held: list[Appointment], on: date) -> list[DutyRow]:
    """What somebody answers for: a team that has a holder of its own is none of the all-teams holder's."""
    theirs = dict[tuple[str, str], bool]()

    async def answers_for(role: str, team: str) -> bool:
        if (role, team) not in theirs:
            answering = await work.directory.holders(role, team, on)
            theirs[role, team] = any(person_id in {h.person, h.cover_for} for h in answering)
        return theirs[role, team]

    roles = {appointment.role for appointment in held}
    rows = await work.caseload.owed_by([(appointment.role, appointment.team) for appointment in held])
    return [row for row in rows if any([await answers_for(role, row.team) for role in row.owners if role in roles])]


def _summary(desk: Desk, row: CaseRow, duty: DutyRow | None) -> CaseSummary:
    protocol: Protocol = desk.protocols.version(row.protocol, row.version)
    owners = ", ".join(protocol.title_of(role) for role in duty.owners) if duty else ""
    return CaseSummary(row=row, stage=protocol.stage(row.stage).title, next_duty=duty, owed_by=owners)
