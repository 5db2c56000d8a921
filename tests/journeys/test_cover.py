"""Somebody is away: whoever stands in for them gets the card, may act, and both are named."""

from __future__ import annotations

from app.practice import Practice
from disputes.entries import EntryKind
from rehearsal import council
from rehearsal.council import TEAM, SamplePerson
from rehearsal.playing import confirm, propose, titles
from tests.journeys.bradford import RAISING, REFERENCE, card, letter, letters, london, raise_dispute, title, told


def with_cover(by: SamplePerson, role: str, away: SamplePerson, first: str, last: str) -> str:
    """The sample council, with somebody standing in for somebody else from one day to another."""
    people = council.FOSTERING.people_csv(london(3, 30).date())
    return f"{people}{by.entra_id},{by.email},{by.name},{role},{TEAM},{first},{last},{away.email},\n"


async def test_cover_gets_the_card_and_acts_and_both_are_named(practice: Practice) -> None:
    stands_in = practice.chat_of(council.QUALITY)
    await practice.appoint(with_cover(council.QUALITY, "TM", council.TM, "2026-03-30", "2026-04-10"))
    before = told(practice, council.TM)
    preview = await propose(practice.chat_of(council.FIRO), "raise a dispute", RAISING)
    assert "Joy Mensah: Fostering Team Manager (B11), standing in for Dev Mistry" in preview.words
    await confirm(practice.chat_of(council.FIRO))
    await practice.settle()
    shown = card(practice, council.QUALITY)
    assert title(shown) == "Respond by Wednesday 8 April 2026"
    assert "You stand in for Dev Mistry." in shown.words
    assert "Joy Mensah, covering for Dev Mistry" in letter(practice, council.QUALITY).text
    assert told(practice, council.TM) == before

    await stands_in.press(shown, "Respond", response="All is booked.", actions="completed")
    await practice.settle()
    assert title(card(practice, council.FIRO)) == "Answer from Joy Mensah"
    case = await practice.case(council.FIRO, REFERENCE)
    entry = next(entry for entry in case.entries if entry.kind is EntryKind.RESPONDED)
    assert entry.by.name == "Joy Mensah"
    assert entry.by.cover_for is not None
    assert entry.by.roles == ("TM",)


async def test_cover_that_begins_later_takes_the_duty_over_and_no_date_moves(practice: Practice) -> None:
    await raise_dispute(practice)
    assert title(card(practice, council.TM)) == "Respond by Wednesday 8 April 2026"
    await practice.appoint(with_cover(council.QUALITY, "TM", council.TM, "2026-04-02", "2026-04-10"))
    assert letters(practice, council.QUALITY) == []
    await practice.move_to(london(4, 2))
    reminder = card(practice, council.QUALITY)
    assert title(reminder) == "Respond by Wednesday 8 April 2026"
    assert "You stand in for Dev Mistry." in reminder.words
    await practice.chat_of(council.QUALITY).press(reminder, "Acknowledge")
    await practice.settle()
    assert title(card(practice, council.FIRO)) == "Acknowledged by Joy Mensah"
    # Back from leave, the manager answers himself, and the cover is over.
    await practice.move_to(london(4, 13))
    await practice.chat_of(council.TM).press(
        card(practice, council.TM), "Respond", response="All is booked.", actions="completed"
    )
    await practice.settle()
    assert title(card(practice, council.FIRO)) == "Answer from Dev Mistry"
    await practice.chat_of(council.QUALITY).say("what do I owe")
    assert REFERENCE not in card(practice, council.QUALITY).words


async def test_cover_of_one_role_gives_no_other(practice: Practice) -> None:
    await practice.appoint(with_cover(council.SSW, "TM", council.TM, "2026-03-30", "2026-04-10"))
    await raise_dispute(practice)
    await practice.chat_of(council.SSW).say("resolve 1")
    assert "isn't open to you" in card(practice, council.SSW).words
    assert "Acknowledge" in titles(practice.chat_of(council.SSW).chat.cards()[1])


async def test_a_vacant_role_stops_the_preview_and_names_who_can_fill_it(practice: Practice) -> None:
    rows = council.FOSTERING.people_csv(london(3, 30).date()).splitlines()
    await practice.appoint("\n".join(row for row in rows if council.TM.email not in row) + "\n")
    refused = await propose(practice.chat_of(council.FIRO), "raise a dispute", RAISING)
    assert "Nobody holds the role Fostering Team Manager for Fostering North" in refused.words
    assert "Ask Ian Copeland to add the holder" in refused.words
    await practice.settle()
    for person in (council.FSM, council.SSW, council.HOS):
        assert letters(practice, person) == []
