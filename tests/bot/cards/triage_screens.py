"""The cards of mail that waits to be filed: for an officer, for an administrator, refused, and with nothing on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.cards.screen import Screen
from bot.cards.triage_card import triage_card
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


def triage_screens() -> dict[str, Screen]:
    """Every state of the card by name."""
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
    }
