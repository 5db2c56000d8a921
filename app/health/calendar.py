"""How far the working calendar reaches, and how far it is official."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.health.finding import Finding, broken, doubtful, good
from disputes.england import LAST_YEAR

SUBJECT = "Calendar"

ANNOUNCED_UNTIL = 2028
"""The last year of GOV.UK's own list of bank holidays that this release was compared with."""

YEARS_AHEAD = 2


def examine(today: date, due: Sequence[date]) -> Iterator[Finding]:
    """How far the bank holidays are known; `due` are the dates on which open duties are owed."""
    if today.year + YEARS_AHEAD > LAST_YEAR:
        yield broken(
            SUBJECT,
            f"Bank holidays are known until 31 December {LAST_YEAR} only; later due dates are refused.",
            "Install a newer release.",
        )
        return
    beyond = [day for day in due if day.year > ANNOUNCED_UNTIL]
    if beyond or today.year >= ANNOUNCED_UNTIL:
        which = _due(len(beyond)) if beyond else "New due dates may fall"
        yield doubtful(
            SUBJECT,
            f"{which} after {ANNOUNCED_UNTIL}, the last year that was officially announced when this release was made. "
            "Bank holidays after it are computed: a special one would be missed.",
            "Install a newer release; until then, add a special bank holiday to closures under [council].",
        )
        return
    yield good(
        SUBJECT,
        f"Bank holidays in England are known until {LAST_YEAR}, and officially announced until {ANNOUNCED_UNTIL}.",
    )


def _due(count: int) -> str:
    return "1 open duty is due" if count == 1 else f"{count} open duties are due"
