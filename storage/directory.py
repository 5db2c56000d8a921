"""The directory: the council's people, their appointments and their cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import ColumnElement, RowMapping, delete, insert, or_, select, update

from casework.ports import Appointment, Directory, Person
from disputes.notices import Holder
from storage import tables
from storage.connection import Transaction
from storage.cover import holders_of

_PERSON = select(
    tables.people.c.id,
    tables.people.c.name,
    tables.people.c.email,
    tables.people.c.entra_id,
    tables.people.c.line_manager,
)
_APPOINTMENT = select(
    tables.appointments.c.person,
    tables.appointments.c.role,
    tables.appointments.c.team,
    tables.appointments.c.starts,
    tables.appointments.c.ends,
    tables.appointments.c.cover_for,
).order_by(tables.appointments.c.number)


def folded(email: str) -> str:
    """An e-mail address as it is compared: in any case, without blanks around it."""
    return email.strip().casefold()


class SqlDirectory(Directory):
    """The directory in the database."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def person(self, person_id: str) -> Person | None:
        """A person by our id, also one who has left."""
        return await self._one(tables.people.c.id == person_id)

    async def people(self, ids: Sequence[str]) -> dict[str, Person]:
        """Several people at once, by id; unknown ids are left out."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        rows = await self._connection.execute(_PERSON.where(tables.people.c.id.in_(wanted)))
        return {row["id"]: _person(row) for row in rows.mappings()}

    async def by_entra_id(self, entra_id: str) -> Person | None:
        """A person by Entra object id, unless they have left."""
        return await self._one(tables.people.c.entra_id == entra_id.strip().lower(), tables.people.c.listed)

    async def by_email(self, email: str) -> Person | None:
        """A person by e-mail address, in any case, unless they have left."""
        return await self._one(tables.people.c.email_folded == folded(email), tables.people.c.listed)

    async def holders(self, role: str, team: str, on: date) -> list[Holder]:
        """Who answers for a role of a team on a day: its holders, or whoever covers for them, both named."""
        appointments = tables.appointments
        found = await self._appointments(on, appointments.c.role == role, appointments.c.team.in_(sorted({team, ""})))
        return holders_of(found, team)

    async def covers(self, person_id: str, on: date) -> list[str]:
        """The ids of the people who stand in for a person on a day."""
        found = await self._appointments(on, tables.appointments.c.cover_for == person_id)
        return list(dict.fromkeys(each.person for each in found))

    async def appointments(self, person_id: str, on: date) -> list[Appointment]:
        """What a person holds or covers on a day."""
        return await self._appointments(on, tables.appointments.c.person == person_id)

    async def teams(self) -> list[str]:
        """Every team that an appointment names, sorted."""
        team = tables.appointments.c.team
        statement = select(team).where(team != "").distinct().order_by(team)
        return list((await self._connection.execute(statement)).scalars())

    async def replace_all(self, people: Sequence[Person], appointments: Sequence[Appointment]) -> None:
        """Makes these the whole directory. People who are gone stay known by id, without appointments."""
        everybody = tables.people
        await self._connection.execute(update(everybody).values(listed=False))
        for person in people:
            row = asdict(person) | {
                "entra_id": person.entra_id.strip().lower() if person.entra_id else None,
                "email_folded": folded(person.email),
                "listed": True,
            }
            await self._transaction.put(everybody, row, unique=["id"])
        await self._connection.execute(delete(tables.appointments))
        if appointments:
            await self._connection.execute(
                insert(tables.appointments), [asdict(appointment) for appointment in appointments]
            )

    async def everything(self) -> tuple[list[Person], list[Appointment]]:
        """The whole directory without those who have left, for previews and checks."""
        people = await self._connection.execute(_PERSON.where(tables.people.c.listed).order_by(tables.people.c.id))
        appointments = await self._connection.execute(_APPOINTMENT)
        return [_person(row) for row in people.mappings()], [_appointment(row) for row in appointments.mappings()]

    async def _one(self, *conditions: ColumnElement[bool]) -> Person | None:
        row = (await self._connection.execute(_PERSON.where(*conditions))).mappings().one_or_none()
        return None if row is None else _person(row)

    async def _appointments(self, on: date, *conditions: ColumnElement[bool]) -> list[Appointment]:
        starts, ends = tables.appointments.c.starts, tables.appointments.c.ends
        holding = (or_(starts.is_(None), starts <= on), or_(ends.is_(None), ends >= on))
        found = await self._connection.execute(_APPOINTMENT.where(*conditions, *holding))
        return [_appointment(row) for row in found.mappings()]


def _person(row: RowMapping) -> Person:
    return Person(**row)


def _appointment(row: RowMapping) -> Appointment:
    return Appointment(**row)
