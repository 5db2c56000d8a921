"""What officers meet besides the ladder: restarts, disputes begun elsewhere, telephone calls, mistakes, siblings."""

from __future__ import annotations

from app.practice import Practice
from disputes.entries import EntryKind
from rehearsal import council
from rehearsal.playing import confirm, fill_in, make, propose, titles
from tests.journeys.bradford import (
    ASIDES,
    RAISING,
    REFERENCE,
    card,
    letter,
    letters,
    london,
    people,
    prose,
    raise_dispute,
    title,
)

SIBLING = "DRP-2026-0002"


async def test_a_dialog_left_half_way_survives_a_restart(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await officer.say("raise a dispute")
    first = officer.latest_card()
    names = {str(field["id"]) for field in first.inputs()}
    await officer.press(first, "next", {name: RAISING[name] for name in names if name in RAISING})
    second = officer.latest_card()
    assert second is not first

    await practice.restart()
    preview = await fill_in(officer, RAISING)
    assert "FC-20417" in preview.words
    await practice.restart()
    await officer.press(preview, "Confirm and send")
    await practice.settle()
    assert title(card(practice, council.TM)) == "Respond by Wednesday 8 April 2026"
    # The same press once more, after yet another start, raises nothing twice.
    await practice.restart()
    await officer.post(officer.last_sent)
    await practice.settle()
    assert len(letters(practice, council.TM)) == 1
    await officer.say("my disputes")
    assert SIBLING not in card(practice, council.FIRO).words


async def test_cards_sent_before_a_restart_are_answered_after_it(practice: Practice) -> None:
    await raise_dispute(practice)
    shown = card(practice, council.TM)
    await practice.restart()
    await practice.chat_of(council.TM).press(shown, "Respond", response="All is booked.", actions="completed")
    await practice.settle()
    assert title(shown) == "Answered on Monday 30 March 2026"
    assert title(card(practice, council.FIRO)) == "Answer from Dev Mistry"


async def test_a_dispute_under_way_is_brought_in_with_its_own_dates(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    under_way = {**RAISING, "stage": "stage-1", "happened_on": "2026-03-24", "late_reason": "Begun before we had this."}
    said = await make(officer, "bring in a dispute", under_way)
    assert REFERENCE in said.words
    await practice.settle()
    # Five working days from the 24th: it is due tomorrow, not next week.
    assert title(card(practice, council.TM)) == "Respond by Tuesday 31 March 2026"
    written = letters(practice, council.TM)[0]
    assert "already at Stage 1 is now kept here" in prose(written)
    case = await practice.case(council.FIRO, REFERENCE)
    assert str(case.entries[0].happened_at.date()) == "2026-03-24"
    assert case.entries[0].late_reason == "Begun before we had this."
    await practice.move_to(london(4, 1))
    assert title(card(practice, council.FIRO)) == "A limit has passed without an answer"


async def test_an_answer_had_by_telephone_is_recorded_with_its_day_and_the_reason(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await raise_dispute(practice)
    await practice.move_to(london(4, 9))
    said = {
        "how": "phone",
        "response": "He says that all is booked.",
        "actions": "completed",
        "happened_on": "2026-04-08",
    }
    refused = await propose(officer, "respond 1", said)
    assert "It happened on an earlier day than this." in refused.words
    assert "both dates stay on the record" in refused.words
    await fill_in(officer, {"late_reason": "He rang at five; I was on the road."})
    await confirm(officer)
    await practice.settle()
    assert title(card(practice, council.TM)) == "Answered on Wednesday 8 April 2026"
    assert "Already answered, recorded by Amina Okafor" in card(practice, council.TM).words
    case = await practice.case(council.FIRO, REFERENCE)
    entry = next(entry for entry in case.entries if entry.kind is EntryKind.RESPONDED)
    assert (str(entry.happened_at.date()), str(entry.recorded_at.date())) == ("2026-04-08", "2026-04-09")
    assert entry.late_reason == "He rang at five; I was on the road."
    assert ("How you had this answer", "By telephone") in [(fact.label, fact.text) for fact in entry.facts]


async def test_a_mistake_is_corrected_by_a_further_entry(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await raise_dispute(practice)
    refused = await propose(officer, "correct 1", {"entry": "99", "correction": "It was February."})
    assert "The record has entries 1 to" in refused.words
    await fill_in(officer, {"entry": "1"})
    await confirm(officer)
    case = await practice.case(council.FIRO, REFERENCE)
    assert ("What is wrong", RAISING["wrong"]) in [(fact.label, fact.text) for fact in case.entries[0].facts]
    assert case.entries[-1].kind is EntryKind.CORRECTED
    assert "It was February." in [fact.text for fact in case.entries[-1].facts]
    assert await practice.faults() == []


async def test_another_officer_takes_over_and_every_date_goes_on(practice: Practice) -> None:
    first, second = practice.chat_of(council.FIRO), practice.chat_of(council.SECOND_FIRO)
    await raise_dispute(practice)
    refused = await propose(first, "hand over 1", {"officer": council.TM.email})
    assert f"{council.TM.email} isn't a Foster Carer Reviewing Officer" in refused.words
    await fill_in(first, {"officer": council.SECOND_FIRO.email, "reason": "A change of caseload."})
    await confirm(first)
    await practice.settle()
    assert title(card(practice, council.SECOND_FIRO)) == "This dispute is now yours"
    assert letter(practice, council.SECOND_FIRO).to == people(council.SECOND_FIRO)

    # The answer goes to the new officer alone, and the former one may not even read it any more.
    before = len(letters(practice, council.FIRO))
    await practice.move_to(london(4, 1))
    await practice.chat_of(council.TM).press(
        card(practice, council.TM), "Respond", response="All is booked.", actions="completed"
    )
    await practice.settle()
    assert title(card(practice, council.SECOND_FIRO)) == "Answer from Dev Mistry"
    assert len(letters(practice, council.FIRO)) == before
    (said,) = await first.say("status 1")
    assert REFERENCE in said.text
    assert said.card is None
    await second.say("my disputes")
    assert REFERENCE in card(practice, council.SECOND_FIRO).words
    case = await practice.case(council.SECOND_FIRO, REFERENCE)
    handed = next(entry for entry in case.entries if entry.kind is EntryKind.HANDED_OVER)
    assert any("Bryn Pritchard" in fact.text for fact in handed.facts)


async def test_the_same_for_a_sibling_is_a_dispute_of_its_own_linked_to_the_first(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await raise_dispute(practice)
    await officer.say("sibling 1")
    same = {"subject": "FC-20418", "spoke_on": "2026-03-27", "immediate_risk": "no"}
    preview = await fill_in(officer, same)
    assert RAISING["wrong"] in preview.words
    said = await confirm(officer)
    await practice.settle()
    assert SIBLING in said.words
    assert "FC-20418" in card(practice, council.TM).words
    assert titles(card(practice, council.TM)) == ["Acknowledge", "Respond", f"Show {SIBLING}", *ASIDES]
    for reference, other in ((REFERENCE, SIBLING), (SIBLING, REFERENCE)):
        case = await practice.case(council.FIRO, reference)
        assert any(other in fact.text for entry in case.entries for fact in entry.facts)
    # An answer to one is none to the other.
    await practice.chat_of(council.TM).press(
        card(practice, council.TM), "Respond", response="All is booked.", actions="completed"
    )
    await practice.settle()
    await officer.say("status 1")
    assert "respond by Wednesday 8 April 2026" in card(practice, council.FIRO).words
