"""Whether this machine's clock agrees with others: what is due when, and which tokens hold, hangs on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.health.finding import Finding, broken, doubtful, good

SUBJECT = "Clock"
NOTICEABLE = timedelta(seconds=60)
# Tokens are refused beyond five minutes.
TOO_MUCH = timedelta(minutes=4)


def examine(here: datetime, others: dict[str, datetime]) -> Iterator[Finding]:
    """Compares this machine's moment with those of others, by what they are called."""
    for name, there in others.items():
        apart = here - there
        seconds = round(abs(apart.total_seconds()))
        way = "ahead of" if apart > timedelta() else "behind"
        if abs(apart) >= TOO_MUCH:
            yield broken(
                SUBJECT,
                f"This machine is {seconds} seconds {way} {name}: Teams' requests will be refused.",
                "Set the clock, and let it be kept right by NTP.",
            )
        elif abs(apart) >= NOTICEABLE:
            yield doubtful(
                SUBJECT, f"This machine is {seconds} seconds {way} {name}.", "Let the clock be kept right by NTP."
            )
        else:
            yield good(SUBJECT, f"This machine agrees with {name}.")
    if not others:
        yield good(SUBJECT, f"It is {here:%H:%M:%S} here; there was no other clock to compare with.")
