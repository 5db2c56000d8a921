"""Which files that come with a mail are taken: by type, size and number. None is ever opened, run or shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DOCUMENTS = "pdf doc docx odt rtf txt md csv xls xlsx ods ppt pptx odp"
_PICTURES = "png jpg jpeg gif bmp tif tiff webp heic"
_OTHERS = "eml msg ics vcf mp3 m4a wav mp4 mov"

TAKEN = frozenset(f"{_DOCUMENTS} {_PICTURES} {_OTHERS}".split())
"""The endings of names that are taken unless the council's settings say otherwise."""

_BY_TYPE = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/calendar": "ics",
    "message/rfc822": "eml",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
}
"""The ending that stands for a file without one, by the type that it came with."""

_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,12})$")
_NAME = 120
_OVERRIDES = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing, so that a name seems to end otherwise than it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """What is taken: endings, bytes for each file and for all of a mail, and how many."""

    endings: frozenset[str] = TAKEN
    size: int = 10_000_000
    in_all: int = 25_000_000
    count: int = 20


@dataclass(slots=True)
class Doorkeeper:
    """Judges the files of one mail, in their order."""

    limits: FileLimits
    taken: int = 0
    size: int = 0

    def refuses(self, name: str, content_type: str, content: bytes) -> str | None:
        """Why a file isn't taken, or None where it is."""
        ending = _ending(name, content_type)
        if content.startswith(_PROGRAMS):
            return "It is a program, whatever its name says."
        if ending not in self.limits.endings:
            return f"Files of the type {'.' + ending if ending else content_type[:60]} aren't taken."
        if len(content) > self.limits.size:
            return f"It is larger than {self.limits.size / 1_000_000:g} MB."
        if self.taken >= self.limits.count:
            return f"More than {self.limits.count} files came with the mail."
        if self.size + len(content) > self.limits.in_all:
            return f"The files of the mail are larger than {self.limits.in_all / 1_000_000:g} MB in all."
        self.taken += 1
        self.size += len(content)
        return None


def safe_name(name: str) -> str:
    """A file's name without folders, control characters and tricks of direction, and not too long."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in _OVERRIDES).strip(". ")
    if len(shown) <= _NAME:
        return shown
    ending = _ENDING.search(shown)
    tail = ending[0] if ending else ""
    return f"{shown[: _NAME - len(tail) - 1]}…{tail}"


def _ending(name: str, content_type: str) -> str:
    found = _ENDING.search(name)
    return found[1].lower() if found else _BY_TYPE.get(content_type, "")
