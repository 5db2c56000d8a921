"""CPU of a message turn of an echo bot: our host against the SDK's own adapter.

Both without credentials, each in a process of its own, answering to the same loopback connector.
"""

from __future__ import annotations

from bench.row import Row
from bench.turns import Talk, compare

NAME = "turn-echo-vs-stock"


def measure() -> Row:
    """Measure both in turn, several times, and compare the medians."""
    ours, stock = compare(Talk("echo", "hello", "You said: hello"), Talk("stock", "hello", "You said: hello"))
    return Row(
        name=NAME,
        ours=ours.cpu_ms,
        peer=stock.cpu_ms,
        unit="ms CPU a turn",
        better="lower",
        goal="ratio 0.33 or less",
        beside=f"ours {ours.latency}; stock {stock.latency}",
    )
