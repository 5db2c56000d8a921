"""Words on a card: headings, lines, problems, and what people typed, shown exactly as they typed it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.cards.screen import Json
from disputes.fields import Fact
from disputes.working_days import london_date, long_date

ROOM_FOR_TEXT = 36_000
"""Bytes of people's text on one card, as sent."""

_ROOM_FOR_ANSWER, _LINES_OF_ANSWER = 4_000, 10
"""Bytes and lines of an answer that stands beside other people's text."""

MOST_LINES = 60
"""Lines of people's text on one card: each is an element of its own."""

CUT = " … (cut here; the e-mail and the record have the whole text)"

_SHORT = 80
"""Characters up to which an answer stands on the line of its question."""

_MARKDOWN = re.compile(r"[\\`*_\[\]<>~|]")
_LIST_OR_HEADING = re.compile(r"(?:\d\d?(?=[.)])|(?=[#+-]))")
"""What Markdown takes, at the start of a line, for a heading or for the number or bullet of a list."""


def escaped(text: str) -> str:
    """A short text from outside, such as a name, for use inside a sentence of ours: no Markdown, one line."""
    plain = " ".join(text.split())
    if _MARKDOWN.search(plain):
        plain = _MARKDOWN.sub(r"\\\g<0>", plain)
    start = _LIST_OR_HEADING.match(plain)
    return f"{plain[: start.end()]}\\{plain[start.end() :]}" if start else plain


def heading(text: str) -> Json:
    """A card's title, for screen readers too."""
    return {"type": "TextBlock", "text": text, "wrap": True, "size": "Large", "weight": "Bolder", "style": "heading"}


def subheading(text: str) -> Json:
    """The title of a part of a card."""
    return {"type": "TextBlock", "text": text, "wrap": True, "weight": "Bolder", "spacing": "Medium"}


def line(text: str, *, strong: bool = False) -> Json:
    """A sentence or two."""
    block: Json = {"type": "TextBlock", "text": text, "wrap": True, "spacing": "Small"}
    return {**block, "weight": "Bolder"} if strong else block


def small(text: str) -> Json:
    """Small print: the reasons and rules behind what stands above it."""
    return {"type": "TextBlock", "text": text, "wrap": True, "size": "Small", "spacing": "Small"}


def problem(text: str) -> Json:
    """What went wrong and what to do about it, on top of a card."""
    return {
        "type": "Container",
        "style": "attention",
        "items": [line("There is a problem", strong=True), as_typed(text)],
    }


def done(text: str) -> Json:
    """What has just happened, on top of a card."""
    return {"type": "Container", "style": "accent", "items": [line(text, strong=True)]}


def as_typed(text: str) -> Json:
    """One line of text from outside; a text run is never read as Markdown."""
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": [{"type": "TextRun", "text": text or " "}]}


def table(rows: Iterable[tuple[str, str]]) -> Json:
    """Titles and values in our own words."""
    facts = [{"title": title, "value": value} for title, value in rows]
    return {"type": "FactSet", "spacing": "Small", "facts": facts} if facts else {}


def answered(by: str, text: str) -> list[Json]:
    """What somebody answered, beside what others wrote: short, since the record has it in full."""
    return entered([Fact(f"{by} answered", text)], room=_ROOM_FOR_ANSWER, most=_LINES_OF_ANSWER)


def entered(facts: Sequence[Fact], room: int = ROOM_FOR_TEXT, most: int = MOST_LINES) -> list[Json]:
    """What people entered: each label, then the text as typed; cut fairly where it wouldn't fit on the card."""
    texts = _fitted([fact.text for fact in facts], room)
    lines = max(3, most // max(1, len(facts)))
    shown: list[Json] = []
    for fact, text in zip(facts, texts, strict=True):
        parts = _lines(text, lines)
        if len(parts) == 1 and len(text) <= _SHORT:
            shown.append(_answer(fact.label, parts[0]))
        else:
            shown.append(_answer(fact.label))
            shown.extend({**as_typed(part), "spacing": "None"} for part in parts)
    return shown


def _answer(label: str, text: str = "") -> Json:
    question = label if label.endswith("?") else f"{label}:"
    runs: list[Json] = [{"type": "TextRun", "text": f"{question} ", "weight": "Bolder"}]
    if text:
        runs.append({"type": "TextRun", "text": text})
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": runs}


def on_day(moment: datetime) -> str:
    """The day of a moment, in full."""
    return long_date(london_date(moment))


def first_up(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


def citing(text: str, rules: Sequence[str]) -> str:
    """A sentence with the rules that it rests on, inside its full stop."""
    cited = f" ({', '.join(rules)})" if rules else ""
    return f"{text[:-1]}{cited}." if text.endswith(".") else f"{text}{cited}"


def joined(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _lines(text: str, most: int) -> list[str]:
    lines = [part.rstrip() for part in text.splitlines() if part.strip()]
    return lines if len(lines) <= most else [*lines[: most - 1], " / ".join(lines[most - 1 :])]


def _fitted(texts: list[str], room: int) -> list[str]:
    """The texts, the longest ones cut until all fit into the room."""
    sizes = [_size(text) for text in texts]
    if sum(sizes) <= room:
        return texts
    share, rest, left = room, 0, sorted(sizes)
    for number, size in enumerate(left):
        share = (room - rest) // (len(left) - number)
        if size > share:
            break
        rest += size
    return [text if size <= share else _cut(text, share) for text, size in zip(texts, sizes, strict=True)]


def _cut(text: str, room: int) -> str:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _size(text[:middle] + CUT) <= room else (low, middle - 1)
    return text[:low].rstrip() + CUT


def _size(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())
