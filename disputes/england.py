"""Bank holidays in England, from the `holidays` library, as the source of every working calendar (X2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays

from disputes.protocol import CALENDARS
from disputes.working_days import WorkingCalendar

FIRST_YEAR = 2012
LAST_YEAR = 2045


@lru_cache(maxsize=8)
def england(closures: tuple[date, ...] = ()) -> WorkingCalendar:
    """The working calendar of a council in England, with its own closure days beside the bank holidays.

    The subdivision matters: without it Easter Monday and the August bank holiday are missing.
    """
    known = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_YEAR, LAST_YEAR + 1), observed=True)
    return WorkingCalendar(FIRST_YEAR, LAST_YEAR, dict(known.items()), closures)


def calendar_for(kind: str, closures: Iterable[date]) -> WorkingCalendar:
    """The calendar that a protocol chose: "council" leaves out the council's closures, "statutory" doesn't.

    Raises ValueError for any other, rather than count by a calendar that nobody chose.
    """
    if kind not in CALENDARS:
        raise ValueError(f"there is no calendar {kind}")
    return england(tuple(sorted(closures))) if kind == "council" else england()
