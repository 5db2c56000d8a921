"""Reads how a council's letters look from the folder in which it keeps its own wording."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from disputes.refusals import Refusal
from mail.letters.view import Branding

BRANDING_FILE = "branding.toml"
"""Where a council says how its letters look."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_KEYS = ("bar", "accent", "footer")
_READABLE = 4.5


def read_branding(council: str, folder: Path | None) -> Branding:
    """The branding in `branding.toml` of the folder; what the file leaves out, or its absence, gives the shipped look.

    Refuses a file that isn't TOML, an unknown key, and a colour that isn't #rrggbb, naming file and key.
    """
    path = folder / BRANDING_FILE if folder else None
    if path is None or not path.is_file():
        return Branding(council=council)
    try:
        read: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, f"it can't be read: {error}") from error
    for key, value in read.items():
        if key not in _KEYS or not isinstance(value, str):
            raise _wrong(path, f"{key} isn't one of {', '.join(_KEYS)}, each a text")
        if key != "footer" and not _COLOUR.fullmatch(value):
            raise _wrong(path, f"{key} is {value!r}, which isn't a colour such as #1d70b8")
        if key == "bar" and _contrast_with_white(value) < _READABLE:
            raise _wrong(
                path, f"{key} is {value}, too light for the white name that stands on it (WCAG 2.2 asks 4.5 to 1)"
            )
    return Branding(council=council, **read)


def _contrast_with_white(colour: str) -> float:
    """The contrast of WCAG 2.2: 1 for white itself, 21 for black."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _wrong(path: Path, what: str) -> Refusal:
    return Refusal("wrong-branding", f"{path}: {what}.", "Correct the file, or take it away to use the shipped look.")
