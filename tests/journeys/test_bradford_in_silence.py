"""Bradford when nobody answers: who is reminded when, what the officer is told, and that nothing goes up by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.practice import Practice
from disputes.entries import EntryKind
from disputes.working_days import LONDON
from rehearsal import council
from rehearsal.council import SamplePerson
from rehearsal.playing import confirm, fill_in, make, titles
from tests.journeys.bradford import REFERENCE, card, letter, letters, london, people, prose, raise_dispute, title

HOLIDAYS = {"2026-04-03", "2026-04-06"}


async def hour_by_hour(practice: Practice, until: datetime) -> None:
    """Lets the clock go on as it does in life, nights, weekends and Easter included."""
    now = practice.clock()
    while now < until:
        now = min(now + timedelta(hours=3), until)
        await practice.move_to(now)


def reminders(practice: Practice, person: SamplePerson) -> list[str]:
    """When somebody's reminders were sent, by their letters."""
    found = [each for each in letters(practice, person) if _reminds(each.subject)]
    return [f"{each.at.astimezone(LONDON):%a %d %b %H:%M}" for each in found if each.at]


def _reminds(subject: str) -> bool:
    return any(word in subject for word in ("Reminder", "Due today", "Overdue"))


async def test_X3_silence_prompts_people_in_working_hours_and_escalates_nothing(practice: Practice) -> None:
    await raise_dispute(practice)
    await hour_by_hour(practice, london(4, 8, 22))
    # Two working days before, which Easter moves to Thursday, and on the day.
    assert reminders(practice, council.TM) == ["Thu 02 Apr 10:00", "Wed 08 Apr 10:00"]
    assert letters(practice, council.FIRO) == []

    await hour_by_hour(practice, london(4, 9, 22))
    assert reminders(practice, council.TM)[2:] == ["Thu 09 Apr 10:00"]
    assert title(card(practice, council.TM)) == "Overdue: respond"
    assert "it is still needed" in card(practice, council.TM).words
    prompt = card(practice, council.FIRO)
    assert title(prompt) == "A limit has passed without an answer"
    assert "Nothing goes up by itself (X3)" in prompt.words
    assert titles(prompt)[0] == "Escalate to Stage 2"
    assert "Nothing escalates by itself." in letter(practice, council.FIRO).text

    # A fortnight on, nobody but people has done anything, and the reminders have ended at the fourth.
    await hour_by_hour(practice, london(4, 30, 22))
    assert reminders(practice, council.TM)[3:] == ["Thu 16 Apr 10:00"]
    assert len(letters(practice, council.FIRO)) == 1
    case = await practice.case(council.FIRO, REFERENCE)
    assert case.stage == "Stage 1"
    assert {entry.by.name for entry in case.entries} == {"Amina Okafor", "The clock", "The dispatcher"}
    by_clock = [entry.recorded_at.astimezone(LONDON) for entry in case.entries if entry.by.name == "The clock"]
    for moment in by_clock:
        assert moment.weekday() < 5
        assert str(moment.date()) not in HOLIDAYS
        assert 9 <= moment.hour < 17


async def test_B15_B32_silence_to_the_notice_of_intent(practice: Practice) -> None:
    officer = practice.chat_of(council.FIRO)
    await raise_dispute(practice)
    await practice.move_to(london(4, 9))
    await officer.press(card(practice, council.FIRO), "Escalate to Stage 2")
    refused = await fill_in(officer, {"reasons": "dissatisfaction", "outstanding": "Nothing has happened."})
    assert "No response is on record at Stage 1 that could have left it unresolved (X4)." in refused.words
    await fill_in(officer, {"reasons": "silence", "outstanding": "Nothing has happened."})
    await confirm(officer)
    await practice.settle()
    assert letter(practice, council.FSM).copies == people(council.SSW, council.TM)

    await practice.move_to(london(4, 17))
    assert title(card(practice, council.FIRO)) == "A limit has passed without an answer"
    assert (
        "The Fostering Service Manager had until Thursday 16 April 2026 to confirm a meeting date"
        in card(practice, council.FIRO).words
    )
    await make(officer, "escalate 1", {"reasons": "silence", "outstanding": "No meeting was offered."})
    await practice.settle()
    assert letter(practice, council.HOS).copies == people(council.FSM, council.SSW, council.TM)
    assert title(card(practice, council.HOS)) == "Confirm a meeting date by Friday 24 April 2026"

    await officer.say("notice of intent 1")
    assert "Notice of intent" not in titles(card(practice, council.FIRO))
    assert "isn't open to you" in card(practice, council.FIRO).words
    await practice.move_to(london(4, 27))
    await make(officer, "notice of intent 1", {"steps": "ofsted", "outline": "Nobody has answered at any stage."})
    await practice.settle()
    notice = letter(practice, council.HOS)
    assert notice.subject == f"[{REFERENCE}] Notice of intent"
    assert notice.copies == people(council.FSM, council.SSW, council.TM)
    assert "the steps are due by the end of Thursday 30 April 2026" in prose(notice)
    # The officer, too, is reminded of what she has said that she will do.
    await practice.move_to(london(4, 30))
    assert title(card(practice, council.FIRO)).startswith("Take the steps")
    await make(officer, "ofsted 1", {"details": "The report of today, by reference."})
    await practice.settle()
    case = await practice.case(council.FIRO, REFERENCE)
    assert case.entries[-1].kind in (EntryKind.REFERRED, EntryKind.DELIVERED)
    assert await practice.faults() == []
