"""Cuts what an author wrote out of a reply's plain text: no quotes, no signature, no disclaimers, no line lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mail.intake.quote_marks import heading, is_rule
from mail.intake.tail_marks import without_banner, without_tail

_PLACE = r"(?:below|underneath|in red|in blue|in green|in bold|inline|in-line|in line)"
_BELOW = re.compile(
    r"\b(?:(?:written|added|inserted|highlighted|typed|answered|responded|replied|commented)\s(?:\w{2,12}\s){0,3}"
    rf"{_PLACE}|see\s(?:my\s|our\s|the\s)?(?:(?:comments?|answers?|responses?|replies|notes?)\s)?{_PLACE}"
    rf"|(?:comments?|answers?|responses?|replies)\s(?:\w{{2,12}}\s){{0,2}}{_PLACE})\b",
    re.IGNORECASE,
)
_WRAPPED_AT = 60


@dataclass(frozen=True, slots=True)
class ReplyText:
    """An author's own words. The flag says that there may be more of them in the part that was cut."""

    text: str
    answers_inside_quote: bool


def cut(text: str) -> ReplyText:
    """What the author wrote. Every step is linear in the text's length."""
    lines = without_banner(_lines(text))
    quoted = _quoted(lines)
    segments, between = _segments(lines, quoted)
    kept: list[str] = []
    more_below = False
    for segment in segments:
        own, more = without_tail(segment)
        more_below |= more
        if own:
            kept.append("\n".join(own))
    own_text = "\n\n".join(kept)
    told = any(quoted) and bool(_BELOW.search(own_text[:4_000]))
    return ReplyText(own_text, between or more_below or told)


def _lines(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    plain = plain.replace("\u200b", "").replace("\ufeff", "")
    return [line if line == "-- " else line.rstrip() for line in plain.split("\n")]


def _quoted(lines: Sequence[str]) -> list[bool]:
    """Which lines aren't the author's: marked with >, their headings, and all below a heading without such marks."""
    quoted = [line.lstrip(" ").startswith(">") for line in lines]
    _mark_wrapped(lines, quoted)
    at = 0
    while at < len(lines):
        count = None if quoted[at] else heading(lines, at)
        if count is None:
            at += 1
            continue
        below = next((i for i in range(at + count, len(lines)) if lines[i].strip()), None)
        marked = below is not None and quoted[below]
        end = at + count if marked else len(lines)
        start = _with_rules_above(lines, at)
        quoted[start:end] = [True] * (end - start)
        at = end
    return quoted


def _mark_wrapped(lines: Sequence[str], quoted: list[bool]) -> None:
    """A quoted line that was too long and went on to the next without its mark is still quoted."""
    at = 1
    while at < len(lines):
        if quoted[at] or not quoted[at - 1] or not lines[at].strip():
            at += 1
            continue
        end = at
        while end < len(lines) and not quoted[end] and lines[end].strip() and end - at < 3:
            end += 1
        if end < len(lines) and quoted[end] and len(lines[at - 1]) >= _WRAPPED_AT:
            quoted[at:end] = [True] * (end - at)
        at = end + 1


def _with_rules_above(lines: Sequence[str], at: int) -> int:
    start = at
    while start and (not lines[start - 1].strip() or is_rule(lines[start - 1])):
        start -= 1
    return start


def _segments(lines: Sequence[str], quoted: Sequence[bool]) -> tuple[list[list[str]], bool]:
    """Runs of the author's lines, and whether any of them stands between quoted lines."""
    segments: list[list[str]] = [[]]
    for line, is_quoted in zip(lines, quoted, strict=True):
        if is_quoted:
            if segments[-1]:
                segments.append([])
        else:
            segments[-1].append(line)
    filled = [any(line.strip() for line in segment) for segment in segments]
    first_quoted = next((i for i, q in enumerate(quoted) if q), len(lines))
    last_quoted = max((i for i, q in enumerate(quoted) if q), default=-1)
    between = any(lines[i].strip() and not quoted[i] for i in range(first_quoted, last_quoted))
    return [segment for segment, full in zip(segments, filled, strict=True) if full], between
