"""Bradford, answered by card: raise, acknowledge, respond, escalate, meet, give notice, resolve; all over HTTP."""

from __future__ import annotations

from app.practice import Practice
from rehearsal import council
from rehearsal.playing import confirm, fill_in

RAISING = {
    "subject": "FC-20417",
    "team": council.TEAM,
    "stage": "stage-1",
    "themes": "supervision",
    "spoke_on": "2026-03-27",
    "wrong": "Supervision visits have not happened since January.",
    "wanted": "Monthly supervision visits resume.",
    "steps": "A visit this week, then monthly.",
    "tried": "Spoke with the supervising social worker twice.",
    "interests": "The placement is under strain without support.",
    "immediate_risk": "no",
}


async def test_the_whole_ladder_by_card(practice: Practice) -> None:
    officer, manager = practice.chat_of(council.FIRO), practice.chat_of(council.TM)
    await officer.say("raise a dispute")
    preview = await fill_in(officer, RAISING)
    print(preview.words)
    print(manager.chat.cards())
    await officer.press(preview, "confirm")
    await practice.settle()
    for m in officer.chat.from_bot():
        print("OFFICER", m.words); print()
    for m in manager.chat.from_bot():
        print("TM", m.words); print()
    print(practice.mailbox_of(council.TM).letters()[0].text)
    assert False
