"""Cover arranged in chat: from the card and by typed words; who is told, what passes over, and who may act when."""

from __future__ import annotations

from datetime import date

import pytest

from bot.covering import asks_for_cover, day_named, said_of_cover
from tests.bot.chat.cast import REFERENCE, Council, buttons

WEDNESDAY = date(2026, 4, 1)


async def test_from_the_card_to_the_covers_own_card(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    await tm.press(tm.latest_card(), "Arrange cover")
    form = tm.latest_card()
    assert "Who stands in. Their e-mail address or name." in form.words
    await tm.press(form, "Next", by="carol whitlock", starts="2026-03-30", ends="2026-04-03")
    preview = tm.latest_card().words
    assert "Carol Whitlock: Fostering Team Manager (LD5), standing in for Dev Mistry" in preview
    assert f"Fostering Team Manager: respond in {REFERENCE} by Wednesday 8 April 2026." in preview
    await tm.press(tm.latest_card(), "Confirm and send")
    assert tm.latest_card().words.startswith("Done: cover is arranged")
    await council.settle()
    covering = council.person("ssw").latest_card()
    assert covering.words.startswith("Respond by Wednesday 8 April 2026")
    assert "You stand in for Dev Mistry." in covering.words
    own = tm.chat.cards()[0]
    assert "Carol Whitlock stands in for you now. You may still answer; the first answer counts." in own.words
    told = council.person("firo").latest_card().words
    assert told.startswith("Cover is arranged")
    assert "Stands in: Carol Whitlock <ssw@practice.example>" in told
    await council.person("ssw").press(covering, "Respond", response="Done.", actions="completed")
    await council.settle()
    assert "Already answered, recorded by Carol Whitlock" in own.words


async def test_whoever_stands_in_later_has_a_card_without_case_text_that_becomes_theirs_on_the_day(
    council: Council,
) -> None:
    await council.raise_dispute()
    tm, kim = council.person("tm"), council.person("outsider")
    await tm.say("cover for me from Thursday to Friday by Kim Outsider")
    assert tm.latest_card().inputs()[0]["value"] == "Kim Outsider"
    await tm.press(tm.latest_card(), "Next")
    await tm.press(tm.latest_card(), "Confirm and send")
    await council.settle()
    card = kim.latest_card()
    assert card.words.startswith("Cover is arranged")
    assert "From: Thursday 2 April 2026" in card.words
    assert "recommendations" not in card.words
    assert buttons(card) == []
    await council.at("2026-04-02")
    assert kim.latest_card().words.startswith("Respond by Wednesday 8 April 2026")
    await kim.press(kim.latest_card(), "Acknowledge")
    await council.settle()
    assert card.words.startswith("Respond by Wednesday 8 April 2026"), "the earlier card has come to life"


async def test_a_refusal_stays_on_the_form_with_what_was_entered(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    await tm.say("arrange cover")
    await tm.press(tm.latest_card(), "Next", by="Amina Okafor", starts="2026-03-30", ends="2026-04-03")
    assert "can't answer it, too (LD5)." in tm.latest_card().words
    assert tm.latest_card().inputs()[0]["value"] == "Amina Okafor"


async def test_who_has_no_post_is_asked_whose_cover_it_is(council: Council) -> None:
    admin = council.person("admin")
    await admin.say("arrange cover for Dev Mistry")
    shown = {part["id"]: part.get("value") for part in admin.latest_card().inputs()}
    assert shown == {"away": "Dev Mistry", "by": None, "starts": None, "ends": None}


async def test_confirming_twice_arranges_it_once(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    await tm.say("cover for me from today to Friday by Carol Whitlock")
    await tm.press(tm.latest_card(), "Next")
    preview = tm.latest_card()
    confirm = preview.actions()[0]
    await tm.invoke(confirm, preview)
    await tm.invoke(confirm, preview)
    async with council.desk.store.reading() as work:
        _, posts = await work.directory.everything()
    assert sum(post.cover_for == "tm" for post in posts) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "cover for me from Monday to Friday by Lena Brook",
            {"by": "Lena Brook", "starts": "2026-04-06", "ends": "2026-04-10"},
        ),
        (
            "I'm away from 6 April to 10 April, cover by lena.brook@practice.example.",
            {"by": "lena.brook@practice.example", "starts": "2026-04-06", "ends": "2026-04-10"},
        ),
        (
            "arrange cover tomorrow until next Friday by Joy Mensah.",
            {"by": "Joy Mensah", "starts": "2026-04-02", "ends": "2026-04-03"},
        ),
        ("I need someone to cover for me", {}),
        (
            "Arrange cover for Dev Mistry from today to 3 April by Joy Mensah",
            {"away": "Dev Mistry", "by": "Joy Mensah", "starts": "2026-04-01", "ends": "2026-04-03"},
        ),
        ("Stand in for me by Joy Mensah", {"by": "Joy Mensah"}),
    ],
)
def test_what_is_said_of_cover_is_filled_in(text: str, said: dict[str, str]) -> None:
    assert asks_for_cover(text)
    assert said_of_cover(text, WEDNESDAY) == said


@pytest.mark.parametrize("text", ["who is covering for the TM", "who covers for me", "status 42", "escalate 42"])
def test_asking_who_covers_is_something_else(text: str) -> None:
    assert not asks_for_cover(text)


def test_a_day_is_never_before_the_one_that_it_is_counted_from() -> None:
    assert day_named("Wednesday", WEDNESDAY) == WEDNESDAY
    assert day_named("31/3/2026", WEDNESDAY) is None
    assert day_named("3/4/2026", WEDNESDAY) == date(2026, 4, 3)
    assert day_named("some day", WEDNESDAY) is None
