"""The record in a terminal: its entries as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casework.show_dispute import EntryView
from disputes.entries import EntryKind
from disputes.working_days import LONDON

_FACTS_SHOWN = 2
_WORDS = {
    EntryKind.NUDGED: "A reminder",
    EntryKind.LAPSED: "A limit has passed",
    EntryKind.ACKNOWLEDGED: "Acknowledged",
    EntryKind.MEETING_CONFIRMED: "The meeting's date is confirmed",
    EntryKind.MEETING_HELD: "The meeting was held",
    EntryKind.INTENT_GIVEN: "Notice of intent",
    EntryKind.TOLD: "Somebody was told",
}


def record_rows(entries: Sequence[EntryView], concern: str) -> Iterator[tuple[str, ...]]:
    """The record as a table: number, when, who, and what; of its raising, the `concern` stands for all."""
    yield "No.", "Recorded", "By", "What"
    for entry in entries:
        when = entry.recorded_at.astimezone(LONDON)
        words = _WORDS.get(entry.kind, entry.kind.value.replace("-", " ").capitalize())
        facts = [fact for fact in entry.facts if entry.kind is not EntryKind.RAISED or fact.text == concern]
        said = " ".join(f"{_question(fact.label)} {_sentence(fact.text)}" for fact in facts[-_FACTS_SHOWN:])
        what = f"{words} ({entry.stage}). {said}" if entry.stage else f"{words}. {said}"
        yield str(entry.sequence), f"{when:%d %b %H:%M}", entry.by.name, what


def _question(label: str) -> str:
    return label if label.endswith("?") else f"{label}:"


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
