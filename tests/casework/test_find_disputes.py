"""Finding disputes: by reference however it is typed, by team, and never one that the searcher may not read."""

from __future__ import annotations

from casework.find_disputes import find_disputes
from casework.show_dispute import show_dispute
from disputes.refusals import Refusal
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.casework.office import Office


async def found(office: Office, person: SamplePerson, words: str = "") -> list[str]:
    page = await find_disputes(office.desk, office.id_of(person), words)
    return [summary.row.reference for summary in page.disputes]


async def readable(office: Office, person: SamplePerson, references: list[str]) -> set[str]:
    can: set[str] = set()
    for reference in references:
        try:
            await show_dispute(office.desk, office.id_of(person), reference)
        except Refusal:
            continue
        can.add(reference)
    return can


async def test_everybody_finds_exactly_what_they_may_read(office: Office) -> None:
    references = [
        await office.raised(),
        await office.raised(council.SECOND_FIRO),
        await office.raised(immediate_risk="no"),
    ]
    cover = f"{council.SECOND_FIRO.email},FIRO,,,,{council.FIRO.email}"
    for rows in ((), (cover,), (f"{council.ADMIN.email},TM,{council.TEAM},,,",)):
        await office.appoint(*rows)
        for person in council.EVERYONE:
            expected = await readable(office, person, references)
            assert set(await found(office, person)) == expected, (person.name, rows)
    assert await found(office, council.QUALITY) == references[::-1]


async def test_a_reference_is_found_however_it_is_typed_and_a_team_by_part_of_its_name(office: Office) -> None:
    first, second = await office.raised(), await office.raised()
    for words in ("1", "0001", "drp 1", "DRP-2026-0001", "drp 2026 1", "#1", " 2026-0001 "):
        assert await found(office, council.FIRO, words) == [first], words
    assert await found(office, council.FIRO, "fostering  north") == [second, first]
    assert await found(office, council.FIRO, "NORTH") == [second, first]
    for words in ("%", "_", "south", "0003", "2025-1", "'; DROP TABLE cases;--", "\\"):
        assert await found(office, council.FIRO, words) == [], words


async def test_what_is_over_comes_last_and_pages_join_without_a_gap(office: Office) -> None:
    references = [await office.raised() for _ in range(4)]
    await office.make(council.FIRO, references[3], "withdraw", reason="Raised twice.")
    expected = [references[2], references[1], references[0], references[3]]
    assert await found(office, council.FIRO) == expected
    pages: list[str] = []
    for after, more in ((0, True), (3, False)):
        page = await find_disputes(office.desk, office.id_of(council.FIRO), "", after=after, most=3)
        pages += [summary.row.reference for summary in page.disputes]
        assert page.more is more
    assert pages == expected


async def test_a_summary_says_who_owes_what(office: Office) -> None:
    await office.raised()
    (summary,) = (await find_disputes(office.desk, office.id_of(council.HOS), "")).disputes
    assert (summary.stage, summary.owed_by) == ("Stage 1", "Fostering Team Manager")
    assert summary.next_duty is not None
    assert summary.next_duty.due is not None
