"""The Bradford ladder by chat and cards alone, seen by the people who live it."""

from __future__ import annotations

from rehearsal.person import Person
from tests.bot.chat.cast import ASIDES, REFERENCE, Council, buttons, fill_in_raising, names

DUE = "Wednesday 8 April 2026"


async def confirm(person: Person) -> None:
    """Presses the preview's main button."""
    shown = person.latest_card()
    await person.press(shown, "confirm")


async def move(person: Person, council: Council, typed: str, **entered: str) -> None:
    """Types what to do, fills in the form, confirms the preview; everybody is told."""
    await person.say(typed)
    if entered:
        await person.press(person.latest_card(), "Next", entered)
    await confirm(person)
    await council.settle()


async def test_nothing_is_sent_before_the_officer_confirms(council: Council) -> None:
    firo, tm = council.person("firo"), council.person("tm")
    before = len(tm.chat.from_bot())
    await firo.say("raise")
    await fill_in_raising(firo)
    await council.settle()
    assert len(tm.chat.from_bot()) == before
    assert council.letters.sent == []
    preview = firo.latest_card().words
    assert "Nothing has been recorded or sent yet. This is for Stage 1." in preview
    assert "Dev Mistry: Fostering Team Manager (B11)" in preview
    assert f"Fostering Team Manager: respond by {DUE}." in preview
    assert "Friday 3 April 2026 (Good Friday)" in preview
    assert buttons(firo.latest_card()) == ["Confirm and send", "Change", "Cancel", "Add a copy"]


async def raise_in_chat(council: Council) -> None:
    """The officer goes through every page and confirms; everybody is told."""
    firo = council.person("firo")
    await firo.say("raise")
    await fill_in_raising(firo)
    await firo.press(firo.latest_card(), "Confirm and send")
    await council.settle()


async def test_the_manager_sees_what_by_when_and_why_and_has_the_buttons(council: Council) -> None:
    await raise_in_chat(council)
    shown = council.person("tm").latest_card()
    assert shown.summary == f"{REFERENCE}: Respond by {DUE}"
    lines = shown.words.splitlines()
    assert lines[0] == f"Respond by {DUE}"
    assert "B11: “the Dispute Resolution will be sent to the SSW TM.”" in shown.words
    assert buttons(shown) == ["Acknowledge", "Respond", f"Show {REFERENCE}", *ASIDES]
    assert names(shown) == {"response", "actions"}
    assert "A card and an e-mail are on their way to Dev Mistry." in council.person("firo").latest_card().words
    assert [len(letter.to) for letter in council.letters.sent] == [1]


async def test_the_whole_ladder_to_the_notice_and_the_resolution(council: Council) -> None:
    firo, tm, fsm, hos = (council.person(who) for who in ("firo", "tm", "fsm", "hos"))
    firo_tm, srsm = council.person("firo_tm"), council.person("srsm")
    await raise_in_chat(council)

    # Stage 1: acknowledged and answered on the card.
    card = tm.latest_card()
    await tm.press(card, "Acknowledge")
    await council.settle()
    assert "Acknowledged by Dev Mistry. What is still needed: respond; the clock goes on." in card.words
    assert buttons(card) == ["Respond", f"Show {REFERENCE}", *ASIDES]
    assert firo.latest_card().words.splitlines()[0] == "Acknowledged by Dev Mistry"
    assert f"The Fostering Team Manager still has to respond, by {DUE}." in firo.latest_card().words
    await tm.press(card, "Respond", response="The plan is under way.", actions="completed")
    await council.settle()
    assert "Answered on Monday 30 March 2026" in card.words
    assert buttons(card) == [f"Show {REFERENCE}"]
    assert firo.latest_card().words.splitlines()[0] == "Answer from Dev Mistry"
    assert "The plan is under way." in firo.latest_card().words

    # Stage 2: the officer isn't satisfied.
    await council.at("2026-04-09")
    await move(firo, council, "escalate 1", reasons="dissatisfaction", outstanding="No dates are given.")
    assert firo.latest_card().words.splitlines()[0] == "Done: Escalate to Stage 2"
    card = fsm.latest_card()
    assert card.words.splitlines()[0] == "Confirm a meeting date by Thursday 16 April 2026"
    await fsm.press(card, "Confirm the meeting date", meeting_on="2026-04-21", arrangements="10:00, Room 3")
    await council.settle()
    assert "Answered on Thursday 9 April 2026" in card.words
    assert firo_tm.latest_card().words.splitlines()[0] == "The meeting date is confirmed"
    assert "Tuesday 21 April 2026" in firo_tm.latest_card().words
    await council.at("2026-04-21", "15:00")
    await move(
        firo_tm,
        council,
        "record meeting 1",
        held_on="2026-04-21",
        attended="FIRO-TM,FIRO,FSM,TM",
        summary="No agreement.",
    )
    assert firo.latest_card().words.splitlines()[0] == "The meeting has been recorded"

    # Stage 3, and the notice of intent.
    await firo.press(firo.latest_card(), "Escalate to Stage 3")
    await firo.press(firo.latest_card(), "Next", reasons="dissatisfaction", outstanding="No agreement.")
    await confirm(firo)
    await council.settle()
    await hos.press(hos.latest_card(), "Confirm the meeting date", meeting_on="2026-04-28")
    await council.settle()
    await council.at("2026-04-28", "15:00")
    await move(srsm, council, "record the meeting", held_on="2026-04-28", attended="SRSM,FIRO,FSM,HoS", summary="None.")
    await firo.say("ofsted 1")
    assert "Notify Ofsted needs this first: notice of intent" in firo.latest_card().words
    await move(firo, council, "notice of intent 1", steps="ofsted", outline="Training is still not planned.")
    assert hos.latest_card().words.splitlines()[0] == "Notice of intent"
    await firo.say("ofsted 1")
    await firo.press(firo.latest_card(), "Next", details="Report of today, reference only.")
    assert "This is not the notification of events" in firo.latest_card().words
    await confirm(firo)

    # Resolved: everybody who was told is told, and no card is left with a live button.
    await move(
        firo, council, "resolve 1", outcome="resolved", resolution="A plan with dates.", impact="Contact goes on."
    )
    assert hos.latest_card().words.splitlines()[0] == f"{REFERENCE} is resolved"
    await firo.say("status 1")
    assert firo.latest_card().words.splitlines()[0] == f"{REFERENCE}: Resolved"
    for person in (tm, fsm, hos):
        for shown in person.chat.cards():
            assert not {"acknowledge", "respond", "confirm-meeting"} & {a["verb"] for a in shown.actions()}
