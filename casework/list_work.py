"""Use case: what somebody has on hand: their disputes as officer, their team's, and what they owe as a manager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.desk import Desk
from casework.due_words import due_text
from casework.ports import Appointment, CaseRow, DutyRow, Work
from disputes.duties import DUTY_TITLES
from disputes.kinds import DutyKind
from disputes.protocol import Protocol
from disputes.working_days import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedView:
    """A duty in a list: what is owed, by whom and by when; `by_when` is None where the protocol gives no limit."""

    row: DutyRow
    owes: str
    owners: str
    by_when: str | None
    stage: str
    protocol: str

    @property
    def duty(self) -> str:
        """The duty's id within its dispute."""
        return self.row.duty

    def late(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.row.due is not None and self.row.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """A dispute in a list, with its protocol, stage and officer in words, and its soonest duty."""

    row: CaseRow
    stage: str
    next_duty: DutyRow | None
    owed_by: str
    owed: OwedView | None = None
    protocol: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHand:
    """Somebody's disputes, and the duties that they owe in anybody's."""

    disputes: tuple[CaseSummary, ...]
    owed: tuple[OwedView, ...]


async def list_work(desk: Desk, person_id: str, *, ended: bool = False) -> OnHand:
    """What somebody has on hand now, as officer, as holder of a role and as cover; `ended` disputes only if asked."""
    async with desk.store.reading() as work:
        today = london_date(desk.clock())
        held = await work.directory.appointments(person_id, today)
        protocols = [desk.protocols.latest(protocol) for protocol in desk.protocols.ids()]
        officers = {protocol.officer for protocol in protocols}
        covered = [a.cover_for for a in held if a.cover_for and a.role in officers]
        own = await _cases(work, person_id, covered, only_open=not ended)
        disputes = await summaries_of(work, desk, own)
        asked = [a for a in held if any(a.role in p.roles and a.role != p.officer for p in protocols)]
        owed = [*await _owed_as_officer(work, desk, own), *await _owed(work, desk, person_id, asked, today)]
    return OnHand(disputes=disputes, owed=tuple(sorted(owed, key=_soonest)))


async def summaries_of(work: Work, desk: Desk, rows: Sequence[CaseRow]) -> tuple[CaseSummary, ...]:
    """Disputes in a list, in their order, each with its soonest duty."""
    soonest: dict[str, DutyRow] = {}
    for duty in await work.caseload.duties([row.reference for row in rows]):
        soonest.setdefault(duty.reference, duty)
    people = await work.directory.people(list(dict.fromkeys(row.officer for row in rows)))
    names = {person.id: person.name for person in people.values()}
    return tuple(_summary(desk, row, soonest.get(row.reference), names.get(row.officer, "")) for row in rows)


def owed_view(protocol: Protocol, row: DutyRow) -> OwedView:
    """A duty in a list, in the words of its protocol."""
    stage = protocol.stage(row.stage)
    rule = next((r for r in (*stage.duties, *protocol.duties) if r.id == row.duty.split("/")[-1].split("#")[0]), None)
    words = (rule.title if rule else None) or DUTY_TITLES[DutyKind(row.kind)].replace("the stage", stage.title)
    return OwedView(
        row=row,
        owes=words,
        owners=", ".join(protocol.title_of(role) for role in row.owners),
        by_when=due_text(row.due, row.due_at, rule) if row.due else None,
        stage=stage.title,
        protocol=protocol.title,
    )


async def _cases(work: Work, person_id: str, covered: list[str], *, only_open: bool) -> list[CaseRow]:
    everyone = dict.fromkeys((person_id, *covered))
    rows = [row for person in everyone for row in await work.caseload.of_officer(person, only_open=only_open)]
    return list({row.reference: row for row in rows}.values())


async def _owed_as_officer(work: Work, desk: Desk, own: Sequence[CaseRow]) -> list[OwedView]:
    """What the officer of a dispute has to do in it: case notes and the like."""
    protocols = {row.reference: desk.protocols.version(row.protocol, row.version) for row in own}
    duties = await work.caseload.duties(list(protocols))
    known = ((duty, protocols[duty.reference]) for duty in duties)
    return [owed_view(protocol, duty) for duty, protocol in known if protocol.officer in duty.owners]


async def _owed(work: Work, desk: Desk, person_id: str, held: list[Appointment], on: date) -> list[OwedView]:
    """What somebody answers for: a team that has a holder of its own is none of the all-teams holder's."""
    theirs = dict[tuple[str, str], bool]()

    async def answers_for(role: str, team: str) -> bool:
        if (role, team) not in theirs:
            answering = await work.directory.holders(role, team, on)
            theirs[role, team] = any(person_id in {h.person, h.cover_for} for h in answering)
        return theirs[role, team]

    roles = {appointment.role for appointment in held}
    duties = await work.caseload.owed_by([(appointment.role, appointment.team) for appointment in held])
    cases = await work.caseload.cases(list(dict.fromkeys(duty.reference for duty in duties)))
    protocols = {row.reference: desk.protocols.version(row.protocol, row.version) for row in cases}
    found: list[OwedView] = []
    for duty in duties:
        protocol = protocols[duty.reference]
        mine = [role for role in duty.owners if role in roles and role != protocol.officer]
        if any([await answers_for(role, duty.team) for role in mine]):
            found.append(owed_view(protocol, duty))
    return found


def _soonest(owed: OwedView) -> tuple[date, str, str]:
    return owed.row.due or date.max, owed.row.reference, owed.row.duty


def _summary(desk: Desk, row: CaseRow, duty: DutyRow | None, officer: str) -> CaseSummary:
    protocol: Protocol = desk.protocols.version(row.protocol, row.version)
    owed = owed_view(protocol, duty) if duty else None
    return CaseSummary(
        row=row,
        stage=protocol.stage(row.stage).title,
        next_duty=duty,
        owed_by=owed.owners if owed else "",
        owed=owed,
        protocol=protocol.title,
        officer=officer,
    )
