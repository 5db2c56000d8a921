"""The directory: the council's people, their appointments and their cover, read whole and kept while it is the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import RowMapping, delete, insert, select, update

from casework.ports import Appointment, Directory, Person
from disputes.notices import Holder
from storage import tables
from storage.connection import Transaction
from storage.known_directory import KnownDirectory, LatestDirectory, canonical, folded
from storage.lookup import Lookup

_STAMP = Lookup((tables.stamps.c.stamp,), by=tables.stamps.c.name)
_PEOPLE = select(
    tables.people.c.id,
    tables.people.c.name,
    tables.people.c.email,
    tables.people.c.entra_id,
    tables.people.c.line_manager,
).order_by(tables.people.c.id)
_LISTED = _PEOPLE.where(tables.people.c.listed)
_LEFT = _PEOPLE.where(tables.people.c.listed.is_(False))
_APPOINTMENTS = select(
    tables.appointments.c.person,
    tables.appointments.c.role,
    tables.appointments.c.team,
    tables.appointments.c.starts,
    tables.appointments.c.ends,
    tables.appointments.c.cover_for,
).order_by(tables.appointments.c.number)


class SqlDirectory(Directory):
    """The directory in the database, as this transaction sees it."""

    def __init__(self, transaction: Transaction, latest: LatestDirectory) -> None:
        self._connection = transaction.connection
        self._transaction = transaction
        self._latest = latest
        self._known: KnownDirectory | None = None

    async def person(self, person_id: str) -> Person | None:
        """A person by our id, also one who has left."""
        return (await self._directory()).person(person_id)

    async def people(self, ids: Sequence[str]) -> dict[str, Person]:
        """Several people at once, by id; unknown ids are left out."""
        known = await self._directory()
        found = {person_id: known.person(person_id) for person_id in ids}
        return {person_id: person for person_id, person in found.items() if person is not None}

    async def by_entra_id(self, entra_id: str) -> Person | None:
        """A person by Entra object id, unless they have left."""
        return (await self._directory()).by_entra_id(entra_id)

    async def by_email(self, email: str) -> Person | None:
        """A person by e-mail address, in any case, unless they have left."""
        return (await self._directory()).by_email(email)

    async def holders(self, role: str, team: str, on: date) -> list[Holder]:
        """Who answers for a role of a team on a day: its holders, or whoever covers for them, both named."""
        return (await self._directory()).holders(role, team, on)

    async def covers(self, person_id: str, on: date) -> list[str]:
        """The ids of the people who stand in for a person on a day."""
        return (await self._directory()).covers(person_id, on)

    async def appointments(self, person_id: str, on: date) -> list[Appointment]:
        """What a person holds or covers on a day."""
        return (await self._directory()).appointments(person_id, on)

    async def teams(self) -> list[str]:
        """Every team that an appointment names, sorted."""
        return (await self._directory()).teams()

    async def replace_all(self, people: Sequence[Person], appointments: Sequence[Appointment]) -> None:
        """Makes these the whole directory. People who are gone stay known by id, without appointments."""
        self._known = None
        everybody = tables.people
        await self._connection.execute(update(everybody).values(listed=False))
        for person in people:
            row = asdict(person) | {
                "entra_id": canonical(person.entra_id) if person.entra_id else None,
                "email_folded": folded(person.email),
                "listed": True,
            }
            await self._transaction.put(everybody, row, unique=["id"])
        await self._connection.execute(delete(tables.appointments))
        if appointments:
            await self._connection.execute(
                insert(tables.appointments), [asdict(appointment) for appointment in appointments]
            )

    async def add(self, appointments: Sequence[Appointment]) -> None:
        """Adds appointments, and leaves everybody and everything else as it is."""
        self._known = None
        if appointments:
            await self._connection.execute(insert(tables.appointments), [asdict(each) for each in appointments])

    async def everything(self) -> tuple[list[Person], list[Appointment]]:
        """The whole directory without those who have left, for previews and checks."""
        known = await self._directory()
        return list(known.listed), list(known.all_appointments)

    async def _directory(self) -> KnownDirectory:
        """The directory that this transaction saw first, or has made itself."""
        if self._known is None:
            self._known = await self._as_stamped()
        return self._known

    async def _as_stamped(self) -> KnownDirectory:
        stamp = await self._stamp()
        known = self._latest.under(stamp)
        while known is None:
            read, before, stamp = await self._read(), stamp, await self._stamp()
            # On PostgreSQL a writing transaction may see somebody else's import between two of its queries.
            if before == stamp:
                self._latest.keep(stamp, read)
                known = read
        return known

    async def _stamp(self) -> str | None:
        row = await _STAMP.find(self._connection, "directory")
        return row[0] if row else None

    async def _read(self) -> KnownDirectory:
        listed = (await self._connection.execute(_LISTED)).mappings()
        left = (await self._connection.execute(_LEFT)).mappings()
        appointments = (await self._connection.execute(_APPOINTMENTS)).mappings()
        return KnownDirectory(
            listed=[_person(row) for row in listed],
            left=[_person(row) for row in left],
            appointments=[_appointment(row) for row in appointments],
        )


def _person(row: RowMapping) -> Person:
    return Person(**row)


def _appointment(row: RowMapping) -> Appointment:
    return Appointment(**row)
