"""A meeting as it was arranged, changed and called off: read from the record, so that every word of it is dated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time

from disputes.entries import Entry
from disputes.meeting_times import times_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """One meeting after one entry about it.

    `number` is the entry that first set its date, which stays the meeting's own name through every change; `revision`
    counts the changes since; `before` is the date that was changed. `words` say where and when, as they were typed.
    """

    number: int
    revision: int
    stage: str | None
    on: date
    words: str = ""
    purpose: str = ""
    times: tuple[time, time | None] | None = None
    chair: str | None = None
    before: date | None = None
    called_off: bool = False


def arranged(entries: Iterable[Entry], upto: Entry) -> Arranged | None:
    """The meeting that an entry sets, changes or calls off; None for an entry that does nothing to one."""
    known: Arranged | None = None
    for entry in entries:
        if entry.effects.meeting_on:
            known = _set(known, entry, entry.effects.meeting_on)
        if entry.sequence == upto.sequence:
            if entry.effects.meeting_on or known is None:
                return known
            return replace(known, revision=known.revision + 1, before=None, called_off=True)
        if entry.effects.ends_stage or entry.effects.calls_off_meeting or entry.effects.meeting_held:
            known = None
    return None


def _set(known: Arranged | None, entry: Entry, on: date) -> Arranged:
    words = entry.values.get("arrangements", "")
    times = times_in(words) or (times_in(entry.values.get("response", "")) if not words else None)
    if known is None:
        return Arranged(
            number=entry.sequence,
            revision=0,
            stage=entry.stage,
            on=on,
            words=words,
            purpose=entry.values.get("purpose", ""),
            times=times,
            chair=entry.effects.chair,
        )
    return replace(
        known,
        revision=known.revision + 1,
        on=on,
        words=words or known.words,
        times=times if words else known.times,
        purpose=entry.values.get("purpose") or known.purpose,
        chair=entry.effects.chair or known.chair,
        before=known.on if known.on != on else None,
    )
