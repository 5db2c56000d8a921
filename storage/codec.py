"""Entries to canonical JSON and back: strict about types, tolerant of optional fields that came later.

A field that this version doesn't know is refused: leaving out an effect would quietly change what the record says.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from pydantic import TypeAdapter, ValidationError

from disputes.entries import Entry

_ENTRIES = TypeAdapter(Entry)


class UnreadableEntry(Exception):
    """An entry isn't in a form that this version of the assistant knows. No retry helps; a newer version may."""


def encode(entry: Entry) -> bytes:
    """The entry as canonical JSON: keys sorted, no spaces, moments in UTC."""
    plain = _ENTRIES.dump_python(entry, warnings="error")
    return json.dumps(
        plain, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def decode(text: bytes) -> Entry:
    """The entry; raises UnreadableEntry, which names the fields and quotes nothing."""
    try:
        return _ENTRIES.validate_json(text, strict=True, extra="forbid")
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=False)
        where = ", ".join(sorted({".".join(str(part) for part in fault["loc"]) for fault in faults}))
        raise UnreadableEntry(f"An entry can't be read by this version: {where or 'not JSON'}.") from None


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError("a moment without a time zone can't be recorded")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be recorded")
