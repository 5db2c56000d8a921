"""What a reply link means as a move: the same answer as by the card's button (DESIGN 7)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from casework.loading import Loaded
from casework.make_move import Request
from casework.received_mail import ReplyChoice
from disputes.entries import Duty
from disputes.kinds import CompleteWhen, DutyKind
from disputes.refusals import Refusal
from disputes.working_days import london_date

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WRITTEN = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([A-Za-z]{3,9})\b\.?(?:,?\s+(\d{4})\b)?")
_NUMBERS = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
_SOON = timedelta(days=183)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def request_of(choice: ReplyChoice, loaded: Loaded, duty: Duty, text: str, received_at: datetime) -> Request | Refusal:
    """The move that a sender chose, or why it can't be told from the mail alone and the raiser is asked."""
    reference = loaded.dispute.reference
    if choice is ReplyChoice.ACKNOWLEDGE:
        return Request(reference, "acknowledge", duty.id, {})
    if choice is ReplyChoice.NOT_MINE:
        return Request(reference, "not-mine", duty.id, {"reason": text})
    if choice is ReplyChoice.MORE_TIME:
        return _more_time(reference, duty, text, london_date(received_at))
    if duty.kind is DutyKind.CONFIRM_MEETING_DATE:
        day = meeting_date(text, london_date(received_at))
        if day is None:
            return _unclear("No meeting date can be read in it.")
        return Request(reference, "confirm-meeting", duty.id, {"meeting_on": day.isoformat(), "response": text})
    entered: dict[str, object] = {"response": text}
    rule = next(r for r in loaded.protocol.stage(duty.stage).duties if r.id == duty.rule_id)
    if rule.complete_when is CompleteWhen.ACTIONS_COMPLETED:
        entered["actions"] = "completed" if choice is ReplyChoice.COMPLETED else "not-yet"
    return Request(reference, "respond", duty.id, entered)


def _more_time(reference: str, duty: Duty, text: str, received_on: date) -> Request | Refusal:
    wished = meeting_date(text, received_on)
    if wished is None:
        return _unclear("No day until which more time is asked for can be read in it.")
    return Request(reference, "ask-more-time", duty.id, {"wished_on": wished.isoformat(), "reason": text})


def meeting_date(text: str, written_on: date) -> date | None:
    """The one date in a text that a meeting may still be held on, read as people in England write it.

    3/4/2026 is 3 April. None if there is no such date, or if there are several.
    """
    found = {
        *(_day(m[1], m[2], m[3]) for m in _ISO.finditer(text)),
        *(_day(m[4] if len(m[4]) == 4 else f"20{m[4]}", m[3], m[1]) for m in _NUMBERS.finditer(text)),
        *(_in_words(m, written_on) for m in _WRITTEN.finditer(text)),
    }
    ahead = [day for day in found if day and day >= written_on]
    return ahead[0] if len(ahead) == 1 else None


def _in_words(match: re.Match[str], written_on: date) -> date | None:
    month = next((n for n, name in enumerate(_MONTHS, 1) if name.startswith(match[2].lower())), None)
    if month is None:
        return None
    if match[3]:
        return _day(match[3], str(month), match[1])
    this_year = _day(str(written_on.year), str(month), match[1])
    next_year = _day(str(written_on.year + 1), str(month), match[1])
    # In December "8 January" is next year's; in April "27 March" is what was last month.
    return next_year if next_year and next_year - written_on <= _SOON else this_year


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _unclear(text: str) -> Refusal:
    return Refusal("unclear-reply", text, "The officer is asked what it means.", rules=("X5",))
