"""A manager who can't do it by then, or whose it isn't, over the running service: by card, by letter, and who hears."""

from __future__ import annotations

from app.practice import Practice
from disputes.entries import EntryKind
from rehearsal import council
from rehearsal.playing import titles
from tests.journeys.bradford import REFERENCE, card, letter, letters, london, prose, raise_dispute, title, told

DUE = "Wednesday 8 April 2026"


async def kinds(practice: Practice) -> list[EntryKind]:
    case = await practice.case(council.FIRO, REFERENCE)
    return [entry.kind for entry in case.entries if entry.kind is not EntryKind.DELIVERED]


async def test_more_time_is_asked_for_and_answered_and_the_limit_passes_on_its_day(practice: Practice) -> None:
    await raise_dispute(practice)
    manager = practice.chat_of(council.TM)
    await manager.press(card(practice, council.TM), "Ask for more time")
    await manager.press(card(practice, council.TM), "Next", wished_on="2026-04-17", reason="The visit is on the 15th.")
    await manager.press(card(practice, council.TM), "Confirm and send")
    await practice.settle()
    prompt = card(practice, council.FIRO)
    assert title(prompt) == "Dev Mistry asks for more time"
    assert f"due by the end of {DUE}" in prose(letter(practice, council.FIRO))
    await practice.chat_of(council.FIRO).press(
        prompt, "Answer Dev Mistry's request for more time", answer="I understand; the date stays."
    )
    await practice.settle()
    assert "I understand; the date stays." in letter(practice, council.TM).text
    await practice.move_to(london(4, 9))
    assert title(card(practice, council.TM)) == "Overdue: respond"
    assert title(card(practice, council.FIRO)) == "A limit has passed without an answer"
    asked = [EntryKind.RAISED, EntryKind.MORE_TIME_ASKED, EntryKind.REQUEST_ANSWERED]
    assert [kind for kind in await kinds(practice) if kind not in (EntryKind.NUDGED, EntryKind.LAPSED)] == asked


async def test_not_mine_is_heard_by_the_officer_and_the_administrator_who_reads_nothing_of_the_case(
    practice: Practice,
) -> None:
    await raise_dispute(practice)
    before = told(practice, council.FSM)
    manager = practice.chat_of(council.TM)
    await manager.say("1 isn't mine")
    await manager.press(card(practice, council.TM), "Next", reason="The carer moved south.", whose="Elaine Foster")
    await manager.press(card(practice, council.TM), "Confirm and send")
    await practice.settle()
    assert title(card(practice, council.FIRO)) == "Dev Mistry says that this isn't theirs"
    assert "The carer moved south." in letter(practice, council.FIRO).text
    plumbing = letter(practice, council.ADMIN)
    assert plumbing.subject == f"[{REFERENCE}] Please check the directory"
    assert "Elaine Foster <elaine.foster@practice.example>" in plumbing.text
    assert "moved south" not in plumbing.text
    assert "Supervision" not in plumbing.text
    assert title(card(practice, council.ADMIN)) == "Please check the directory"
    assert told(practice, council.FSM) == before, "nobody else hears of it"
    assert [state.owners for state in (await practice.case(council.TM, REFERENCE)).duties if state.due] == [
        ("Fostering Team Manager",)
    ]


async def test_cover_arranged_in_chat_reaches_the_cover_by_card_and_letter_and_ends_by_itself(
    practice: Practice,
) -> None:
    await raise_dispute(practice)
    manager, cover = practice.chat_of(council.TM), council.SSW
    await manager.say(f"cover for me from today to Friday by {cover.name}")
    await manager.press(card(practice, council.TM), "Next")
    await manager.press(card(practice, council.TM), "Confirm and send")
    await practice.settle()
    assert title(card(practice, cover)) == f"Respond by {DUE}"
    assert "Cover is arranged" in letter(practice, cover).subject
    assert letters(practice, council.FIRO)
    await practice.move_to(london(4, 7))
    assert "Respond" not in titles(card(practice, cover)), "the cover is over, and the card knows"
    await manager.press(card(practice, council.TM), "Respond", response="All is booked.", actions="completed")
    await practice.settle()
    assert title(card(practice, council.FIRO)) == "Answer from Dev Mistry"
