"""Presses that mean no good, or come too late: everybody gets a kind answer, and the record stays as it is."""

from __future__ import annotations

import asyncio

import pytest

from app.practice import Practice
from disputes.entries import EntryKind
from rehearsal import council
from rehearsal.chats import Json, Message
from rehearsal.person import find_action
from rehearsal.playing import forwarded, make, titles
from tests.journeys.bradford import REFERENCE, card, letters, london, raise_dispute, title, told

UNKNOWN = "DRP-2026-0099"
WHOLE = {"response": "It has all been done.", "actions": "completed"}


async def length(practice: Practice) -> int:
    """How long the record is once everything has arrived."""
    await practice.settle()
    return (await practice.case(council.FIRO, REFERENCE)).length


def pressed(message: Message, name: str, **inputs: str) -> Json:
    """A button's press as it goes over the wire."""
    button = find_action(message, name)
    return {"type": button["type"], "verb": button["verb"], "data": {**inputs, **button["data"]}}


async def test_an_activity_that_is_delivered_again_has_one_effect(practice: Practice) -> None:
    manager = practice.chat_of(council.TM)
    await raise_dispute(practice)
    await manager.press(card(practice, council.TM), "Respond", WHOLE)
    before, had = await length(practice), told(practice, council.FIRO)
    again = manager.last_sent
    assert (await manager.post(again)).text == "We have already received this. You don't need to press again."
    await practice.restart()
    answer = await manager.post(again)
    assert answer.status == 200
    assert not answer.failed
    assert await length(practice) == before
    assert told(practice, council.FIRO) == had


async def test_a_card_of_an_earlier_stage_shows_how_things_stand(practice: Practice) -> None:
    officer, manager = practice.chat_of(council.FIRO), practice.chat_of(council.TM)
    await raise_dispute(practice)
    late = pressed(card(practice, council.TM), "Respond", **WHOLE)
    await practice.move_to(london(4, 9))
    await make(officer, "escalate 1", {"reasons": "silence", "outstanding": "Nothing has happened."})
    before = await length(practice)
    shown = practice.chat_of(council.TM).chat.cards()[1]
    answer = await manager.invoke(late, shown)
    assert not answer.failed
    assert title(shown) == "No longer needed"
    assert "This was dealt with before, or the dispute has moved on." in shown.words
    assert titles(shown) == [f"Show {REFERENCE}"]
    assert await length(practice) == before


async def test_a_forwarded_card_gives_no_rights(practice: Practice) -> None:
    await raise_dispute(practice)
    before = await length(practice)
    # A party without the role is told whose it is.
    worker = practice.chat_of(council.SSW)
    copy = forwarded(card(practice, council.TM), worker)
    await worker.press(copy, "Respond", WHOLE)
    assert "this is for the Fostering Team Manager" in copy.words
    assert "Carol" not in copy.words
    # To everybody else the reference is unknown: the same words as for one that doesn't exist.
    for outsider in (council.SECOND_FIRO, council.ADMIN):
        person = practice.chat_of(outsider)
        true = await person.invoke(pressed(card(practice, council.TM), "Acknowledge"))
        data = {**find_action(card(practice, council.TM), "Acknowledge")["data"], "reference": UNKNOWN}
        forged = await person.invoke({"type": "Action.Execute", "verb": "acknowledge", "data": data})
        assert (true.card, forged.card) == (None, None)
        assert true.text == forged.text.replace(UNKNOWN, REFERENCE)
        assert "Supervision" not in true.text
    assert await length(practice) == before


async def test_a_quality_manager_reads_and_changes_nothing(practice: Practice) -> None:
    await raise_dispute(practice)
    before = await length(practice)
    reader = practice.chat_of(council.QUALITY)
    answer = await reader.invoke(pressed(card(practice, council.TM), "Respond", **WHOLE))
    assert not answer.failed
    await reader.say("status 1")
    assert title(card(practice, council.QUALITY)) == f"{REFERENCE}: Stage 1"
    assert "Go to it" not in titles(card(practice, council.QUALITY))
    assert await length(practice) == before


@pytest.mark.parametrize(
    "data",
    [
        {
            "do": "move",
            "reference": REFERENCE,
            "entry": 99,
            "notice": 0,
            "move": "respond",
            "target": "stage-1/respond",
        },
        {"do": "move", "reference": REFERENCE, "entry": 1, "notice": 7, "move": "respond", "target": "stage-1/respond"},
        {"do": "move", "reference": REFERENCE, "entry": 1, "notice": 0, "move": "respond", "target": "stage-3/respond"},
        {"do": "move", "reference": REFERENCE, "entry": 1, "notice": 0, "move": "resolve", "target": ""},
        {"do": "move", "reference": REFERENCE, "entry": "1", "notice": None, "move": "no-such-move", "target": ""},
        {"do": "open", "reference": REFERENCE, "move": "hand-over", "target": ""},
        {"do": "show", "reference": ["a", "list"]},
        {"do": "all of it"},
    ],
)
async def test_a_forged_press_changes_nothing(practice: Practice, data: Json) -> None:
    await raise_dispute(practice)
    before = await length(practice)
    answer = await practice.chat_of(council.TM).invoke(
        {"type": "Action.Execute", "verb": "respond", "data": {**WHOLE, **data}}
    )
    assert answer.status == 200
    assert answer.card or answer.text
    assert await length(practice) == before


async def test_accounts_of_elsewhere_learn_nothing(practice: Practice) -> None:
    await raise_dispute(practice)
    before = await length(practice)
    manager = practice.chat_of(council.TM)
    act = pressed(card(practice, council.TM), "Acknowledge")
    foreign = manager.activity(
        type="invoke",
        name="adaptiveCard/action",
        value={"action": act},
        channelData={"tenant": {"id": "9d1f0b8e-0000-4000-8000-000000000009"}},
    )
    answer = await manager.post(foreign)
    assert "your account isn't one of theirs" in answer.text
    sender = {"id": manager.user_id, "name": manager.name, "aadObjectId": manager.object_id, "userRole": "guest"}
    guest = manager.activity(type="message", text="status 1", **{"from": sender})
    await manager.post(guest)
    assert "your account isn't one of theirs" in manager.chat.from_bot()[-1].words
    unknown = practice.connector.person("Kim Unknown", "0b7a4c11-0000-4000-8000-000000000007")
    said = await unknown.say("status 1")
    assert "I don't know you yet" in said[-1].words
    assert REFERENCE not in said[-1].words
    assert await length(practice) == before


async def test_of_two_who_press_at_once_one_is_taken_and_the_other_is_told(practice: Practice) -> None:
    """Two managers share the post; each has a card of their own."""
    second = council.QUALITY
    rows = council.FOSTERING.people_csv(london(3, 30).date())
    await practice.appoint(f"{rows}{second.entra_id},{second.email},{second.name},TM,{council.TEAM},,,,\n")
    await raise_dispute(practice)
    shown = [card(practice, person) for person in (council.TM, second)]
    answers = await asyncio.gather(
        *(
            practice.chat_of(person).press(each, "Respond", response=f"{person.name} says so.", actions="completed")
            for person, each in zip((council.TM, second), shown, strict=True)
        )
    )
    await practice.settle()
    case = await practice.case(council.FIRO, REFERENCE)
    (entry,) = (entry for entry in case.entries if entry.kind is EntryKind.RESPONDED)
    assert all(not answer.failed and answer.card for answer in answers)
    said = ["Your response is on the record." in str(answer.body) for answer in answers]
    assert sorted(said) == [False, True]
    assert entry.by.name == (council.TM, second)[said.index(True)].name
    loser = shown[said.index(False)]
    assert title(loser) == "Answered on Monday 30 March 2026"
    assert f"Already answered, recorded by {entry.by.name}" in loser.words
    assert "What you had entered came too late and isn't recorded:" in loser.words
    assert titles(loser) == [f"Show {REFERENCE}"]
    assert title(card(practice, council.FIRO)) == f"Answer from {entry.by.name}"
    assert len([each for each in letters(practice, council.FIRO) if "answer" in each.subject]) == 1
    assert await practice.faults() == []


async def test_one_who_presses_twice_is_taken_once(practice: Practice) -> None:
    await raise_dispute(practice)
    manager, shown = practice.chat_of(council.TM), card(practice, council.TM)
    presses = [pressed(shown, "Respond", response=f"Answer {n}.", actions="completed") for n in range(2)]
    answers = await asyncio.gather(*(manager.invoke(press, shown) for press in presses))
    await practice.settle()
    case = await practice.case(council.FIRO, REFERENCE)
    assert [entry.kind for entry in case.entries].count(EntryKind.RESPONDED) == 1
    assert all(not answer.failed and answer.card for answer in answers)
    assert any("This was dealt with before" in str(answer.body) for answer in answers)
