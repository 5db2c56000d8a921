"""Somebody who owes an answer is away: the officer asks for cover with one press, and whoever may arrange it does."""

from __future__ import annotations

from datetime import date

import pytest

from casework.file_mail import file_mail
from casework.received_mail import MailSort, Pointer, ReceivedMail
from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from tests.bot.chat.cast import REFERENCE, Council, buttons

ASK = "Ask for cover for Dev Mistry"


@pytest.fixture
async def absent(council: Council) -> Council:
    """The team manager's mailbox has said that he is away until after the limit."""
    await council.raise_dispute()
    mail = ReceivedMail(
        identity="a" * 64,
        received_at=council.now,
        sender="tm@practice.example",
        sort=MailSort.AWAY,
        original=b"x",
        text="I am on leave until 13 April.",
        away_until=date(2026, 4, 13),
        pointers=(Pointer(reference=REFERENCE, duty="stage-1/respond", signed=True),),
    )
    await file_mail(council.desk, mail)
    await council.settle()
    return council


async def kinds(council: Council) -> list[EntryKind]:
    return [entry.kind for entry in (await show_dispute(council.desk, "firo", REFERENCE)).entries]


async def test_X5_the_officer_is_shown_who_is_away_until_when_and_what_is_owed_meanwhile(absent: Council) -> None:
    shown = absent.person("firo").latest_card()
    assert "Dev Mistry is away" in shown.words
    assert "Away until: Monday 13 April 2026" in shown.words
    assert "counts for nothing (X5)" in shown.words
    assert "by Wednesday 8 April 2026" in shown.words
    assert ASK in buttons(shown)


async def test_one_press_asks_the_administrator_who_finds_the_form_filled_in_and_arranges_it(absent: Council) -> None:
    firo, admin = absent.person("firo"), absent.person("admin")
    earlier = firo.latest_card()
    pressed = await firo.press(earlier, ASK)
    assert "Whoever may arrange cover is asked to." in str(pressed.card)
    await absent.settle()
    asked = admin.latest_card()
    assert "Please arrange cover" in asked.words
    assert "Dev Mistry" in asked.words
    assert "recommendations" not in str(asked.card)
    await admin.press(asked, "Arrange cover")
    await absent.settle()
    form = admin.latest_card()
    values = {part["id"]: part.get("value") for part in form.inputs()}
    assert values == {"away": "tm@practice.example", "by": None, "starts": "2026-03-30", "ends": "2026-04-13"}
    await admin.press(form, "Next", {"by": "fsm@practice.example"})
    await admin.press(admin.latest_card(), "Confirm and send")
    await absent.settle()
    assert EntryKind.COVER_ARRANGED in await kinds(absent)
    assert ASK not in buttons(firo.latest_card())


async def test_it_is_asked_once_and_by_nobody_but_whoever_decides(absent: Council) -> None:
    firo = absent.person("firo")
    earlier = firo.latest_card()
    await firo.press(earlier, ASK)
    forged = {"do": "move", "reference": REFERENCE, "move": "ask-cover", "target": "4"}
    for who in ("firo", "tm", "outsider"):
        answer = await absent.person(who).invoke({"type": "Action.Execute", "verb": "ask-cover", "data": forged})
        assert not answer.failed
    assert (await kinds(absent)).count(EntryKind.COVER_ASKED) == 1


async def test_once_it_was_answered_nobody_has_to_be_asked(absent: Council) -> None:
    tm, firo = absent.person("tm"), absent.person("firo")
    card = next(m for m in reversed(tm.chat.cards()) if "Respond" in " ".join(buttons(m)))
    await tm.press(card, "Respond", {"response": "Done.", "actions": "completed"})
    await absent.settle()
    shown = next(m for m in firo.chat.cards() if "is away" in m.words)
    assert ASK not in buttons(shown)
    assert "It has been answered meanwhile." in shown.words
