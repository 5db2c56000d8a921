"""Until when somebody's out-of-office answer says that they are away."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_NAME = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thurs?|fri|sat|sun)?[,.]?\s{0,3}(?:the\s)?"
_DATE = (
    rf"(?:{_DAY_NAME}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{{0,3}}(?:of\s)?(?P<month>[a-z]{{3,9}})\.?,?(?:\s{{0,3}}(?P<year>\d{{4}}))?"
    rf"|{_DAY_NAME}(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})(?:[/.](?P<y>\d{{4}}|\d{{2}}))?"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}))"
)
_UNTIL = re.compile(rf"\b(?:until|till|through)\s{{1,3}}(?:and including\s)?{_DATE}", re.IGNORECASE)
_BACK = re.compile(
    r"\b(?:back(?: in(?: the office)?| at work)?|return(?:ing)?(?: to(?: the)? (?:work|office))?)"
    rf"\s{{1,3}}(?:on\s{{1,3}})?{_DATE}",
    re.IGNORECASE,
)


def away_until(text: str, received_on: date) -> date | None:
    """The date named after "until", or else after "back" or "returning"; days come before months, as in Britain.

    A date without a year is the next one to come. None where no date is stated or it isn't a date.
    """
    for pattern in (_UNTIL, _BACK):
        for match in pattern.finditer(text[:20_000]):
            found = _date(match, received_on)
            if found is not None:
                return found
    return None


def _date(match: re.Match[str], received_on: date) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        day = int(match["day"] or match["d"])
        month = _MONTHS.get(match["month"].lower(), 0) if match["month"] else int(match["m"])
        stated = match["year"] or match["y"]
        if stated:
            return date(int(stated) + (2000 if len(stated) == 2 else 0), month, day)
        this_year = date(received_on.year, month, day)
        return this_year if this_year >= received_on - timedelta(days=7) else date(received_on.year + 1, month, day)
    except ValueError:
        return None
