"""A Teams message's HTML as plain text: what a person read there, and nothing that could do anything.

Nothing of the markup is kept, so nothing of it can come out again as markup; text that looks like markup stays text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

LARGEST_HTML = 100_000
"""Characters of HTML that are read: Teams takes messages of about 28 KB."""

_NEW_LINE = frozenset(
    {"p", "div", "br", "li", "tr", "blockquote", "pre", "codeblock", "h1", "h2", "h3", "h4", "hr", "ul", "ol", "table"}
)
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "attachment", "systemeventmessage"})
_SHOWN_BY_NAME = frozenset({"img", "emoji", "customemoji"})
_CELLS = frozenset({"td", "th"})
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def plain_text(html: str) -> str:
    """The words of a message, a line for each of its paragraphs; links keep their words, emoji their sign."""
    reader = _Reader()
    reader.feed(html[:LARGEST_HTML])
    reader.close()
    return tidy("".join(reader.parts))


def tidy(text: str) -> str:
    """Text without invisible signs, with plain spaces, and with one empty line at most between two others."""
    clean = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [_SPACES.sub(" ", line).strip() for line in clean.split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif not self._unseen:
            self._begin(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN and not self._unseen:
            self._begin(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.pop()
        elif tag in _NEW_LINE - {"br", "hr"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data.replace("\n", " "))

    def _begin(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in _NEW_LINE:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")
        elif tag in _CELLS:
            self.parts.append(" ")
        elif tag in _SHOWN_BY_NAME:
            self.parts.append(f"{attributes.get('alt') or ''} ")
