"""Reads how a council's letters look from the folder in which it keeps its own wording."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from disputes.refusals import Refusal
from mail.letters.view import Branding

_FILE = "branding.toml"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_KEYS = ("bar", "accent", "footer")


def read_branding(council: str, folder: Path | None) -> Branding:
    """The branding in `branding.toml` of the folder; what the file leaves out, or its absence, gives the shipped look.

    Refuses a file that isn't TOML, an unknown key, and a colour that isn't #rrggbb, naming file and key.
    """
    path = folder / _FILE if folder else None
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
    return Branding(council=council, **read)


def _wrong(path: Path, what: str) -> Refusal:
    return Refusal("wrong-branding", f"{path}: {what}.", "Correct the file, or take it away to use the shipped look.")
