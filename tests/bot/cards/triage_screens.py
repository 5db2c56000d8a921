"""The cards of mail that waits to be filed: for an officer, for an administrator, refused, and with nothing on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.cards.case_card import case_card
from bot.cards.screen import Screen
from bot.cards.triage_card import triage_card
from casework.show_dispute import CaseView
from casework.triage import WaitingMail

REFERENCE = "DRP-2026-0042"
OFFICERS = WaitingMail(
    id="5f3a9c2b7d1e0f4a" * 4,
    received_at=datetime(2026, 4, 8, 15, 5, tzinfo=UTC),
    sender="pat.moss@elsewhere.example",
    sort="reply",
    reasons=f"Its subject names a reference. Its sender isn't in the directory. It points at {REFERENCE}.",
    text="I have moved to another team; *please* write to me here.\nThe plan is <attached>.",
    may_go_to=(REFERENCE,),
)
NAMELESS = replace(
    OFFICERS,
    id="0c0ffee0c0ffee00" * 4,
    sender="",
    reasons="Its parts are nested or repeated beyond reason.",
    text="",
    may_go_to=(),
)


def triage_screens(case: CaseView) -> dict[str, Screen]:
    """Every state of the card by name."""
    by_mail = replace(
        case,
        meeting_on=date(2026, 4, 15),
        meeting_answers=(("Elaine Foster", "Accepted"), ("Dev Mistry", "Accepted for now, not for certain")),
        files=(
            "plan.pdf (application/pdf, 120 kB)",
            "tool.exe (application/octet-stream, 2 bytes): not taken. It is a program, whatever its name says.",
        ),
    )
    others = [replace(NAMELESS, id=f"{number:02x}" * 32) for number in range(5)]
    return {
        "triage": triage_card([OFFICERS, NAMELESS]),
        "triage-refused": triage_card(
            [replace(OFFICERS, text="")],
            values={"where-5f3a9c2b7d1e": "the one of last week"},
            message="I need the dispute's number. Type for example DRP-2026-0042, or just 42.",
        ),
        "triage-page": triage_card([OFFICERS, *others], start=4, said="It is set aside, with your reason."),
        "triage-empty": triage_card([]),
        "case-by-mail": case_card(by_mail, [], []),
    }
