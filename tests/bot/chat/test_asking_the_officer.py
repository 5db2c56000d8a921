"""A manager who can't do it by then, or whose it isn't: by card and by typed words; who hears, and nothing moves."""

from __future__ import annotations

import pytest

from casework.ports import Appointment
from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from rehearsal.chats import Message
from tests.bot.chat.cast import ASIDES, REFERENCE, Council, buttons

DUE = "Wednesday 8 April 2026"


async def kinds(council: Council) -> list[EntryKind]:
    view = await show_dispute(council.desk, "firo", REFERENCE)
    return [entry.kind for entry in view.entries if entry.kind is not EntryKind.DELIVERED]


def cards_titled(council: Council, who: str, title: str) -> list[Message]:
    return [card for card in council.person(who).chat.cards() if card.words.startswith(title)]


async def ask_for_more_time(council: Council, *, typed: bool = False) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    if typed:
        await tm.say("I need more time on 1")
    else:
        await tm.press(tm.latest_card(), "Ask for more time")
    await tm.press(tm.latest_card(), "Next", wished_on="2026-04-17", reason="The visit is on the 15th.")
    await tm.press(tm.latest_card(), "Confirm and send")
    await council.settle()


@pytest.mark.parametrize("typed", [False, True], ids=["by card", "by typed words"])
async def test_more_time_is_put_to_the_officer_and_the_card_says_that_the_date_stays(
    council: Council, typed: bool
) -> None:
    await ask_for_more_time(council, typed=typed)
    prompt = council.person("firo").latest_card().words
    assert prompt.startswith("Dev Mistry asks for more time")
    assert f"It extends no limit of your protocol: what is owed stays due by {DUE}." in prompt
    assert "The visit is on the 15th." in prompt
    (own,) = cards_titled(council, "tm", f"Respond by {DUE}")
    assert "asked on Monday 30 March 2026 for time until Friday 17 April 2026. A request moves no date." in own.words
    assert "Respond" in buttons(own)
    assert await kinds(council) == [EntryKind.RAISED, EntryKind.MORE_TIME_ASKED]
    assert any(
        "asks for more time" not in letter.subject and letter.kind == "more-time" for letter in council.letters.sent
    )


async def test_what_the_officer_answers_is_on_the_managers_card(council: Council) -> None:
    await ask_for_more_time(council)
    firo = council.person("firo")
    prompt = firo.latest_card()
    await firo.press(prompt, "Answer Dev Mistry's request for more time", answer="I understand; the date stays.")
    assert prompt.words.startswith("You have answered the request.")
    assert buttons(prompt)[-1] == f"Show {REFERENCE}"
    await council.settle()
    told = council.person("tm").latest_card().words
    assert told.startswith("Amina Okafor has answered what was asked")
    assert f"You still have to respond, by {DUE}." in told
    (own,) = cards_titled(council, "tm", f"Respond by {DUE}")
    assert "Amina Okafor answered: I understand; the date stays." in own.words


async def test_the_form_says_before_it_is_sent_that_the_date_stays_and_who_hears_of_it(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    await tm.press(tm.latest_card(), "Ask for more time")
    assert f"Until when. The date stays {DUE}, whatever is asked." in tm.latest_card().words
    await tm.press(tm.latest_card(), "Next", wished_on="2026-04-08", reason="Leave.")
    assert f"You have until {DUE} anyway (LD3)." in tm.latest_card().words
    await tm.press(tm.latest_card(), "Next", wished_on="2026-04-17", reason="Leave.")
    assert "Amina Okafor: Foster Carer Reviewing Officer (LD3)" in tm.latest_card().words
    assert "Add a copy" not in buttons(tm.latest_card()), "copies aren't a manager's to change (X6)"
    assert await kinds(council) == [EntryKind.RAISED]


async def test_not_mine_reaches_the_officer_and_the_administrator_who_reads_nothing_of_the_case(
    council: Council,
) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    await tm.say("1 isn't mine")
    await tm.press(tm.latest_card(), "Next", reason="The carer moved to the South team.", whose="farid rahman")
    assert "Ian Copeland: Administrator (LD4)" in tm.latest_card().words
    await tm.press(tm.latest_card(), "Confirm and send")
    await council.settle()
    heard = council.person("firo").latest_card().words
    assert heard.startswith("Dev Mistry says that this isn't theirs")
    assert "The carer moved to the South team." in heard
    plumbing = council.person("admin").latest_card()
    assert plumbing.words.startswith("Please check the directory")
    assert "Whose it is, as they say: Farid Rahman <hos@practice.example>" in plumbing.words
    for said in ("South team", "recommendations", "FC-1187", "training"):
        assert said not in plumbing.words
    assert buttons(plumbing) == []
    letter = next(letter for letter in council.letters.sent if letter.kind == "check-directory")
    assert "South team" not in str(letter)
    assert await council.person("admin").say("status 1")
    assert "I can't find" in council.person("admin").chat.from_bot()[-1].text
    (own,) = cards_titled(council, "tm", f"Respond by {DUE}")
    assert "It stays with the Fostering Team Manager until the directory or cover changes." in own.words
    assert "Respond" in buttons(own), "nothing has moved"


async def test_without_an_administrator_the_officer_still_hears_that_it_isnt_theirs(council: Council) -> None:
    await council.raise_dispute()
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    await council.appoint(people, [post for post in posts if post.role != "ADMIN"])
    tm = council.person("tm")
    await tm.press(tm.latest_card(), "Say that this isn't yours")
    await tm.press(tm.latest_card(), "Next", reason="Not my team.")
    await tm.press(tm.latest_card(), "Confirm and send")
    await council.settle()
    assert council.person("firo").latest_card().words.startswith("Dev Mistry says that this isn't theirs")


async def test_an_answered_duty_offers_none_of_it_any_more(council: Council) -> None:
    await council.raise_dispute()
    tm, card = council.person("tm"), council.person("tm").latest_card()
    assert buttons(card)[-3:] == ASIDES
    await tm.press(card, "Respond", response="Done.", actions="completed")
    assert not set(ASIDES) & set(buttons(card))
    (words,) = await tm.say("not mine 1")
    assert "isn't open to you" in words.words


async def test_the_reminder_after_a_request_says_what_was_asked(council: Council) -> None:
    await ask_for_more_time(council)
    await council.at("2026-04-09")
    reminder = council.person("tm").latest_card().words
    assert reminder.startswith("Overdue: respond")
    assert "for time until Friday 17 April 2026" in reminder


async def test_a_partial_answer_reads_answered_in_part(council: Council) -> None:
    await council.raise_dispute()
    tm, card = council.person("tm"), council.person("tm").latest_card()
    await tm.press(card, "Acknowledge")
    await tm.press(card, "Respond", response="Two of three are done.", actions="partly")
    assert "Answered in part by Dev Mistry. What is still needed: respond; the clock goes on." in card.words
    assert "Acknowledged by" not in card.words
    (status,) = await council.person("firo").say("status 1")
    assert "answered in part by Dev Mistry" in status.words


async def test_a_quality_manager_is_told_that_they_may_read_and_not_act(council: Council) -> None:
    await council.raise_dispute()
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    await council.appoint(people, [*posts, Appointment(person="outsider", role="QM")])
    reader = council.person("outsider")
    data = {"do": "move", "reference": REFERENCE, "entry": 1, "notice": 0, "move": "acknowledge"}
    answer = await reader.invoke({"type": "Action.Execute", "verb": "x", "data": {**data, "target": "stage-1/respond"}})
    assert f"You may read {REFERENCE}, and act in it only where you hold or cover one of its roles." in str(answer.body)
    assert await kinds(council) == [EntryKind.RAISED]


async def test_a_card_of_another_stage_can_only_be_read_and_says_where_the_dispute_is(council: Council) -> None:
    await council.raise_dispute()
    await council.at("2026-04-09")
    firo = council.person("firo")
    prompt = firo.latest_card()
    await firo.press(prompt, "Escalate to Stage 2")
    await firo.press(firo.latest_card(), "Next", reasons="silence", outstanding="No answer at all.")
    await firo.press(firo.latest_card(), "Confirm and send")
    await council.settle()
    assert "This is from Stage 1. The dispute is at Stage 2 now." in prompt.words
    assert buttons(prompt) == [f"Show {REFERENCE}"]
    (first, *_) = council.person("tm").chat.cards()
    assert "The dispute is at Stage 2 now." in first.words
    assert buttons(first) == [f"Show {REFERENCE}"]
