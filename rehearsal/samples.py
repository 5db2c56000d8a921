"""What one might write: sample answers for any form, so that practising isn't typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import cast

from disputes.kinds import Subject
from disputes.protocol import Protocol
from rehearsal.chats import Json

SAMPLES: Mapping[str, str] = {
    "subject": "FC-20417",
    "wrong": "Supervision visits have not taken place since January, and nobody has said why.",
    "wanted": "Monthly supervision visits start again and are recorded.",
    "steps": "A visit within a week, then one every month until the next review.",
    "tried": "Two conversations with the worker and one with the team, without a change.",
    "interests": "The placement is under strain; support now may keep it stable.",
    "stage_reason": "The risk can't wait for the lower stages.",
    "safeguarding": "Reported to the safeguarding team by telephone at 09:20 today; strategy meeting called.",
    "outstanding": "No visit has taken place, and no date for one has been given.",
    "impact": "Three months without support at a time of change.",
    "response": "I agree with the concern. A visit is booked for tomorrow, and monthly visits are in the diary.",
    "note": "Spoke to the team on the telephone; a date for the visit is promised.",
    "summary": "All agreed that visits start again this week. The worker confirms each one.",
    "immediate_risk": "no",
    "actions": "completed",
    "meaning": "response",
    "reasons": "silence",
}
_CHILD = "CH-31185"
TEXT = "As agreed in our conversation; the details are in the case system."
_AHEAD = frozenset({"meeting_on", "agreed_on", "review_on"})


def answers(inputs: Sequence[Json], today: date, wanted: Mapping[str, str] | None = None) -> dict[str, str]:
    """An answer for each input that needs one or that we have words for; `wanted` goes first."""
    given = wanted or {}
    found: dict[str, str] = {}
    for part in inputs:
        name = str(part["id"])
        value = given.get(name) or _answer(part, name, today)
        if value and (part["type"] != "Input.ChoiceSet" or _offered(part, value)):
            found[name] = value
    return found


def subject_of(protocol: Protocol) -> str:
    """The reference number of whoever a sample dispute is about."""
    return SAMPLES["subject"] if protocol.subject is Subject.CARER else _CHILD


def _answer(part: Json, name: str, today: date) -> str:
    if part.get("value"):
        return str(part["value"])
    if part["type"] == "Input.Date":
        return _day(part, name, today)
    if part["type"] == "Input.ChoiceSet":
        values = [str(choice["value"]) for choice in cast("list[Json]", part.get("choices") or [])]
        sample = SAMPLES.get(name, "")
        return sample if sample in values else (values[0] if part.get("isRequired") else "")
    if part.get("isRequired"):
        return SAMPLES.get(name, TEXT)
    return SAMPLES[name] if name in ("tried", "interests", "note") else ""


def _day(part: Json, name: str, today: date) -> str:
    if name in _AHEAD:
        return str(today + timedelta(days=(7 if today.weekday() < 5 else 9)))
    return str(today) if part.get("isRequired") or name == "spoke_on" else ""


def _offered(part: Json, value: str) -> bool:
    offered = {str(choice["value"]) for choice in cast("list[Json]", part.get("choices") or [])}
    return offered.issuperset(value.split(","))
