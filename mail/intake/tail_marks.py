"""What stands below or above an author's own words: signatures, device lines, disclaimers, warning banners."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINE = 1_000
_SIGNATURE_LINES = 14

_DEVICE = re.compile(
    r"^\s{0,4}(?:sent (?:from|via|with)\b|get outlook for\b|download outlook for\b"
    r"|envoyé (?:de|depuis|à partir de)\b|gesendet (?:von|mit)\b"
    r"|inviato da\b|enviado (?:desde|do|de)\b|verstuurd vanaf\b|verzonden (?:vanaf|met)\b|von meinem \S+ gesendet)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"^\s{0,4}(?:(?:\w{1,20},?\s){0,3}(?:kind |best |warm |many )?regards"
    r"|best wishes|all the best|cheers|kr|br|yours (?:sincerely|faithfully|truly))"
    r"[\s,.!！]{0,4}$",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"^\s{0,3}(?:-{2,4}|_{2,60}|[—–]{1,8}|={2,4}|\+{2,4})\s*$")
_SIGNED = re.compile(r"^\s{0,3}[-–—]{1,2}\s?[A-Z][\w'’.-]{1,30}(?:\s[A-Z][\w'’.-]{0,30}){0,3}\s*$")
_SENTENCE = re.compile(r"\w[.?!…]\s*$")

_DISCLAIMER = re.compile(
    r"\b(?:this|the information (?:contained )?in this) (?:e-?mail|message|communication|transmission)\b.{0,200}"
    r"\b(?:confidential|intended|privileged|addressee|virus|personal)"
    r"|^\W{0,6}(?:disclaimer|confidentiality(?: notice)?|confidential(?: notice)?|privacy notice)\b.{0,40}$"
    r"|^\W{0,6}(?:disclaimer|confidentiality notice|confidential notice|privacy notice)\s?:"
    r"|\bif you (?:are not|have received this).{0,60}\b(?:recipient|in error|by mistake)\b"
    r"|\bplease consider the environment before printing\b|\bscanned (?:for|by) .{0,40}virus"
    r"|\bthe council (?:may|reserves the right to) monitor\b|\bany views expressed\b.{0,80}\bsender\b",
    re.IGNORECASE | re.DOTALL,
)
_BANNER = re.compile(
    r"^\W{0,8}(?:(?:caution|warning|external(?: e-?mail| sender)?|\[external\])\b.{0,120}"
    r"(?:external|outside|originated|organi[sz]ation|click)"
    r"|this (?:e-?mail|message) (?:originated|came|was sent) from (?:outside|an external)"
    r"|you don['’]t often get e-?mail from|some people who received this message don['’]t often|\[?external\]?\W{0,6}$"
    r"|\[you don['’]t often get e-?mail from)",
    re.IGNORECASE | re.DOTALL,
)


def without_banner(lines: Sequence[str]) -> list[str]:
    """The lines without the warnings that a mail gateway put above them."""
    rest = list(lines)
    while rest:
        start = next((i for i, line in enumerate(rest) if line.strip()), len(rest))
        end = _paragraph_end(rest, start)
        if start == end or not _BANNER.match(" ".join(rest[start:end])[:_LINE]):
            return rest
        rest = rest[end:]
    return rest


def without_tail(lines: Sequence[str]) -> tuple[list[str], bool]:
    """The lines without signature, device line and disclaimers, and whether more text stood below a device line.

    Everything is taken off from the end, and only what looks like it: in doubt a line stays.
    """
    kept, more_below = _above_device(without_disclaimers(lines))
    if "-- " in kept:
        kept = kept[: kept.index("-- ")]
    for start in range(_signature_reach(kept), len(kept)):
        text = kept[start][:_LINE]
        if (_DELIMITER.match(text) or _SIGN_OFF.match(text)) and _like_signature(kept[start + 1 :]):
            kept = kept[:start]
            break
    kept = _stripped(without_disclaimers(kept))
    if len(kept) > 1 and _SIGNED.match(kept[-1][:_LINE]):
        kept = _stripped(kept[:-1])
    return kept, more_below


def without_disclaimers(lines: Sequence[str]) -> list[str]:
    """The lines without the disclaimers at their end, paragraph by paragraph."""
    kept = _stripped(lines)
    while kept:
        start = len(kept)
        while start and kept[start - 1].strip():
            start -= 1
        worded = [line for line in kept[start:] if any(c.isalnum() for c in line)]
        paragraph, drawn = " ".join(worded), not worded
        if not (_DISCLAIMER.search(paragraph[:4_000]) or (drawn and len(kept[-1].strip()) > 4)):
            break
        if start == 0 and not drawn and len(kept) > 12:
            break
        kept = _stripped(kept[:start])
    return kept


def _above_device(lines: Sequence[str]) -> tuple[list[str], bool]:
    for at, line in enumerate(lines):
        text = line.strip()
        short = (
            len(text) < 160
            and len(text.partition("<")[0].split()) <= 9
            and not _SENTENCE.search(text.partition("<")[0])
        )
        if short and "," not in text.partition("<")[0] and _DEVICE.match(line[:_LINE]) and _starts_paragraph(lines, at):
            return _stripped(lines[:at]), any(
                other.strip() and not _DEVICE.match(other[:_LINE]) for other in lines[at + 1 :]
            )
    return list(lines), False


def _starts_paragraph(lines: Sequence[str], at: int) -> bool:
    return at == 0 or not lines[at - 1].strip() or at == len(lines) - 1 or not lines[at + 1].strip()


def _signature_reach(lines: Sequence[str]) -> int:
    """The first line from which on there are few enough filled lines for a signature."""
    filled = 0
    for at in range(len(lines) - 1, -1, -1):
        filled += bool(lines[at].strip())
        if filled > _SIGNATURE_LINES + 1:
            return at + 1
    return 0


def _like_signature(lines: Sequence[str]) -> bool:
    filled = [line.strip() for line in lines if line.strip()]
    sentences = [line for line in filled if len(line.split()) > 6 and _SENTENCE.search(line[-_LINE:])]
    return not sentences and all(len(line) <= 160 for line in filled)


def _paragraph_end(lines: Sequence[str], start: int) -> int:
    end = start
    while end < len(lines) and lines[end].strip():
        end += 1
    return end


def _stripped(lines: Sequence[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return list(lines[start:end])
