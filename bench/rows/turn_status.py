"""CPU of our "status" turn against our own echo: what reading a dispute and showing it costs beyond a turn.

Sixteen officers ask at once, each for a dispute of their own, again and again. On each turn the database says anew who
they are, where their conversation stands, how far the record goes and whether the directory is still the same; while
all of it is, the record isn't opened and its card isn't worked out once more.
"""

from __future__ import annotations

from bench.row import Row
from bench.turns import Talk, compare

NAME = "turn-status-vs-echo"


def measure() -> Row:
    """Measure both in turn, several times, and compare the medians."""
    ask = Talk("status", "status DRP-2026-{number:04d}", '"AdaptiveCard"')
    status, echo = compare(ask, Talk("echo", "hello", "You said: hello"))
    return Row(
        name=NAME,
        ours=status.cpu_ms,
        peer=echo.cpu_ms,
        unit="ms CPU a turn",
        better="lower",
        goal="ratio 2 or less",
        beside=f"status {status.latency}; echo {echo.latency}",
    )
