"""Who is away while they owe an answer, as far as their automatic replies say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from disputes.entries import Entry, EntryKind
from disputes.notices import NoticeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody who is away, `until` when if they said so, and the duty that waits for them meanwhile."""

    sequence: int
    person: str
    name: str
    until: date | None
    duty: str


def after(absences: dict[int, Absence], entry: Entry) -> dict[int, Absence]:
    """The absences that nobody has dealt with, after one more entry: cover asked for or arranged ends them."""
    if entry.kind is EntryKind.AUTO_REPLY_FILED and entry.duty and "person" in entry.values:
        if any(notice.kind is NoticeKind.AWAY for notice in entry.notices):
            until = entry.values.get("until")
            found = Absence(
                sequence=entry.sequence,
                person=entry.values["person"],
                name=entry.by.name,
                until=date.fromisoformat(until) if until else None,
                duty=entry.duty,
            )
            return {**absences, entry.sequence: found}
    elif entry.kind is EntryKind.COVER_ASKED:
        return {number: each for number, each in absences.items() if str(number) != entry.values["absence"]}
    elif entry.kind is EntryKind.COVER_ARRANGED:
        return {number: each for number, each in absences.items() if each.person != entry.values["away"]}
    return absences
