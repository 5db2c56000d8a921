"""Writes PNG files: pixels with red, green, blue and alpha, by nothing but the standard library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

Pixel = tuple[int, int, int, int]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS, _RED_GREEN_BLUE_ALPHA = 8, 6


def png(rows: Sequence[Sequence[Pixel]]) -> bytes:
    """The file of an image, given its rows from top to bottom."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), _EIGHT_BITS, _RED_GREEN_BLUE_ALPHA, 0, 0, 0)
    # Each row begins with its filter: none.
    raw = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(raw, 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
