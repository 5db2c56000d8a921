"""Read tables: the caseload and the open duties, with the index that the sweep lives on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, delete, insert, nulls_last, or_, select

from casework.ports import Caseload, CaseRow, DutyRow, Wanted
from disputes.entries import Status
from storage import tables
from storage.connection import Transaction

_SOONEST = (nulls_last(tables.duties.c.due_at), tables.duties.c.reference, tables.duties.c.duty)
_OLDEST = (tables.cases.c.raised_at, tables.cases.c.reference)


class SqlCaseload(Caseload):
    """The caseload in the database."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def put(self, case: CaseRow, open_duties: Sequence[DutyRow]) -> None:
        """Makes these the dispute's row and its only open duties."""
        row = asdict(case) | {"status": case.status.value}
        await self._transaction.put(tables.cases, row, unique=["reference"])
        duties, owners = tables.duties, tables.duty_owners
        await self._connection.execute(delete(duties).where(duties.c.reference == case.reference))
        if not open_duties:
            return
        await self._connection.execute(insert(duties), [asdict(duty) for duty in open_duties])
        owned = [
            {"role": role, "team": duty.team, "reference": duty.reference, "duty": duty.duty}
            for duty in open_duties
            for role in dict.fromkeys(duty.owners)
        ]
        if owned:
            await self._connection.execute(insert(owners), owned)

    async def of_officer(self, person: str, *, only_open: bool = True) -> list[CaseRow]:
        """An officer's disputes, oldest first."""
        return await self._cases(tables.cases.c.officer == person, only_open=only_open)

    async def all(self, *, only_open: bool = True) -> list[CaseRow]:
        """Every dispute, oldest first."""
        return await self._cases(only_open=only_open)

    async def matching(self, wanted: Wanted, *, after: int, limit: int) -> list[CaseRow]:
        """So many of the disputes that are wanted, after so many others: open ones first, then the newest first."""
        cases = tables.cases
        statement = (
            select(cases)
            .where(*_within(wanted), _named(wanted))
            .order_by((cases.c.status != Status.OPEN.value), cases.c.raised_at.desc(), cases.c.reference.desc())
            .offset(after)
            .limit(limit)
        )
        return [_case(row) for row in (await self._connection.execute(statement)).mappings()]

    async def cases(self, references: Sequence[str]) -> list[CaseRow]:
        """These disputes, ended ones included, oldest first."""
        return await self._cases(tables.cases.c.reference.in_(references), only_open=False) if references else []

    async def duties(self, references: Sequence[str]) -> list[DutyRow]:
        """The open duties of these disputes, soonest first; those without a limit come last."""
        if not references:
            return []
        statement = select(tables.duties).where(tables.duties.c.reference.in_(references)).order_by(*_SOONEST)
        return [_duty(row) for row in (await self._connection.execute(statement)).mappings()]

    async def owed_by(self, posts: Sequence[tuple[str, str]]) -> list[DutyRow]:
        """The open duties that any of these (role, team) owes; team "" means every team. Soonest first."""
        if not posts:
            return []
        duties, owners = tables.duties, tables.duty_owners
        theirs = or_(*(_post(role, team) for role, team in posts))
        owned = select(owners.c.duty).where(
            owners.c.reference == duties.c.reference, owners.c.duty == duties.c.duty, theirs
        )
        statement = select(duties).where(owned.exists()).order_by(*_SOONEST)
        return [_duty(row) for row in (await self._connection.execute(statement)).mappings()]

    async def due_nudges(self, now: datetime, limit: int) -> list[DutyRow]:
        """Duties whose nudge is due, soonest first; in a writing transaction they are this replica's alone."""
        duties = tables.duties
        statement = select(duties).where(duties.c.next_nudge_at <= now).order_by(duties.c.next_nudge_at).limit(limit)
        rows = await self._connection.execute(self._transaction.claiming(statement))
        return [_duty(row) for row in rows.mappings()]

    async def _cases(self, *only: ColumnElement[bool], only_open: bool) -> list[CaseRow]:
        cases = tables.cases
        conditions = (*only, cases.c.status == Status.OPEN.value) if only_open else only
        statement = select(cases).where(*conditions).order_by(*_OLDEST)
        return [_case(row) for row in (await self._connection.execute(statement)).mappings()]


def _post(role: str, team: str) -> ColumnElement[bool]:
    owners = tables.duty_owners
    return and_(owners.c.role == role, owners.c.team == team) if team else owners.c.role == role


def _within(wanted: Wanted) -> list[ColumnElement[bool]]:
    cases = tables.cases
    choices = ((cases.c.team, wanted.teams), (cases.c.protocol, wanted.protocols))
    chosen = [column.in_(values) for column, values in choices if values is not None]
    return [or_(cases.c.officer.in_(wanted.officers), and_(*chosen))] if chosen else []


def _named(wanted: Wanted) -> ColumnElement[bool]:
    cases = tables.cases
    named = or_(
        cases.c.reference.icontains(wanted.words, autoescape=True),
        cases.c.team.icontains(wanted.words, autoescape=True),
    )
    return named if wanted.number is None else or_(named, cases.c.reference.endswith(wanted.number, autoescape=True))


def _case(row: RowMapping) -> CaseRow:
    values: dict[str, Any] = {**row, "status": Status(row["status"])}
    return CaseRow(**values)


def _duty(row: RowMapping) -> DutyRow:
    return DutyRow(**row)
