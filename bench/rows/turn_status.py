"""CPU of our "status" turn against our own echo: what reading a dispute and showing it costs beyond a turn.

Sixteen officers ask at once, each for a dispute of their own. On each turn the database says anew who they are, where
their conversation stands, how far the record goes and whether the directory is still the same.
"""

from __future__ import annotations

from bench.row import Row
from bench.turns import compare

NAME = "turn-status-vs-echo"


def measure() -> Row:
    """Measure both in turn, several times, and compare the medians."""
    status, echo = compare("status", "echo", text="status DRP-2026-{number:04d}", peer_text="hello")
    return Row(
        name=NAME,
        ours=status.cpu_ms,
        peer=echo.cpu_ms,
        unit="ms CPU a turn",
        better="lower",
        goal="ratio 2 or less",
        beside=f"status {status.latency}; echo {echo.latency}",
    )
