"""A finding: something wrong, or doubtful, in a protocol's file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, or doubtful, at a key of the protocol's file."""

    key: str
    text: str
