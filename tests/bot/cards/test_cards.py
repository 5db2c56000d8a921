"""Every card: as its golden file has it, valid, readable without colour, small enough, silent in notifications."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.cards.buttons import Ask
from bot.cards.caseload_card import caseload_card
from bot.cards.cover_card import cover_card
from bot.cards.duty_card import Closed, duty_card
from bot.cards.form_card import form_card
from bot.cards.notice_card import notice_card
from bot.cards.preview_card import preview_card
from bot.cards.screen import LARGEST_CARD, SAFEGUARDING, Screen
from bot.cards.timeline_card import timeline_card
from bot.cards.words import CUT
from casework.show_caseload import Whose
from disputes.entries import EntryKind
from disputes.fields import TEXT_LIMIT, Fact, Field
from disputes.notices import NoticeKind
from rehearsal.chats import read_aloud
from tests.bot.cards.lists import PAGE, POSTS, TIMELINE, TODAY, listed, owed_view
from tests.bot.cards.manager_screens import ASIDES, ASKED
from tests.bot.cards.screens import ACKNOWLEDGE, DEV, DUTY, NOTICE, PLACE, PREVIEW, RESPOND, every_screen

GOLDEN = Path(__file__).parent / "golden"
SCREENS = every_screen()


@cache
def schema(folder: Path) -> Draft7Validator:
    """The published schema, 1.5."""
    return Draft7Validator(json.loads((folder / "adaptive-cards" / "adaptive-card-1.5.0.json").read_text()))


def parts(element: Any) -> Iterator[dict[str, Any]]:
    """Every element of a card."""
    if isinstance(element, list):
        for item in element:
            yield from parts(item)
    elif isinstance(element, dict):
        yield element
        for key, value in element.items():
            if key != "data":
                yield from parts(value)


def size(card: dict[str, Any]) -> int:
    return len(json.dumps(card, ensure_ascii=False).encode())


@pytest.mark.parametrize("name", SCREENS)
def test_card_is_as_in_its_golden_file(name: str) -> None:
    """`DRP_WRITE_GOLDEN=1` writes the files anew; read the difference before you commit it."""
    shown, file = SCREENS[name], GOLDEN / f"{name}.json"
    text = json.dumps({"summary": shown.summary, "card": shown.card}, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("DRP_WRITE_GOLDEN") == "1":
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text)
    assert file.read_text() == text


def test_every_kind_of_card_has_a_golden_file(root: Path) -> None:
    kinds = [file.stem.removesuffix("_card").replace("_", "-") for file in (root / "bot" / "cards").glob("*_card.py")]
    assert len(kinds) > 15
    without = [kind for kind in kinds if not any(name.startswith(kind) for name in SCREENS)]
    assert without == []


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(SCREENS)


@pytest.mark.parametrize("name", SCREENS)
def test_card_is_valid_by_the_published_schema(name: str, contracts: Path) -> None:
    card = {key: value for key, value in SCREENS[name].card.items() if key != "msteams"}
    assert [error.message for error in schema(contracts).iter_errors(card)] == []


@pytest.mark.parametrize("name", SCREENS)
def test_card_can_be_used_by_everybody(name: str) -> None:
    shown = SCREENS[name]
    every = list(parts(shown.card))
    for part in every:
        kind = str(part.get("type", ""))
        assert kind != "Action.ShowCard"
        if kind.startswith("Input."):
            assert part["label"]
            assert not part.get("isRequired") or part["errorMessage"]
        if "color" in part:
            pytest.fail("meaning is never in a colour")
        if part.get("style") in ("attention", "warning", "accent"):
            assert list(read_aloud(part)), "a coloured box says in words what its colour says"
    ids = [part["id"] for part in every if str(part.get("type", "")).startswith("Input.")]
    assert len(ids) == len(set(ids))
    assert sum(part.get("style") == "heading" for part in every) == 1
    assert shown.card["speak"]
    assert shown.summary in shown.card["fallbackText"]
    assert size(shown.card) < LARGEST_CARD


@pytest.mark.parametrize("name", SCREENS)
def test_X8_every_card_says_that_it_is_not_the_safeguarding_route(name: str) -> None:
    assert SAFEGUARDING in list(read_aloud(SCREENS[name].card))


@pytest.mark.parametrize("name", SCREENS)
def test_a_notification_shows_nothing_that_a_person_typed(name: str) -> None:
    shown = SCREENS[name]
    for word in ("FC-1187", "recommendations", "plan is", "training"):
        assert word not in shown.summary
        assert word not in shown.card["speak"]


LONGEST = ["x", "漢", "😀", '"', "\\", "*", "\n", "a\n"]


@pytest.mark.parametrize("letter", LONGEST, ids=repr)
def test_the_largest_permitted_text_fits(letter: str) -> None:
    text = (letter * TEXT_LIMIT)[:TEXT_LIMIT]
    facts = tuple(Fact(f"Question {n}", text) for n in range(8))
    # Inputs take what is typed at a keyboard; a page has at most four long ones.
    fields = [Field(name=f"field{n}", label="Question") for n in range(4)]
    screens: list[Screen] = [
        duty_card(
            replace(NOTICE, facts=facts), DUTY, PLACE, [ACKNOWLEDGE, RESPOND], reader=DEV, values={"response": text}
        ),
        preview_card("Raise a dispute", replace(PREVIEW, facts=facts)),
        form_card("Raise a dispute", "", fields, {field.name: text for field in fields}, message="x" * 500),
    ]
    asked = replace(ASKED, answer=text, answered_by="Amina Okafor")
    answer = Ask(move="answer-request", target="7", label="Answer", fields=(fields[0],), at_once=True)
    closed = Closed("Dev Mistry", "Tuesday 7 April 2026")
    busy = replace(DUTY, requests=(asked, replace(asked, kind=EntryKind.NOT_MINE)))
    filled = {"response": text}
    asking = replace(NOTICE, kind=NoticeKind.MORE_TIME, facts=facts, request=asked)
    screens += [
        duty_card(replace(NOTICE, facts=facts), busy, PLACE, [ACKNOWLEDGE, RESPOND], asides=ASIDES, values=filled),
        duty_card(replace(NOTICE, facts=facts), busy, PLACE, [], closed=closed, unsaved=text),
        notice_card(asking, PLACE, [answer], values={"field0": text}),
    ]
    for shown in screens:
        assert size(shown.card) < LARGEST_CARD


def test_the_longest_lists_fit() -> None:
    name = "漢" * 150
    many = tuple(f"{name}{n}" for n in range(40))
    dispute = listed(41)
    summary = replace(dispute.summary, row=replace(dispute.summary.row, team=name), stage=name, protocol=name)
    long = replace(dispute, summary=replace(summary, officer=name, owed=replace(owed_view(41, TODAY), owes=name)))
    owed = tuple(replace(owed_view(n, TODAY), stage=name, owes=name) for n in range(40))
    page = replace(
        PAGE, whose=Whose.MINE, disputes=(long,) * 8, total=8, owed=owed, stages=many, teams=many, protocols=many
    )
    rungs = tuple(replace(rung, title=name) for rung in TIMELINE.rungs * 3)
    events = tuple(replace(event, by=name, stage=name) for event in TIMELINE.events * 4)[:10]
    posts = tuple(replace(post, role=name, team=name, holder=name) for post in POSTS * 20)
    shown = (caseload_card(page), timeline_card(replace(TIMELINE, rungs=rungs, events=events)))
    for each in (*shown, cover_card(posts, named=True)):
        assert size(each.card) < LARGEST_CARD


def test_a_long_text_is_cut_with_a_word_about_where_the_rest_is() -> None:
    facts = (Fact("Short", "kept whole"), *(Fact(f"Long {n}", "word " * 799) for n in range(10)))
    words = list(read_aloud(duty_card(replace(NOTICE, facts=facts), DUTY, PLACE, []).card))
    assert any(line.endswith("kept whole") for line in words)
    assert sum(line.endswith(CUT) for line in words) == 10


def test_text_is_shown_as_it_was_typed() -> None:
    typed = [
        "- training",
        "They are carried out, *all* of them, and <b>soon</b>.",
        "1. A training plan by the end of April.",
    ]
    blocks = [part["text"] for part in parts(SCREENS["duty-respond"].card) if part.get("type") == "TextRun"]
    assert set(typed) <= set(blocks)
