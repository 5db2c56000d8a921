"""How much of a mail the intake is willing to take apart; beyond that a person looks at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes or characters. A mail beyond `size`, `lines`, `parts` or `depth` is unreadable, never lost.

    `comparisons` is lines times boundaries: the standard library compares every line with each boundary around it.
    """

    size: int = 30_000_000
    lines: int = 500_000
    header_block: int = 300_000
    header_lines: int = 2_000
    reports: int = 2_000
    boundaries: int = 300
    comparisons: int = 4_000_000
    separators: int = 3_000
    parts: int = 300
    depth: int = 20
    header: int = 4_000
    body: int = 400_000
    elements: int = 50_000


class TooMuch(ValueError):
    """A mail is beyond a limit; says which."""
