"""Presses of every kind: late, twice, two at once, forged, by strangers: a kind answer, one effect at most."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from casework.ports import Appointment
from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from rehearsal.person import Answer, Person
from tests.bot.chat.cast import ASIDES, REFERENCE, Council, buttons

UNKNOWN = f"I can't find {REFERENCE} among the disputes that you are part of."


async def kinds(council: Council) -> list[EntryKind]:
    """What is on the record, without the dispatcher's own entries."""
    view = await show_dispute(council.desk, "firo", REFERENCE)
    return [entry.kind for entry in view.entries if entry.kind is not EntryKind.DELIVERED]


async def cover_for_the_manager(council: Council) -> None:
    """Carol, a social worker, stands in for the team manager together with Grace."""
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    for who in ("ssw", "firo_tm"):
        posts.append(Appointment(person=who, role="TM", team="North", cover_for="tm"))
    await council.appoint(people, posts)


async def test_acknowledging_is_one_press_and_stops_no_clock(council: Council) -> None:
    await council.raise_dispute()
    card = council.person("tm").latest_card()
    await council.person("tm").press(card, "Acknowledge")
    lines = card.words.splitlines()
    assert lines[0] == "You have acknowledged this."
    assert "Respond by Wednesday 8 April 2026" in lines
    assert buttons(card) == ["Respond", f"Show {REFERENCE}", *ASIDES]
    assert await kinds(council) == [EntryKind.RAISED, EntryKind.ACKNOWLEDGED]


async def test_a_partial_answer_leaves_the_card_open_and_says_so(council: Council) -> None:
    await council.raise_dispute()
    tm, card = council.person("tm"), council.person("tm").latest_card()
    await tm.press(card, "Respond", response="Two of three are done.", actions="partly")
    await council.settle()
    assert "Respond" in buttons(card)
    assert council.person("firo").latest_card().words.splitlines()[0] == "Part of the answer from Dev Mistry"


async def test_the_same_press_delivered_twice_has_one_effect(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    card = tm.latest_card()
    await tm.press(card, "Acknowledge")
    await tm.post(tm.last_sent)
    # Even where the door has forgotten it, as after a restart, the desk hasn't.
    council.stage.door._seen = type(council.stage.door._seen)()
    await tm.post(tm.last_sent)
    assert await kinds(council) == [EntryKind.RAISED, EntryKind.ACKNOWLEDGED]


async def test_two_who_press_at_once_have_one_winner_and_one_polite_loser(council: Council) -> None:
    await cover_for_the_manager(council)
    await council.raise_dispute()
    carol, grace = council.person("ssw"), council.person("firo_tm")
    cards = (carol.latest_card(), grace.latest_card())
    assert "You stand in for Dev Mistry." in cards[0].words
    await asyncio.gather(
        carol.press(cards[0], "Respond", response="Carol's view.", actions="completed"),
        grace.press(cards[1], "Respond", response="Grace's view.", actions="completed"),
    )
    assert await kinds(council) == [EntryKind.RAISED, EntryKind.RESPONDED]
    await council.settle()
    for card in cards:
        assert "Answered on Monday 30 March 2026" in card.words
        assert buttons(card) == [f"Show {REFERENCE}"]
    assert sum("Here is how it stands now" in str(card.versions) for card in cards) == 1


async def test_once_answered_the_other_persons_card_can_only_be_read(council: Council) -> None:
    await cover_for_the_manager(council)
    await council.raise_dispute()
    carol, grace = council.person("ssw"), council.person("firo_tm")
    await carol.press(carol.latest_card(), "Respond", response="Done.", actions="completed")
    await council.settle()
    assert "Already answered, recorded by Carol Whitlock" in grace.latest_card().words
    assert buttons(grace.latest_card()) == [f"Show {REFERENCE}"]


async def test_a_press_on_a_stage_that_is_over_gets_the_present_state(council: Council) -> None:
    await council.raise_dispute()
    tm, firo = council.person("tm"), council.person("firo")
    stale = next(a for a in tm.latest_card().actions() if a["title"] == "Respond")
    await firo.say("withdraw 1")
    await firo.press(firo.latest_card(), "Next", reason="Raised twice.")
    await firo.press(firo.latest_card(), "confirm")
    await council.settle()
    data = {**stale["data"], "response": "Too late.", "actions": "completed"}
    answer = await tm.invoke({**stale, "data": data}, tm.chat.cards()[1])
    assert answer.status == 200
    assert "Here is how it stands now" in tm.chat.cards()[1].words
    assert "No longer needed" in tm.chat.cards()[1].words
    assert EntryKind.RESPONDED not in await kinds(council)


async def test_what_was_typed_is_kept_when_it_cant_be_taken(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    card = tm.latest_card()
    respond = next(a for a in card.actions() if a["title"] == "Respond")
    await tm.invoke({**respond, "data": {**respond["data"], "response": "Half a thought", "actions": ""}}, card)
    assert card.words.splitlines()[:2] == [
        "There is a problem",
        '"Are the agreed actions completed?" is missing. Please fill it in.',
    ]
    assert card.inputs()[0]["value"] == "Half a thought"
    await tm.press(card, "Respond", actions="completed")
    assert "Your response is on the record." in card.words


async def test_a_text_over_the_limit_is_refused_with_the_limit(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    card = tm.latest_card()
    respond = next(a for a in card.actions() if a["title"] == "Respond")
    data = {**respond["data"], "response": "x" * 4001, "actions": "completed"}
    await tm.invoke({**respond, "data": data}, card)
    assert "has 4,001 characters" in card.words
    assert "4,000" in card.words


FORGED: list[dict[str, Any]] = [
    {"do": "move", "reference": REFERENCE, "move": "acknowledge", "target": "stage-1/respond"},
    {"do": "move", "reference": REFERENCE, "move": "resolve", "target": ""},
    {"do": "open", "reference": REFERENCE, "move": "escalate", "target": "stage-2"},
    {"do": "pick", "reference": REFERENCE, "picked": "withdraw "},
    {"do": "show", "reference": REFERENCE},
    {"do": "show", "reference": REFERENCE, "here": True},
    {"do": "move", "reference": REFERENCE, "move": "respond", "target": "stage-1/respond", "entry": 1, "notice": 0},
]


@pytest.mark.parametrize("who", ["outsider", "other_firo", "admin"])
async def test_a_forwarded_or_forged_card_gives_no_rights(council: Council, who: str) -> None:
    await council.raise_dispute()
    person = council.person(who)
    for data in FORGED:
        answer = await press(person, data)
        absent = await press(person, {**data, "reference": "DRP-2026-0999"})
        assert answer.text.startswith(UNKNOWN)
        # Exactly what somebody hears about a dispute that doesn't exist.
        assert answer.text.replace(REFERENCE, "DRP-2026-0999") == absent.text
    assert person.chat.messages == []
    assert await kinds(council) == [EntryKind.RAISED]


MEANINGLESS: list[dict[str, Any]] = [
    {"do": "move", "reference": REFERENCE, "move": "respond", "target": "stage-3/confirm-meeting"},
    {"do": "move", "reference": REFERENCE, "move": "delete", "target": ""},
    {"do": "open", "reference": REFERENCE, "move": "resolve", "target": ""},
    {"do": "open", "reference": REFERENCE, "move": "", "target": ""},
    {"do": "pick", "reference": REFERENCE},
    {"do": "pick", "reference": REFERENCE, "picked": ["a"]},
    {"do": "move", "reference": REFERENCE, "move": "acknowledge", "target": "stage-2", "entry": 99},
    {"do": "move", "reference": REFERENCE, "move": "acknowledge", "entry": True, "notice": -1},
    {"do": "open", "reference": REFERENCE, "move": "escalate", "target": "stage-2", "entry": 10**30, "notice": 0},
    {"do": "move", "reference": {"a": 1}, "move": ["x"], "target": 7},
    {"do": "show", "reference": "DRP-2026-0001' OR 1=1"},
    {"do": "list", "start": -7},
    {"do": "raise", "protocol": "no-such"},
]


async def test_a_party_who_forges_a_press_changes_nothing(council: Council) -> None:
    await council.raise_dispute()
    for data in MEANINGLESS:
        answer = await press(council.person("tm"), data)
        assert answer.status == 200
        assert not answer.failed
        assert answer.card or answer.text
    assert await kinds(council) == [EntryKind.RAISED]


async def test_a_press_that_cant_be_read_is_answered_in_words(council: Council) -> None:
    for action in ({}, {"verb": "x"}, {"data": None}, {"data": {"do": "fly"}}, {"data": {"do": {}}}, {"data": [1]}):
        answer = await council.person("tm").invoke({"type": "Action.Execute", **action})
        assert answer.text == "I can't read this button any more. Type “my disputes” to see what is open."


async def test_an_older_clients_submit_does_the_same(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    data = next(a for a in tm.latest_card().actions() if a["title"] == "Acknowledge")["data"]
    await tm.post(tm.activity(type="message", value=data))
    assert await kinds(council) == [EntryKind.RAISED, EntryKind.ACKNOWLEDGED]
    assert "You have acknowledged this." in tm.latest_card().words


async def test_a_form_opened_from_a_card_stops_the_one_under_way(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    await firo.say("note 1")
    form = firo.latest_card()
    await firo.say("status 1")
    await firo.press(next(c for c in firo.chat.cards() if "Still owed" in c.words), "Resolve")
    assert "Stopped. Nothing was recorded or sent." in form.words
    assert firo.latest_card().words.splitlines()[1] == "Resolve"


async def test_a_move_from_the_list_opens_its_form(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    await firo.say("status 1")
    await firo.press(firo.latest_card(), "Go to it", picked="note ")
    assert firo.latest_card().words.splitlines()[1] == "Add a note"


async def test_somebody_who_lost_their_role_finds_their_card_empty(council: Council) -> None:
    await council.raise_dispute()
    tm, firo = council.person("tm"), council.person("firo")
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    await council.appoint(people, [replace(post, person="ssw") if post.person == "tm" else post for post in posts])
    await firo.say("withdraw 1")
    await firo.press(firo.latest_card(), "Next", reason="Raised twice.")
    await firo.press(firo.latest_card(), "confirm")
    await council.settle()
    assert tm.latest_card().words.splitlines()[0] == f"{REFERENCE}: no longer with you"
    assert "recommendations" not in tm.latest_card().words


async def press(person: Person, data: dict[str, Any]) -> Answer:
    """A press of a button that this person was never shown."""
    return await person.invoke({"type": "Action.Execute", "verb": "x", "data": data})
