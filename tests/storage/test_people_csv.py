"""people.csv: read whole or refused with every fault, and what it would change is shown first."""

from __future__ import annotations

from datetime import date

import pytest

from casework.ports import Appointment, Person
from disputes.notices import Holder
from storage.directory_changes import preview_import
from storage.people_csv import PeopleRefused, read_people
from storage.work import SqlStore
from tests.storage.sample import a_record
from tests.storage.test_caseload import a_case, a_duty, put

HEADER = "entra_id,email,name,role,team,from,until,cover_for,line_manager\n"
ENTRA = "00000000-0000-0000-0000-00000000000"
TODAY = date(2026, 4, 8)

GOOD = (
    HEADER
    + f"{ENTRA}1,tm@council.example,Manager One,tm,Shipley,2026-01-05,,,sm@council.example\n"
    + f"{ENTRA}1,TM@council.example,,tm,Keighley,,,,\n"
    + f"{ENTRA}2,sm@council.example,Manager Two,sm,,,,,\n"
    + ',cover@council.example,"Cover, Three",tm,Shipley,2026-04-06,2026-04-10,tm@council.example,\n'
    + f"{ENTRA}4,observer@council.example,Observer Four,,,,,,{ENTRA}2\n"
)


def faults(text: str, roles: set[str] | None = None) -> list[str]:
    with pytest.raises(PeopleRefused) as refused:
        read_people(text, roles=roles)
    return [str(fault) for fault in refused.value.faults]


def row(**cells: str) -> str:
    defaults = {"email": "a@council.example", "name": "A", "role": "tm", "team": "Shipley"}
    return ",".join((defaults | cells).get(column, "") for column in HEADER.strip().split(",")) + "\n"


def test_a_row_is_an_appointment_and_people_are_named_once() -> None:
    people, appointments = read_people(GOOD)
    by_email = {person.email: person for person in people}
    manager, senior, cover, observer = by_email.values()
    assert [person.name for person in people] == ["Manager One", "Manager Two", "Cover, Three", "Observer Four"]
    assert manager.entra_id == f"{ENTRA}1"
    assert manager.line_manager == observer.line_manager == senior.id
    assert cover.entra_id is None
    assert appointments == [
        Appointment(person=manager.id, role="tm", team="Shipley", starts=date(2026, 1, 5)),
        Appointment(person=manager.id, role="tm", team="Keighley"),
        Appointment(person=senior.id, role="sm"),
        Appointment(
            person=cover.id,
            role="tm",
            team="Shipley",
            starts=date(2026, 4, 6),
            ends=date(2026, 4, 10),
            cover_for=manager.id,
        ),
    ]


def test_excels_byte_order_mark_line_ends_and_empty_lines_do_not_matter() -> None:
    excel = "\ufeff" + GOOD.replace("\n", "\r\n") + "\r\n,,,,,,,,\r\n"
    assert read_people(excel) == read_people(GOOD)


def test_people_keep_their_ids_when_their_address_changes() -> None:
    known = [Person(id="p-old", name="Manager One", email="before@council.example", entra_id=f"{ENTRA}1")]
    people, appointments = read_people(GOOD, known)
    assert people[0].id == "p-old"
    assert people[0].email == "tm@council.example"
    assert appointments[0].person == "p-old"


def test_people_without_an_account_keep_their_ids_by_address() -> None:
    known = [Person(id="p-old", name="Cover", email="COVER@council.example")]
    assert read_people(GOOD, known)[0][2].id == "p-old"


def test_a_reused_address_with_another_account_is_another_person() -> None:
    known = [Person(id="p-old", name="Leaver", email="tm@council.example", entra_id=f"{ENTRA}9")]
    assert read_people(GOOD, known)[0][0].id != "p-old"


def test_the_same_file_gives_the_same_ids_every_time() -> None:
    assert read_people(GOOD) == read_people(GOOD)
    assert len({person.id for person in read_people(GOOD)[0]}) == 4


def test_every_fault_is_named_at_once_with_line_and_column() -> None:
    text = HEADER + "".join(
        [
            row(),
            row(email="not an address", name="B"),
            row(email="c@council.example", name="C", entra_id="1234"),
            row(email="d@council.example", name="D", **{"from": "08/04/2026"}),
            row(email="e@council.example", name="E", **{"from": "2026-04-08", "until": "2026-04-07"}),
            row(email="f@council.example", name="F", cover_for="nobody@council.example"),
            row(email="g@council.example", name="G", cover_for="g@council.example"),
            row(email="h@council.example", name="H", line_manager="nobody@council.example"),
            row(email="i@council.example", name=""),
            row(email="j@council.example", name="J", role="", team="Shipley"),
            row(email="k@council.example", name="K", role="king"),
            row(name="Another"),
            row(email="l@council.example", name="L", role="sm", cover_for="a@council.example"),
            "too,few\n",
            row(**{"from": "2026-05-01"}),
        ]
    )
    assert faults(text, roles={"tm", "sm"}) == [
        'line 3, column email: "not an address" isn\'t an e-mail address',
        'line 4, column entra_id: "1234" isn\'t an Entra object id',
        'line 5, column from: "08/04/2026" isn\'t a date like 2026-04-08',
        "line 6, column until: 2026-04-07 is before 2026-04-08",
        'line 7, column cover_for: "nobody@council.example" isn\'t in the file',
        "line 8, column cover_for: nobody covers for themselves",
        'line 9, column line_manager: "nobody@council.example" isn\'t in the file',
        "line 10, column name: is empty",
        "line 11, column team: is given without a role",
        'line 12, column role: no protocol knows the role "king"',
        'line 13, column name: "Another" isn\'t what an earlier line says of a@council.example',
        "line 13, column from: overlaps with the same appointment in line 2",
        'line 14, column cover_for: a@council.example isn\'t down as "sm" anywhere',
        "line 15: has 2 cells instead of 9",
        "line 16, column from: overlaps with the same appointment in line 2",
    ]


def test_two_people_with_one_account_are_refused() -> None:
    text = HEADER + row(entra_id=f"{ENTRA}1") + row(email="b@council.example", name="B", entra_id=f"{ENTRA}1")
    assert faults(text) == ["line 3, column entra_id: belongs to another e-mail address further up"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1, column email: this column is missing"),
        (HEADER, "line 1: the file names nobody"),
        (HEADER.replace("team", "teem") + row(), "line 1, column teem: this column is unknown"),
        (HEADER.replace("until", "from") + row(), "line 1, column from: this column is there twice"),
        (HEADER + 'a,"b"c\n', "line 2: can't be read as CSV (',' expected after '\"')"),
    ],
)
def test_a_file_that_is_no_list_of_people_is_refused(text: str, expected: str) -> None:
    assert expected in faults(text)


async def test_the_preview_shows_people_appointments_and_duties_that_move(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    async with store.writing() as work:
        first = await preview_import(work, GOOD, TODAY)
        assert first.changes.any
        assert len(first.changes.people_added) == 4
        await work.directory.replace_all(first.people, first.appointments)
        await work.commit()
    duty = a_duty(reference, owners=("tm", "sm"))
    await put(store, a_case(reference), duty)
    ids = {person.email: person.id for person in first.people}
    manager, cover = ids["tm@council.example"], ids["cover@council.example"]

    async with store.reading() as work:
        assert not (await preview_import(work, GOOD, TODAY)).changes.any

    new = (
        GOOD.replace("2026-04-06,2026-04-10", "2026-04-13,2026-04-17")
        .replace("Observer Four", "Observer Renamed")
        .replace(f"{ENTRA}2,sm@council.example,Manager Two,sm,,", f"{ENTRA}2,sm@council.example,Manager Two,hos,,")
        + f"{ENTRA}5,new@council.example,New Five,tm,Bingley,,,,\n"
    )
    async with store.reading() as work:
        changes = (await preview_import(work, new, TODAY)).changes
        assert (await work.directory.everything())[0] == sorted(first.people, key=lambda person: person.id)
    assert [person.name for person in changes.people_added] == ["New Five"]
    assert [after.name for _, after in changes.people_changed] == ["Observer Renamed"]
    assert changes.people_gone == ()
    assert [(each.role, each.team) for each in changes.added] == [("hos", ""), ("tm", "Bingley")]
    assert [each.role for each in changes.removed] == ["sm"]
    ((before, after),) = changes.changed
    assert (before.starts, after.starts) == (date(2026, 4, 6), date(2026, 4, 13))
    moved, vacant = changes.moves
    assert (moved.role, moved.before, moved.after) == (
        "tm",
        (Holder(cover, cover_for=manager),),
        (Holder(manager),),
    )
    assert (vacant.role, vacant.after) == ("sm", ())
    assert {(move.reference, move.duty) for move in changes.moves} == {(reference, duty.duty)}
