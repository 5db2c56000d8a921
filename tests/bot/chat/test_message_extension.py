"""The message extension: each finds what they may read, a shared card tells each what they may know, a message's
words reach the form in the officer's own chat."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cards.screen import LARGEST_CARD
from bot.own_chat import no_chat
from casework.parties import QUALITY_MANAGER
from casework.ports import Appointment
from disputes.fields import TEXT_LIMIT
from rehearsal.chats import read_aloud
from rehearsal.person import Answer
from tests.bot.chat.cast import RAISING, REFERENCE, Council, Shipped, fill_in_raising
from tests.bot.chat.elsewhere import extension, from_message, press_shared, references, search, submit

UNKNOWN = "I can't find {} among the disputes that you are part of."
NONE = "Nothing found among the disputes that you are part of."


def words(answer: Answer) -> str:
    """What a card in an answer says."""
    assert answer.card is not None, answer.body
    return "\n".join(read_aloud(answer.card))


def dialog(answer: Answer) -> Any:
    """The card of a dialog."""
    task = answer.body["task"]
    assert task["type"] == "continue", task
    return task["value"]["card"]["content"]


def draft(card: Any) -> str:
    """What the dialog's text holds."""
    return next(part.get("value", "") for part in card["body"] if part.get("id") == "wrong")


# ---------------------------------------------------------------------------------------------------- finding


async def test_parties_find_it_by_reference_and_team_and_others_find_nothing(council: Council) -> None:
    await council.raise_dispute()
    for who in ("firo", "tm", "fsm", "hos"):
        for typed in (None, "", "1", "drp 2026 1", REFERENCE, "north"):
            assert references(await search(council.person(who), typed)) == [REFERENCE], (who, typed)
    for who in ("outsider", "other_firo", "admin"):
        for typed in (None, "1", REFERENCE, "north", "9", "DRP-2026-0009"):
            answer = await search(council.person(who), typed)
            assert answer["type"] == "message"
            assert answer["text"].startswith(NONE)
    assert (await search(council.person("firo"), "0009"))["text"].startswith(NONE)


async def test_a_quality_manager_finds_every_dispute(council: Council) -> None:
    await council.raise_dispute()
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    await council.appoint(people, [*posts, Appointment(person="outsider", role=QUALITY_MANAGER)])
    assert references(await search(council.person("outsider"), "north")) == [REFERENCE]


async def test_the_searcher_sees_where_it_stands_and_what_is_shared_holds_the_reference_alone(council: Council) -> None:
    await council.raise_dispute()
    (result,) = (await search(council.person("tm"), "1"))["attachments"]
    preview = result["preview"]["content"]
    assert preview["title"] == f"{REFERENCE}: Stage 1"
    assert preview["text"] == "North. Fostering Team Manager: respond by Wednesday 8 April 2026."
    shared = json.dumps(result["content"])
    assert REFERENCE in shared
    for told in ("Stage", "North", "FC-1187", "Bradford", "Foster", "recommendations", "Mistry", "Okafor"):
        assert told not in shared, told
    assert result["content"]["refresh"]["action"]["data"] == {"do": "shared", "reference": REFERENCE}
    assert "userIds" not in result["content"]["refresh"]


async def test_pages_of_a_search_end_kindly(council: Council) -> None:
    await council.raise_dispute()
    assert (await search(council.person("tm"), "north", skip=1))["text"] == "There are no more."


# ------------------------------------------------------------------------------------------------ shared cards


async def test_a_party_sees_their_own_view_without_case_text(council: Council) -> None:
    await council.raise_dispute()
    seen = words(await press_shared(council.person("tm"), "shared", REFERENCE))
    assert seen.startswith(f"{REFERENCE}: Stage 1")
    assert "You are: Fostering Team Manager" in seen
    assert "Fostering Team Manager: respond by Wednesday 8 April 2026." in seen
    for text in ("FC-1187", *RAISING[1].values()):
        assert text not in seen


@pytest.mark.parametrize("do", ["shared", "bring"])
@pytest.mark.parametrize("who", ["outsider", "other_firo", "admin"])
async def test_anybody_else_sees_to_the_byte_what_an_unknown_reference_gets(
    council: Council, who: str, do: str
) -> None:
    await council.raise_dispute()
    before = len(council.person(who).chat.messages)
    known = await press_shared(council.person(who), do, REFERENCE)
    none = await press_shared(council.person(who), do, "DRP-2026-0002")
    assert json.dumps(known.body).replace(REFERENCE, "DRP-2026-0002") == json.dumps(none.body)
    assert UNKNOWN.format(REFERENCE) in words(known)
    assert len(council.person(who).chat.messages) == before


async def test_the_whole_of_it_is_brought_to_a_partys_own_chat(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    seen = words(await press_shared(tm, "bring", REFERENCE))
    assert seen.startswith("You find it in our own chat.")
    assert tm.latest_card().words.startswith(f"{REFERENCE}: Stage 1")
    await tm.press(tm.latest_card(), "Acknowledge")
    assert tm.latest_card().words.startswith("You have acknowledged this.")


async def test_who_has_removed_the_app_is_told_how_to_add_it(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    tm.installed = False
    seen = words(await press_shared(tm, "bring", REFERENCE))
    assert no_chat().text in seen
    assert "Add this app to your own Teams" in seen
    async with council.desk.store.reading() as work:
        assert await work.addresses.of("tm") is None


async def test_a_party_who_is_none_any_more_sees_nothing_after_all(council: Council) -> None:
    await council.raise_dispute()
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    await council.appoint(people, [post for post in posts if post.person != "tm"])
    assert words(await press_shared(council.person("tm"), "shared", REFERENCE)).startswith("Nothing to show you here")


# ------------------------------------------------------------------------------------------------ from a message


async def test_a_messages_words_become_the_draft_and_the_dispute_is_raised_in_the_own_chat(council: Council) -> None:
    firo = council.person("firo")
    html = "<p>Visits are <b>late</b> &amp; unrecorded.</p><p>Please help,&nbsp;<at id='0'>Amina</at></p>"
    card = dialog(await from_message(firo, html))
    assert draft(card) == "Visits are late & unrecorded.\n\nPlease help, Amina"
    answer = await submit(firo, wrong=draft(card))
    assert "open in our own chat" in answer.body["task"]["value"]
    assert "“What is wrong”" in answer.body["task"]["value"]
    await fill_in_raising(firo, wrong="Visits are late & unrecorded.")
    assert "Visits are late & unrecorded." in firo.latest_card().words
    await firo.press(firo.latest_card(), "Confirm and send")
    await council.settle()
    (shown,) = await firo.say("status 1")
    assert shown.words.startswith(f"{REFERENCE}: Stage 1")


async def test_the_form_holds_the_draft_when_it_comes_to_its_page(council: Council) -> None:
    firo = council.person("firo")
    await submit(firo, wrong="*Not* a <b>list</b>\n- of things")
    await firo.press(firo.latest_card(), "Next", RAISING[0])
    values = {part["id"]: part.get("value") for part in firo.latest_card().inputs()}
    assert values["wrong"] == "*Not* a <b>list</b>\n- of things"


async def test_a_text_over_the_limit_is_shown_whole_and_refused_with_the_limit(council: Council) -> None:
    firo = council.person("firo")
    text = "x" * (TEXT_LIMIT + 1)
    card = dialog(await from_message(firo, f"<p>{text}</p>"))
    assert draft(card) == text
    assert "4,001 characters" in "\n".join(read_aloud(card))
    assert "at most 4,000" in "\n".join(read_aloud(card))
    assert all("maxLength" not in part for part in card["body"])
    again = dialog(await submit(firo, wrong=text))
    assert draft(again) == text
    assert "nothing of it is lost" in "\n".join(read_aloud(again))
    assert firo.chat.cards() == []
    too_much = await from_message(firo, "<p>" + "x" * 60_000 + "</p>")
    assert too_much.body["task"]["type"] == "message"
    assert "60,000 characters" in too_much.body["task"]["value"]
    assert "at most 4,000" in too_much.body["task"]["value"]


@pytest.mark.parametrize("letter", ["x", "漢", "😀", "&quot;", "\\", "x<br>"], ids=repr)
async def test_whatever_a_message_is_made_of_the_dialog_over_it_fits_on_a_card(council: Council, letter: str) -> None:
    firo = council.person("firo")
    for times in (3_900, 5_000, 14_000, 16_000):
        task = (await from_message(firo, letter * times)).body["task"]
        if task["type"] == "continue":
            assert len(json.dumps(task["value"]["card"]["content"], ensure_ascii=False).encode()) < LARGEST_CARD
        else:
            assert "at most 4,000" in task["value"]


async def test_a_form_under_way_is_not_lost_to_another_one(council: Council) -> None:
    firo = council.person("firo")
    await firo.say("raise")
    under_way = firo.latest_card()
    card = dialog(await submit(firo, wrong="Something else."))
    assert draft(card) == "Something else."
    assert "we are in the middle of something" in "\n".join(read_aloud(card))
    assert firo.latest_card() is under_way
    await firo.say("cancel")
    assert "open in our own chat" in (await submit(firo, wrong="Something else.")).body["task"]["value"]


async def test_without_a_chat_of_their_own_the_text_stays_in_the_dialog(council: Council) -> None:
    firo = council.person("firo")
    firo.installed = False
    card = dialog(await submit(firo, wrong="Kept."))
    assert draft(card) == "Kept."
    assert no_chat().text in "\n".join(read_aloud(card))
    firo.installed = True
    assert "open in our own chat" in (await submit(firo, wrong="Kept.")).body["task"]["value"]


async def test_a_message_without_words_and_one_that_is_plain_text(council: Council) -> None:
    firo = council.person("firo")
    card = dialog(await from_message(firo, "<attachment id='1'></attachment>"))
    assert draft(card) == ""
    assert "no words that I can read" in "\n".join(read_aloud(card))
    plain = await from_message(firo, "", body={"contentType": "text", "content": "a < b & <b>c</b>"})
    assert draft(dialog(plain)) == "a < b & <b>c</b>"
    refused = dialog(await submit(firo, wrong="  "))
    assert "Please fill it in" in "\n".join(read_aloud(refused))


async def test_only_officers_raise_from_messages(council: Council) -> None:
    for answer in (await from_message(council.person("tm"), "x"), await submit(council.person("tm"), wrong="x")):
        assert answer.body["task"]["type"] == "message"
        assert "raised by reviewing officers" in answer.body["task"]["value"]


async def test_an_officer_of_two_protocols_chooses_in_the_dialog(council: Council) -> None:
    object.__setattr__(council.desk, "protocols", Shipped("bradford-firo", "newcastle-iro"))
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    officer = council.desk.protocols.latest("newcastle-iro").officer
    await council.appoint(people, [*posts, Appointment(person="firo", role=officer, team="North")])
    firo = council.person("firo")
    card = dialog(await from_message(firo, "Late."))
    choice = next(part for part in card["body"] if part.get("id") == "protocol")
    assert [each["value"] for each in choice["choices"]] == ["bradford-firo", "newcastle-iro"]
    refused = dialog(await submit(firo, wrong="Late."))
    assert "No protocol is chosen" in "\n".join(read_aloud(refused))
    await submit(firo, wrong="Late.", protocol="newcastle-iro")
    assert firo.latest_card().words.count("Raise a dispute") == 1


# ------------------------------------------------------------------------------------------------ anything else

STRANGE: tuple[Any, ...] = (
    None,
    "",
    7,
    [],
    {},
    {"commandId": "other"},
    {"commandId": ["find-dispute"]},
    "find-dispute",
)


@pytest.mark.parametrize("what", ["query", "fetchTask", "submitAction", "selectItem", "queryLink", "setting", ""])
async def test_what_we_never_offered_gets_a_kind_word_in_the_right_shape(council: Council, what: str) -> None:
    for value in STRANGE:
        answer = await extension(council.person("firo"), what, value)
        assert answer.status == 200
        inner = answer.body["task"] if what in ("fetchTask", "submitAction") else answer.body["composeExtension"]
        assert inner["type"] == "message"
        assert "I can't do that here." in inner.values()


async def test_strange_insides_are_read_as_nothing(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    query = {"commandId": "find-dispute", "parameters": [None, 5, {"name": "search", "value": {"a": 1}}]}
    for options in ({"skip": -1, "count": -5}, {"skip": "x", "count": True}, [], None, {"skip": 10**30}):
        answer = await extension(firo, "query", {**query, "queryOptions": options})
        assert answer.body["composeExtension"]["type"] in ("result", "message")
    for payload in (None, 5, {"body": None}, {"body": {"content": 7}}, {"body": {"content": "x", "contentType": 7}}):
        value = {"commandId": "raise-from-message", "messagePayload": payload}
        assert (await extension(firo, "fetchTask", value)).body["task"]["type"] == "continue"
