"""Bradford, answered by e-mail alone: what a reply does, what it doesn't, and that nothing sent to us is lost."""

from __future__ import annotations

import dataclasses
from email import message_from_bytes

from app.practice import Practice
from disputes.entries import EntryKind
from mail.transport import Folder
from rehearsal import council
from rehearsal.council import MAILBOX, SamplePerson
from rehearsal.mailboxes import Letter, PracticeMailbox
from rehearsal.playing import make, titles
from tests.journeys.bradford import (
    ASIDES,
    REFERENCE,
    card,
    letter,
    letters,
    london,
    people,
    prose,
    raise_dispute,
    title,
    told,
)


async def reply(practice: Practice, person: SamplePerson, text: str, choice: str | None = None) -> None:
    """Somebody answers their newest letter, and it is read."""
    practice.mailbox_of(person).reply(letter(practice, person), text, choice=choice)
    await practice.settle()


async def test_X5_stage_1_by_reply_links(practice: Practice) -> None:
    await raise_dispute(practice)
    asked = letter(practice, council.TM)
    assert set(asked.choices) == {"completed", "respond", "acknowledge", "more-time", "not-mine"}

    await reply(practice, council.TM, "I have read this.", "acknowledge")
    assert title(card(practice, council.FIRO)) == "Acknowledged by Dev Mistry"
    assert "Received: By e-mail" in card(practice, council.FIRO).words
    assert "acknowledged, not answered yet" in letter(practice, council.FIRO).subject
    assert titles(card(practice, council.TM)) == ["Respond", f"Show {REFERENCE}", *ASIDES]

    await practice.move_to(london(4, 1))
    practice.mailbox_of(council.TM).reply(asked, "Two visits are booked.", choice="respond")
    await practice.settle()
    assert title(card(practice, council.FIRO)) == "Part of the answer from Dev Mistry"
    assert "Your response: Two visits are booked." in card(practice, council.FIRO).words

    practice.mailbox_of(council.TM).reply(asked, "The third is booked, too.", choice="completed")
    await practice.settle()
    assert title(card(practice, council.FIRO)) == "Answer from Dev Mistry"
    assert "The third is booked, too." in letter(practice, council.FIRO).text
    # The quoted letter under the reply is no part of the answer.
    assert "please respond by the end of" not in prose(letter(practice, council.FIRO))
    # Teams shows the same: the card is answered, and asks for nothing any more.
    assert title(card(practice, council.TM)) == "Answered on Wednesday 1 April 2026"
    assert titles(card(practice, council.TM)) == [f"Show {REFERENCE}"]
    assert await practice.faults() == []


async def test_X5_a_reply_without_a_choice_waits_for_the_officers_one_press(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await raise_dispute(practice)
    await practice.move_to(london(4, 8, 16, 0))
    await reply(practice, council.TM, "All three visits took place.")
    waits = card(practice, council.FIRO)
    assert title(waits) == "A reply waits for you"
    assert "Reply: All three visits took place." in waits.words
    assert "counts as no answer (X5)" in waits.words
    assert title(card(practice, council.TM)).endswith("by Wednesday 8 April 2026")
    assert "Respond" in titles(card(practice, council.TM))

    # Classified a day after the limit, it counts from when it came.
    await practice.move_to(london(4, 9))
    lapsed, reminded = practice.chat_of(council.FIRO).chat.cards()[-2:]
    assert [title(lapsed), title(reminded)] == ["A limit has passed without an answer", "A reply waits for you"]
    assert "Reply: All three visits took place." in reminded.words
    prompt, reminder = letters(practice, council.FIRO)[-2:]
    assert "please say first whether it is the response" in prose(prompt)
    assert "Dev Mistry has replied by e-mail: what is it?" in prose(reminder)
    # Nobody asks again for what has been sent.
    assert not any("Overdue" in each.subject for each in letters(practice, council.TM))
    await officer.press(reminded, "Say what Dev Mistry's reply means", meaning="response", actions="completed")
    await practice.settle()
    assert "You have said what the reply means." in reminded.words
    # The first card says so, too.
    assert title(waits) == "A reply by e-mail"
    assert title(card(practice, council.TM)) == "Answered on Wednesday 8 April 2026"
    case = await practice.case(council.FIRO, REFERENCE)
    classified = next(entry for entry in case.entries if entry.kind is EntryKind.REPLY_CLASSIFIED)
    assert (classified.happened_at, classified.recorded_at) == (london(4, 8, 16, 0), london(4, 9))


async def test_B18_B26_a_meeting_date_is_read_as_people_in_england_write_it(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await raise_dispute(practice)
    await reply(practice, council.TM, "Not before summer.", "respond")
    await make(officer, "escalate 1", {"reasons": "dissatisfaction", "outstanding": "Summer is too late."})
    await practice.settle()
    await reply(practice, council.FSM, "We can meet on 9/4/2026 or on 13/4/2026.", "confirm")
    assert title(card(practice, council.FIRO)) == "A reply waits for you"
    assert titles(card(practice, council.FSM))[:2] == ["Acknowledge", "Confirm the meeting date"]

    await reply(practice, council.FSM, "The meeting will be on 9/4/2026 at 10, Room 3.", "confirm")
    invitation = card(practice, council.FIRO_TM)
    assert title(invitation) == "The meeting date is confirmed"
    assert "Date of the meeting: Thursday 9 April 2026" in invitation.words
    assert title(card(practice, council.FSM)) == "Answered on Monday 30 March 2026"
    assert letter(practice, council.FIRO_TM).to == people(council.FIRO_TM, council.FIRO, council.TM)


async def test_an_absence_is_filed_and_never_counted(practice: Practice) -> None:
    practice.office.set_absence(council.TM.email, "I am away until 20 April 2026.")
    await raise_dispute(practice)
    assert "Acknowledge" in titles(card(practice, council.TM))
    case = await practice.case(council.FIRO, REFERENCE)
    filed = next(entry for entry in case.entries if entry.kind is EntryKind.AUTO_REPLY_FILED)
    assert "Monday 20 April 2026" in [fact.text for fact in filed.facts]
    assert EntryKind.ACKNOWLEDGED not in {entry.kind for entry in case.entries}
    await practice.move_to(london(4, 9))
    assert title(card(practice, council.FIRO)) == "A limit has passed without an answer"


async def test_the_same_mail_again_changes_nothing(practice: Practice) -> None:
    await raise_dispute(practice)
    posted: list[bytes] = []
    box = dataclasses.replace(practice.mailbox_of(council.TM), post=lambda raw, _name, _to: posted.append(raw))
    box.reply(letter(practice, council.TM), "Two visits are booked.", choice="respond")
    for name in ("first", "again", "and-again"):
        practice.office.post(posted[0], name, [MAILBOX], practice.clock())
        await practice.settle()
    case = await practice.case(council.FIRO, REFERENCE)
    assert [entry.kind for entry in case.entries].count(EntryKind.RESPONDED) == 1
    assert len([each for each in letters(practice, council.FIRO) if "answer" in each.subject]) == 1


async def test_a_strangers_mail_waits_for_an_administrator_and_tells_nobody_anything(practice: Practice) -> None:
    await raise_dispute(practice)
    before = told(practice, council.FIRO)
    folder = practice.office.mailbox("stranger@elsewhere.example").root
    office = practice.office

    def post(raw: bytes, name: str, address: str) -> None:
        office.post(raw, name, [address], practice.clock())

    stranger = PracticeMailbox("stranger@elsewhere.example", "A Stranger", folder, post, practice.clock)
    stranger.reply(letter(practice, council.TM), "It has all been done.", choice="completed")
    nobody = Letter("Hello", f"Disputes <{MAILBOX}>", "", "", "Which dispute?", "", "<nothing@elsewhere.example>")
    stranger.reply(nobody, "This is about nothing that you know.")
    await practice.settle()

    assert told(practice, council.FIRO) == before
    assert "Respond" in titles(card(practice, council.TM))
    assert stranger.letters() == []
    kept = [message_from_bytes(mail.read()) for mail in office.mailbox(MAILBOX).list(Folder.TRIAGE)]
    assert [mail["From"] for mail in kept] == ["A Stranger <stranger@elsewhere.example>"] * 2
    async with practice.council.store.reading() as work:
        waiting = await work.mail.triage()
    assert {each.sender for each in waiting} == {"stranger@elsewhere.example"}
    assert any("Its sender isn't in the directory." in each.reasons for each in waiting)


async def test_an_address_that_is_dead_is_told_to_the_officer(practice: Practice) -> None:
    practice.office.set_dead(council.TM.email, True)
    await raise_dispute(practice)
    assert title(card(practice, council.FIRO)) == "An e-mail came back"
    assert council.TM.email in card(practice, council.FIRO).words
    # The card has reached him all the same.
    assert "Acknowledge" in titles(card(practice, council.TM))
