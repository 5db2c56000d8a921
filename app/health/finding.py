"""A finding of the doctor: what was looked at, how it stands, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a thing stands: well, worth a thought, or to be mended before anybody can rely on it."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `todo` is what to do about it, empty where all is well."""

    subject: str
    level: Level
    text: str
    todo: str = ""


def good(subject: str, text: str) -> Finding:
    """All is well."""
    return Finding(subject, Level.GOOD, text)


def doubtful(subject: str, text: str, todo: str) -> Finding:
    """It works, but somebody should think about it."""
    return Finding(subject, Level.DOUBTFUL, text, todo)


def broken(subject: str, text: str, todo: str) -> Finding:
    """It must be mended."""
    return Finding(subject, Level.BROKEN, text, todo)
