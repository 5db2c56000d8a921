"""Immediate risk of significant harm: straight to Stage 3 (B7), but never before the safeguarding action (X8)."""

from __future__ import annotations

from app.practice import Practice
from disputes.entries import Entered
from rehearsal import council
from rehearsal.playing import confirm, fill_in, make, propose, titles
from tests.journeys.bradford import (
    RAISING,
    REFERENCE,
    card,
    letter,
    letters,
    london,
    people,
    raise_dispute,
    title,
    told,
)

AT_RISK = {**RAISING, "stage": "stage-3", "immediate_risk": "yes"}
ACTION = "Reported to the safeguarding team by telephone at 09:20; a strategy meeting is called."


async def test_B7_X8_straight_to_stage_3_once_the_safeguarding_action_was_taken(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    refused = await propose(officer, "raise a dispute", AT_RISK)
    assert "At immediate risk of significant harm the safeguarding action comes first (B7)." in refused.words
    assert "This is not the safeguarding route." in refused.words
    assert "Confirm and send" not in titles(refused)
    await practice.settle()
    assert letters(practice, council.HOS) == []

    preview = await fill_in(officer, {"safeguarding": ACTION})
    assert "Farid Rahman: Head of Service (Fostering) (B24)" in preview.words
    assert "confirm a meeting date by Wednesday 8 April 2026" in preview.words
    await confirm(officer)
    await practice.settle()
    shown = card(practice, council.HOS)
    assert title(shown) == "Confirm a meeting date by Wednesday 8 April 2026"
    assert ACTION in shown.words
    written = letter(practice, council.HOS)
    assert (written.to, written.copies) == (people(council.HOS), people(council.FSM, council.SSW, council.TM))
    case = await practice.case(council.FIRO, REFERENCE)
    assert [(s.title, s.entered) for s in case.stages if s.opened_at] == [("Stage 3", Entered.RAISED)]


async def test_B7_from_stage_1_in_the_middle_of_its_limit(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await raise_dispute(practice)
    await practice.move_to(london(3, 31))
    await officer.say("escalate 1")
    assert "has until the end of Wednesday 8 April 2026" in card(practice, council.FIRO).words
    await officer.say("go straight to stage 3 1")
    entered = {"immediate_risk": "yes", "outstanding": "An incident last night."}
    refused = await fill_in(officer, entered)
    assert "the safeguarding action comes first" in refused.words
    await fill_in(officer, {"safeguarding": ACTION})
    await confirm(officer)
    await practice.settle()
    assert title(card(practice, council.HOS)) == "Confirm a meeting date by Thursday 9 April 2026"
    assert title(card(practice, council.TM)) == "No longer needed"
    case = await practice.case(council.FIRO, REFERENCE)
    assert [(s.title, s.entered) for s in case.stages if s.opened_at] == [
        ("Stage 1", Entered.RAISED),
        ("Stage 3", Entered.HIGHER),
    ]


async def test_B6_above_the_lowest_stage_without_risk_needs_a_reason(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    before = told(practice, council.FSM)
    refused = await propose(officer, "raise a dispute", {**RAISING, "stage": "stage-2"})
    assert "Starting above the lowest stage needs a reason (B6)." in refused.words
    said = await make_again(practice, {"stage_reason": "The same concern was at Stage 1 in January."})
    assert "A card and an e-mail are on their way to Elaine Foster." in said
    assert told(practice, council.FSM) > before


async def make_again(practice: Practice, values: dict[str, str]) -> str:
    """Fills in what was asked for, confirms, and gives what is said then."""
    officer = practice.chat_of(council.FIRO)
    await fill_in(officer, values)
    said = await confirm(officer)
    await practice.settle()
    return said.words


async def test_every_card_and_letter_says_that_it_is_not_the_safeguarding_route(practice: Practice) -> None:
    await raise_dispute(practice)
    await practice.move_to(london(4, 9))
    await make(
        practice.chat_of(council.FIRO), "escalate 1", {"reasons": "silence", "outstanding": "Nothing has happened."}
    )
    await practice.settle()
    everybody = (council.FIRO, council.TM, council.SSW, council.FSM)
    for person in everybody:
        for shown in practice.chat_of(person).chat.cards():
            assert "This assistant is not the safeguarding route." in shown.words
        for written in letters(practice, person):
            assert "This is not the safeguarding route." in written.text
            assert "not the safeguarding route" in written.html
