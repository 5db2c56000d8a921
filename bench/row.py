"""One line of the benchmark: what was measured, against whom, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Row:
    """A result. `peer` and `ratio` are None where there is nobody to compare with.

    `goal` and `beside` are for the printed table alone: the bound that we set ourselves, and figures
    that belong beside the result without being it.
    """

    name: str
    ours: float
    unit: str
    better: Literal["lower", "higher"]
    peer: float | None = None
    goal: str = ""
    beside: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by the peer's, both measured in this run."""
        return round(self.ours / self.peer, 4) if self.peer else None

    def as_json(self) -> dict[str, Any]:
        """What results.json keeps."""
        return {
            "name": self.name,
            "ours": round(self.ours, 4),
            "peer": None if self.peer is None else round(self.peer, 4),
            "ratio": self.ratio,
            "unit": self.unit,
            "better": self.better,
        }
