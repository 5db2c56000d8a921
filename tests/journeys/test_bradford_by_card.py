"""Bradford, answered by card: raise, acknowledge, respond, escalate, meet, give notice, resolve; all over HTTP."""

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
    raise_dispute,
    title,
    told,
)

DUE = "Wednesday 8 April 2026"
EASTER = "Friday 3 April 2026 (Good Friday)"


async def test_nothing_leaves_before_the_officer_has_seen_who_will_get_it_and_why(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    before = told(practice, council.TM)
    preview = await propose(officer, "raise a dispute", RAISING)
    await practice.settle()
    assert told(practice, council.TM) == before
    assert "Nothing has been recorded or sent yet." in preview.words
    assert "Dev Mistry: Fostering Team Manager (B11)" in preview.words
    assert "B11: “the Dispute Resolution will be sent to the SSW TM.”" in preview.words
    assert f"Fostering Team Manager: respond by {DUE}." in preview.words
    assert EASTER in preview.words
    assert "Monday 6 April 2026 (Easter Monday)" in preview.words
    assert titles(preview) == ["Confirm and send", "Change", "Cancel", "Add a copy"]

    await officer.press(preview, "Cancel")
    await practice.settle()
    assert told(practice, council.TM) == before
    assert "Nothing was recorded or sent" in preview.words
    await officer.say("my disputes")
    assert REFERENCE not in card(practice, council.FIRO).words


async def test_B11_B12_B13_stage_1_by_card(practice: Practice) -> None:
    officer, manager = practice.chat_of(council.FIRO), practice.chat_of(council.TM)
    said = await raise_dispute(practice)
    assert REFERENCE in said.words
    assert "A card and an e-mail are on their way to Dev Mistry." in said.words

    # The manager has it twice: a card to answer on, and a letter that says the same. Nobody is copied (BA5).
    shown = card(practice, council.TM)
    assert title(shown) == f"Respond by {DUE}"
    assert titles(shown) == ["Acknowledge", "Respond", f"Show {REFERENCE}", *ASIDES]
    assert "you are the Fostering Team Manager. B11:" in shown.words
    written = letter(practice, council.TM)
    assert written.subject == f"[{REFERENCE}] Stage 1: please respond by {DUE}"
    assert (written.to, written.copies) == (people(council.TM), "")
    assert "Supervision visits have not happened since January." in written.text
    assert "Because of rule B11" in written.text
    for nobody in (council.SSW, council.FSM, council.HOS, council.SECOND_FIRO):
        assert letters(practice, nobody) == []

    # An acknowledgement is told, and stops nothing.
    await manager.press(shown, "Acknowledge")
    await practice.settle()
    assert title(shown) == f"Respond by {DUE}"
    assert "Acknowledged by Dev Mistry" in shown.words
    assert titles(shown) == ["Respond", f"Show {REFERENCE}", *ASIDES]
    assert title(card(practice, council.FIRO)) == "Acknowledged by Dev Mistry"
    assert "This is not a response." in card(practice, council.FIRO).words
    assert "acknowledged" in letter(practice, council.FIRO).text
    await officer.say("escalate 1")
    assert f"has until the end of {DUE}" in card(practice, council.FIRO).words

    # Part of the actions done isn't the response that the protocol asks for either.
    await practice.move_to(london(4, 1))
    await manager.press(shown, "Respond", response="Two of three visits are booked.", actions="partly")
    await practice.settle()
    assert "Respond" in titles(shown)
    assert title(card(practice, council.FIRO)) == "Part of the answer from Dev Mistry"
    assert "Two of three visits are booked." in letter(practice, council.FIRO).text

    # The whole of it closes the duty, for good.
    await manager.press(shown, "Respond", response="The third is booked, too.", actions="completed")
    await practice.settle()
    assert title(shown) == "Answered on Wednesday 1 April 2026"
    assert titles(shown) == [f"Show {REFERENCE}"]
    assert title(card(practice, council.FIRO)) == "Answer from Dev Mistry"
    nudged = told(practice, council.TM)
    await practice.move_to(london(4, 9))
    assert told(practice, council.TM) == nudged


async def test_B15_to_B32_the_ladder_to_its_top_and_the_resolution(practice: Practice) -> None:
    officer, manager = practice.chat_of(council.FIRO), practice.chat_of(council.TM)
    await raise_dispute(practice)
    await practice.move_to(london(4, 1))
    await manager.press(card(practice, council.TM), "Respond", response="Not before summer.", actions="not-yet")
    await practice.settle()

    await _stage_2(practice)
    await _stage_3(practice)
    await _notice_and_steps(practice)

    # Resolved, with what changed for the child; everybody who was ever told is told.
    said = await make(
        officer,
        "resolve 1",
        {"outcome": "resolved", "resolution": "Visits are booked.", "impact": "The child is settled again."},
    )
    assert "A card and an e-mail are on their way to Farid Rahman." in said.words
    await practice.settle()
    assert title(card(practice, council.HOS)) == f"{REFERENCE} is resolved"
    ended = letter(practice, council.SSW)
    assert ended.to == people(council.HOS)
    assert set(ended.copies.split(", ")) == {people(p) for p in (council.TM, council.FSM, council.SSW)}
    assert "The child is settled again." in ended.text
    assert "local default" in ended.text

    # Every card is read only by now, whoever has it.
    for person in (council.TM, council.FSM, council.HOS, council.FIRO_TM, council.SRSM):
        for shown in practice.chat_of(person).chat.cards():
            assert not {"acknowledge", "respond", "confirm-meeting"} & {a["verb"] for a in shown.actions()}

    await _what_is_still_to_be_written(practice)
    await _the_record(practice)


async def _stage_2(practice: Practice) -> None:
    officer, service_manager, chair = map(practice.chat_of, (council.FIRO, council.FSM, council.FIRO_TM))
    preview = await propose(officer, "escalate 1", {"reasons": "dissatisfaction", "outstanding": "Summer is too late."})
    assert "Carol Whitlock: Supervising Social Worker (B16)" in preview.words
    assert letters(practice, council.FSM) == []
    await confirm(officer)
    await practice.settle()
    shown, written = card(practice, council.FSM), letter(practice, council.FSM)
    assert title(shown) == "Confirm a meeting date by Friday 10 April 2026"
    assert "Summer is too late." in shown.words
    assert "Supervision visits have not happened since January." in shown.words
    assert written.subject == f"[{REFERENCE}] Stage 2: please confirm a meeting date by Friday 10 April 2026"
    assert (written.to, written.copies) == (people(council.FSM), people(council.SSW, council.TM))
    assert "Amina Okafor asks for a meeting." in written.text
    assert letter(practice, council.SSW).message_id == letter(practice, council.TM).message_id == written.message_id
    old = card(practice, council.TM)
    assert title(old) == "No longer needed"
    assert titles(old) == [f"Show {REFERENCE}"]

    await service_manager.press(shown, "Confirm the meeting date", meeting_on="2026-04-14", arrangements="Room 3")
    await practice.settle()
    assert title(shown) == "Answered on Wednesday 1 April 2026"
    for attends, rule in ((council.FIRO_TM, "B19"), (council.FIRO, "B20"), (council.TM, "B20")):
        invitation = card(practice, attends)
        assert title(invitation) == "The meeting date is confirmed"
        assert "Date of the meeting: Tuesday 14 April 2026" in invitation.words
        assert "Time and place: Room 3" in invitation.words
        assert f"{rule}: “" in invitation.words
    assert letter(practice, council.FIRO_TM).to == people(council.FIRO_TM, council.FIRO, council.TM)

    await practice.move_to(london(4, 14, 15))
    await make(
        chair,
        "record the meeting",
        {"held_on": "2026-04-14", "attended": "FIRO-TM,FIRO,FSM,TM", "summary": "No agreement on dates."},
    )
    await practice.settle()
    assert title(card(practice, council.FIRO)) == "The meeting has been recorded"
    assert "Summary of the meeting: No agreement on dates." in card(practice, council.FIRO).words


async def _stage_3(practice: Practice) -> None:
    officer, head, chair = map(practice.chat_of, (council.FIRO, council.HOS, council.SRSM))
    await officer.press(card(practice, council.FIRO), "Escalate to Stage 3")
    await fill_in(officer, {"reasons": "dissatisfaction", "outstanding": "Still no dates."})
    await confirm(officer)
    await practice.settle()
    written = letter(practice, council.HOS)
    assert (written.to, written.copies) == (people(council.HOS), people(council.FSM, council.SSW, council.TM))
    assert "Because of rule B24" in written.text
    await head.press(card(practice, council.HOS), "Confirm the meeting date", meeting_on="2026-04-21")
    await practice.settle()
    assert letter(practice, council.SRSM).to == people(council.SRSM, council.FIRO, council.FSM)
    await practice.move_to(london(4, 21, 15))
    await make(
        chair,
        "record the meeting",
        {"held_on": "2026-04-21", "attended": "SRSM,FIRO,FSM,HoS", "summary": "No dates."},
    )
    await practice.settle()


async def _notice_and_steps(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await officer.say("ofsted 1")
    assert "Notify Ofsted needs this first: notice of intent to the Head of Service (B32)." in _now(practice)
    await make(officer, "notice of intent 1", {"steps": "legal-advice,ofsted", "outline": "No dates after all."})
    assert "by Friday 24 April 2026" in _now(practice)
    await practice.settle()
    notice = letter(practice, council.HOS)
    assert notice.subject == f"[{REFERENCE}] Notice of intent"
    assert (notice.to, notice.copies) == (people(council.HOS), people(council.FSM, council.SSW, council.TM))
    assert "Seek independent legal advice; Notify Ofsted" in notice.text
    assert "Because of rule B32" in notice.text
    assert title(card(practice, council.HOS)) == "Notice of intent"

    await officer.say("ofsted 1")
    preview = await fill_in(officer, {"details": "The report of today, by reference."})
    assert "This is not the notification of events" in preview.words
    await confirm(officer)
    await make(officer, "legal advice 1", {"details": "Asked the independent solicitor."})
    await practice.settle()


async def _what_is_still_to_be_written(practice: Practice) -> None:
    """B14, B22, B29: who issued and who chaired write their case notes, also after the end."""
    for person, notes in ((council.FIRO, 4), (council.FIRO_TM, 1), (council.SRSM, 1)):
        chat = practice.chat_of(person)
        for _ in range(notes):
            await chat.say("status 1")
            button = next(name for name in titles(chat.latest_card()) if name.startswith("Done: write the case note"))
            await chat.press(chat.latest_card(), button)
            await confirm(chat, {"text": "Written."})
    await practice.settle()
    await practice.chat_of(council.FIRO).say("status 1")
    assert "Nothing is owed at present" in _now(practice)
    assert f"{REFERENCE}: Resolved" in _now(practice)
    told_carer = {"who": "carer", "told": "yes", "how": "By telephone, what came of it."}
    assert "Done" in title(await make(practice.chat_of(council.FIRO), "record who was told 1", told_carer))


async def _the_record(practice: Practice) -> None:
    """It proves itself, and a reader can follow it from the first entry to the last."""
    assert await practice.faults() == []
    case = await practice.case(council.FIRO, REFERENCE)
    assert [entry.sequence for entry in case.entries] == list(range(1, case.length + 1))
    assert all(a.recorded_at <= b.recorded_at for a, b in zip(case.entries, case.entries[1:], strict=False))
    told_by_people = [
        (entry.kind, entry.by.name)
        for entry in case.entries
        if entry.kind not in (EntryKind.DELIVERED, EntryKind.NUDGED, EntryKind.FULFILLED)
    ]
    assert told_by_people == [
        (EntryKind.RAISED, "Amina Okafor"),
        (EntryKind.RESPONDED, "Dev Mistry"),
        (EntryKind.ESCALATED, "Amina Okafor"),
        (EntryKind.MEETING_CONFIRMED, "Elaine Foster"),
        (EntryKind.MEETING_HELD, "Grace Liddell"),
        (EntryKind.ESCALATED, "Amina Okafor"),
        (EntryKind.MEETING_CONFIRMED, "Farid Rahman"),
        (EntryKind.MEETING_HELD, "Helen Baxter"),
        (EntryKind.INTENT_GIVEN, "Amina Okafor"),
        (EntryKind.REFERRED, "Amina Okafor"),
        (EntryKind.REFERRED, "Amina Okafor"),
        (EntryKind.RESOLVED, "Amina Okafor"),
        (EntryKind.TOLD, "Amina Okafor"),
    ]
    # Every notice is proved by channel: To by card and e-mail, copies by e-mail.
    delivered = [{f.label: f.text for f in e.facts} for e in case.entries if e.kind is EntryKind.DELIVERED]
    intent = next(e.sequence for e in case.entries if e.kind is EntryKind.INTENT_GIVEN)
    proofs = [proof for proof in delivered if proof["Notice of entry"] == str(intent)]
    assert sorted(proof["Channel"] for proof in proofs) == ["card", "email"]
    assert all("farid.rahman@practice.example" in proof["To"] for proof in proofs)


def _now(practice: Practice) -> str:
    return card(practice, council.FIRO).words
