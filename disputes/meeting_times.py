"""When in the day a meeting is, read from what people write of its time and place."""

from __future__ import annotations

import re
from datetime import time

_CLOCK = r"(?<![\d.:/])(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|noon)?(?![\d/:]|\.\d)"
_SPAN = re.compile(rf"{_CLOCK}(?:\s*(?:-|–|—|to|till|until)\s*{_CLOCK})?", re.IGNORECASE)
_FIRST_OFFICE_HOUR = 7
_Hit = tuple[str | None, str | None, str | None]


def times_in(text: str) -> tuple[time, time | None] | None:
    """The beginning and, where it is written, the end: "10:30 to 12, Room 4", "2pm". None where there is no one time.

    An hour before seven without "am" is in the afternoon: nobody calls a meeting for half past two at night.
    """
    found = {span for match in _SPAN.finditer(text) if (span := _span(match.groups()))}
    return found.pop() if len(found) == 1 else None


def _span(parts: tuple[str | None, ...]) -> tuple[time, time | None] | None:
    first: _Hit = (parts[0], parts[1], parts[2])
    second: _Hit | None = (parts[3], parts[4], parts[5]) if parts[3] else None
    # "Room 4" and "Floor 2" are numbers, too: a time shows itself by its minutes, or by am and pm.
    if not any((first[1], first[2], second and (second[1] or second[2]))):
        return None
    if second and not first[2] and (second[2] or "").lower() == "pm" and int(first[0] or 0) <= int(second[0] or 0):
        first = (first[0], first[1], "pm")
    begins, ends = _time(first), _time(second) if second else None
    if begins is None:
        return None
    return begins, ends if ends and ends > begins else None


def _time(parts: _Hit) -> time | None:
    hour, minute, half = int(parts[0] or 0), int(parts[1] or 0), (parts[2] or "").lower()
    if half in {"pm", "noon"} and hour < 12:
        hour += 12 if half == "pm" else 0
    elif half == "am" and hour == 12:
        hour = 0
    elif not half and not (parts[0] or "").startswith("0") and hour < _FIRST_OFFICE_HOUR:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
