"""CPU of our "status" turn against our own echo: what reading a dispute and showing it costs beyond a turn.

The record is on disk, every entry is decrypted and folded anew, and the presser's rights are looked up, on each turn.
"""

from __future__ import annotations

from bench.row import Row
from bench.turns import compare

NAME = "turn-status-vs-echo"


def measure() -> Row:
    """Measure both in turn, several times, and compare the medians."""
    status, echo = compare("status", "echo", text="status DRP-2026-0001", peer_text="hello")
    return Row(
        name=NAME,
        ours=status.cpu_ms,
        peer=echo.cpu_ms,
        unit="ms CPU a turn",
        better="lower",
        goal="ratio 2 or less",
        beside=f"status {status.latency}; echo {echo.latency}",
    )
