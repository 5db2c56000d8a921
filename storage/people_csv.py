"""Reads people.csv: one row an appointment. Every fault is found at once, with its line and column.

Columns: entra_id, email, name, role, team, from, until, cover_for, line_manager. Dates are like 2026-04-08 and both
count; an empty team means every team; cover_for and line_manager name somebody in the file by e-mail or Entra id. A row
without a role only makes a person known.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.ports import Appointment, Person
from storage.known_directory import folded

COLUMNS = ("entra_id", "email", "name", "role", "team", "from", "until", "cover_for", "line_manager")

_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")
_ENTRA_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; `column` is "" where it is the whole line."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.text}"


def _place(fault: Fault) -> tuple[int, int]:
    return fault.line, COLUMNS.index(fault.column) if fault.column in COLUMNS else -1


class PeopleRefused(Exception):
    """The file can't be used as it is; `faults` says why, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=_place))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(slots=True)
class _Row:
    """One line of the file, with its cells tidied."""

    line: int
    cells: dict[str, str]
    starts: date | None = None
    ends: date | None = None

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


@dataclass(slots=True)
class _Reading:
    """What is gathered on the way through the file."""

    faults: list[Fault] = field(default_factory=list[Fault])
    ids: dict[str, str] = field(default_factory=dict[str, str])
    people: dict[str, Person] = field(default_factory=dict[str, Person])
    managers: dict[str, tuple[_Row, str]] = field(default_factory=dict[str, tuple[_Row, str]])
    appointments: list[tuple[_Row, Appointment]] = field(default_factory=list[tuple[_Row, Appointment]])

    def fault(self, row: _Row, column: str, text: str) -> None:
        self.faults.append(Fault(row.line, column, text))

    def find(self, name: str) -> str | None:
        return self.ids.get(folded(name))


def read_people(
    text: str, known: Sequence[Person] = (), roles: Collection[str] | None = None
) -> tuple[list[Person], list[Appointment]]:
    """The people and appointments of a file. Raises PeopleRefused with every fault.

    People who are `known` already keep their ids, by Entra id or else by e-mail; `roles` are those that the
    council's protocols know, where the caller wants others refused.
    """
    reading = _Reading()
    rows = _rows(text, reading)
    for row in rows:
        _check_cells(row, reading, roles)
    for row in rows:
        _take_person(row, reading, known)
    for row in rows:
        _take_appointment(row, reading)
    _take_managers(reading)
    _check_covers(reading)
    _check_repeats(reading)
    if reading.faults:
        raise PeopleRefused(reading.faults)
    return list(reading.people.values()), [appointment for _, appointment in reading.appointments]


def _rows(text: str, reading: _Reading) -> list[_Row]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[_Row] = []
    try:
        header = [cell.strip().lower() for cell in next(reader, list[str]())]
        _check_header(header, reading)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                wrong = f"has {len(cells)} cells instead of {len(header)}"
                reading.faults.append(Fault(reader.line_num, "", wrong))
                continue
            rows.append(_Row(reader.line_num, dict(zip(header, map(str.strip, cells), strict=True))))
    except csv.Error as error:
        reading.faults.append(Fault(reader.line_num, "", f"can't be read as CSV ({error})"))
    if not rows and not reading.faults:
        reading.faults.append(Fault(1, "", "the file names nobody"))
    return rows


def _check_header(header: list[str], reading: _Reading) -> None:
    faults = [Fault(1, column, "this column is missing") for column in COLUMNS if column not in header]
    faults += [Fault(1, column, "this column is unknown") for column in header if column not in COLUMNS]
    faults += [Fault(1, column, "this column is there twice") for column in COLUMNS if header.count(column) > 1]
    reading.faults += faults
    if faults:
        raise PeopleRefused(reading.faults)


def _check_cells(row: _Row, reading: _Reading, roles: Collection[str] | None) -> None:
    if not _EMAIL.fullmatch(row["email"]):
        reading.fault(row, "email", f'"{row["email"]}" isn\'t an e-mail address')
    if row["entra_id"] and not _ENTRA_ID.fullmatch(row["entra_id"].lower()):
        reading.fault(row, "entra_id", f'"{row["entra_id"]}" isn\'t an Entra object id')
    if row["role"] and roles is not None and row["role"] not in roles:
        reading.fault(row, "role", f'no protocol knows the role "{row["role"]}"')
    if not row["role"]:
        for column in ("team", "from", "until", "cover_for"):
            if row[column]:
                reading.fault(row, column, "is given without a role")
    row.starts, row.ends = _date(row, "from", reading), _date(row, "until", reading)
    if row.starts and row.ends and row.ends < row.starts:
        reading.fault(row, "until", f"{row['until']} is before {row['from']}")


def _date(row: _Row, column: str, reading: _Reading) -> date | None:
    if not row[column]:
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        reading.fault(row, column, f'"{row[column]}" isn\'t a date like 2026-04-08')
        return None


def _take_person(row: _Row, reading: _Reading, known: Sequence[Person]) -> None:
    email, entra_id = folded(row["email"]), row["entra_id"].lower()
    person_id = reading.ids.get(email) or _id_of(row, known)
    earlier = reading.people.get(person_id)
    if earlier is None:
        if not row["name"]:
            reading.fault(row, "name", "is empty")
        earlier = Person(id=person_id, name=row["name"], email=row["email"], entra_id=entra_id or None)
        reading.people[person_id] = earlier
    elif folded(earlier.email) != email:
        reading.fault(row, "entra_id", "belongs to another e-mail address further up")
        return
    for column, now, before in (("name", row["name"], earlier.name), ("entra_id", entra_id, earlier.entra_id or "")):
        if now and now != before:
            reading.fault(row, column, f'"{row[column]}" isn\'t what an earlier line says of {row["email"]}')
    reading.ids[email] = person_id
    if entra_id:
        reading.ids[entra_id] = person_id
    manager = row["line_manager"]
    if manager:
        first = reading.managers.setdefault(person_id, (row, manager))[1]
        if folded(first) != folded(manager):
            reading.fault(row, "line_manager", f"isn't what an earlier line says of {row['email']}")


def _id_of(row: _Row, known: Sequence[Person]) -> str:
    email, entra_id = folded(row["email"]), row["entra_id"].lower()
    for person in known:
        if entra_id and person.entra_id == entra_id:
            return person.id
    for person in known:
        # A reused address with another Entra id is another person.
        if folded(person.email) == email and (not entra_id or person.entra_id is None):
            return person.id
    # The same file gives the same ids in the preview and when it is applied.
    return "p-" + hashlib.sha256((entra_id or email).encode()).hexdigest()[:16]


def _take_appointment(row: _Row, reading: _Reading) -> None:
    person = reading.find(row["email"])
    if not row["role"] or person is None:
        return
    cover_for = None
    if row["cover_for"]:
        cover_for = reading.find(row["cover_for"])
        if cover_for is None:
            reading.fault(row, "cover_for", f'"{row["cover_for"]}" isn\'t in the file')
            return
        if cover_for == person:
            reading.fault(row, "cover_for", "nobody covers for themselves")
    appointment = Appointment(
        person=person, role=row["role"], team=row["team"], starts=row.starts, ends=row.ends, cover_for=cover_for
    )
    reading.appointments.append((row, appointment))


def _take_managers(reading: _Reading) -> None:
    for person_id, (row, name) in reading.managers.items():
        manager = reading.find(name)
        if manager is None:
            reading.fault(row, "line_manager", f'"{name}" isn\'t in the file')
            continue
        if manager == person_id:
            reading.fault(row, "line_manager", "nobody manages themselves")
        person = reading.people[person_id]
        reading.people[person_id] = Person(
            id=person.id, name=person.name, email=person.email, entra_id=person.entra_id, line_manager=manager
        )


def _check_covers(reading: _Reading) -> None:
    posts = {(each.person, each.role) for _, each in reading.appointments}
    for row, each in reading.appointments:
        if each.cover_for and (each.cover_for, each.role) not in posts:
            reading.fault(row, "cover_for", f'{row["cover_for"]} isn\'t down as "{each.role}" anywhere')


def _check_repeats(reading: _Reading) -> None:
    earlier: dict[tuple[str, str, str, str | None], list[tuple[_Row, Appointment]]] = {}
    for row, each in reading.appointments:
        same = earlier.setdefault((each.person, each.role, each.team, each.cover_for), [])
        for other_row, other in same:
            if (each.starts or date.min) <= (other.ends or date.max) and (other.starts or date.min) <= (
                each.ends or date.max
            ):
                reading.fault(row, "from", f"overlaps with the same appointment in line {other_row.line}")
                break
        same.append((row, each))
