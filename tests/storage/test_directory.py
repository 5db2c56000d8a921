"""The directory: who answers for a post on a day, and who is found by what."""

from __future__ import annotations

from datetime import date

import pytest

from casework.ports import Appointment, Person
from disputes.notices import Holder
from storage.cover import holders_of
from storage.work import SqlStore

MONDAY, TUESDAY, WEDNESDAY = date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 8)


def a_person(number: int, **changes: str | None) -> Person:
    return Person(
        id=f"p-{number}",
        name=f"Person {number}",
        email=changes.get("email") or f"Person.{number}@council.example",
        entra_id=changes.get("entra_id", f"00000000-0000-0000-0000-{number:012d}"),
        line_manager=changes.get("line_manager"),
    )


def held(person: str, role: str = "tm", team: str = "Shipley", **more: object) -> Appointment:
    return Appointment(person=person, role=role, team=team, **more)  # type: ignore[arg-type]


async def replace_all(store: SqlStore, people: list[Person], appointments: list[Appointment]) -> None:
    async with store.writing() as work:
        await work.directory.replace_all(people, appointments)
        await work.commit()


async def test_people_are_found_by_id_entra_id_and_email_in_any_case(store: SqlStore) -> None:
    one, two = a_person(1, line_manager="p-2"), a_person(2)
    await replace_all(store, [one, two], [])
    async with store.reading() as work:
        directory = work.directory
        assert await directory.person("p-1") == one
        assert await directory.by_entra_id("00000000-0000-0000-0000-000000000001".upper()) == one
        assert await directory.by_email(" PERSON.1@Council.Example ") == one
        assert await directory.people(["p-2", "p-1", "p-2", "p-9"]) == {"p-1": one, "p-2": two}
        assert await directory.people([]) == {}
        assert await directory.person("p-9") is None
        assert await directory.by_email("nobody@council.example") is None


async def test_somebody_who_left_is_known_by_id_only_and_holds_nothing(store: SqlStore) -> None:
    leaver, stays = a_person(1), a_person(2)
    await replace_all(store, [leaver, stays], [held("p-1"), held("p-2", "sm")])
    # Somebody new has the leaver's address.
    new = a_person(3, email=leaver.email)
    await replace_all(store, [stays, new], [held("p-2", "sm")])
    async with store.reading() as work:
        assert await work.directory.person("p-1") == leaver
        assert await work.directory.people(["p-1"]) == {"p-1": leaver}
        assert await work.directory.by_entra_id(leaver.entra_id or "") is None
        assert await work.directory.by_email(leaver.email) == new
        assert await work.directory.holders("tm", "Shipley", MONDAY) == []
        assert await work.directory.appointments("p-1", MONDAY) == []
        assert await work.directory.everything() == ([stays, new], [held("p-2", "sm")])


async def test_an_appointment_holds_from_its_first_day_to_its_last(store: SqlStore) -> None:
    appointment = held("p-1", starts=TUESDAY, ends=TUESDAY)
    await replace_all(store, [a_person(1)], [appointment])
    async with store.reading() as work:
        for day, expected in ((MONDAY, []), (TUESDAY, [appointment]), (WEDNESDAY, [])):
            assert await work.directory.appointments("p-1", day) == expected
            assert await work.directory.holders("tm", "Shipley", day) == [Holder("p-1") for _ in expected]


async def test_cover_between_dates_answers_and_names_the_holder(store: SqlStore) -> None:
    cover = held("p-2", starts=TUESDAY, ends=TUESDAY, cover_for="p-1")
    await replace_all(store, [a_person(1), a_person(2)], [held("p-1"), cover])
    async with store.reading() as work:
        assert await work.directory.holders("tm", "Shipley", MONDAY) == [Holder("p-1")]
        assert await work.directory.holders("tm", "Shipley", TUESDAY) == [Holder("p-2", cover_for="p-1")]
        assert await work.directory.covers("p-1", TUESDAY) == ["p-2"]
        assert await work.directory.covers("p-1", WEDNESDAY) == []
        assert await work.directory.appointments("p-2", TUESDAY) == [cover]


async def test_teams_are_listed_once_and_sorted(store: SqlStore) -> None:
    posts = [
        held("p-1", team="Shipley"),
        held("p-1", "sm", "Keighley"),
        held("p-1", "x", "Shipley"),
        held("p-1", "y", ""),
    ]
    await replace_all(store, [a_person(1)], posts)
    async with store.reading() as work:
        assert await work.directory.teams() == ["Keighley", "Shipley"]


def who(appointments: list[Appointment], team: str = "Shipley") -> list[Holder]:
    return holders_of(appointments, team)


def test_an_appointment_for_all_teams_counts_where_the_team_has_none_of_its_own() -> None:
    everywhere, here = held("p-1", team=""), held("p-2", team="Shipley")
    assert who([everywhere]) == [Holder("p-1")]
    assert who([everywhere, here]) == [Holder("p-2")]
    assert who([everywhere, here], team="Keighley") == [Holder("p-1")]


def test_cover_in_one_team_covers_a_holder_of_all_teams_there_only() -> None:
    posts = [held("p-1", team=""), held("p-2", team="Shipley", cover_for="p-1")]
    assert who(posts) == [Holder("p-2", cover_for="p-1")]
    assert who(posts, team="Keighley") == [Holder("p-1")]


def test_two_holders_both_answer_and_cover_replaces_only_the_one_who_is_away() -> None:
    posts = [held("p-1"), held("p-2"), held("p-3", cover_for="p-2")]
    assert who(posts) == [Holder("p-1"), Holder("p-3", cover_for="p-2")]


def test_cover_may_itself_be_covered_and_still_names_the_holder() -> None:
    posts = [held("p-1"), held("p-2", cover_for="p-1"), held("p-3", cover_for="p-2")]
    assert who(posts) == [Holder("p-3", cover_for="p-1")]


def test_two_people_may_share_the_cover() -> None:
    posts = [held("p-1"), held("p-2", cover_for="p-1"), held("p-3", cover_for="p-1")]
    assert who(posts) == [Holder("p-2", cover_for="p-1"), Holder("p-3", cover_for="p-1")]


def test_people_who_cover_each_other_do_not_lose_the_post() -> None:
    posts = [held("p-1"), held("p-2"), held("p-2", cover_for="p-1"), held("p-1", cover_for="p-2")]
    assert {holder.person for holder in who(posts)} == {"p-1", "p-2"}


def test_a_post_that_only_cover_is_left_for_is_the_covers() -> None:
    assert who([held("p-2", cover_for="p-1")]) == [Holder("p-2", cover_for="p-1")]


def test_a_vacant_post_has_nobody() -> None:
    assert who([]) == []
    assert who([held("p-1", team="Keighley")]) == []


@pytest.mark.parametrize("column", ["email", "entra_id"])
async def test_two_people_never_share_an_address_or_an_account(store: SqlStore, column: str) -> None:
    same = {"email": "Same@council.example"} if column == "email" else {"entra_id": a_person(1).entra_id}
    async with store.writing() as work:
        with pytest.raises(Exception, match=r"(?i)unique"):
            await work.directory.replace_all([a_person(1, **same), a_person(2, **same)], [])
