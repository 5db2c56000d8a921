"""A Teams message's HTML as plain text: what a person read there, and nothing that could do anything.

Nothing of the markup is kept, so nothing of it can come out again as markup; text that looks like markup stays text.
A reader of our own: the standard library's takes minutes over some messages of 100 KB, and fails on others.
"""

from __future__ import annotations

import re
from html import unescape

LARGEST_HTML = 100_000
"""Characters of HTML that are read: Teams takes messages of about 28 KB."""

# Every repetition is possessive and has an end, so that no message makes the search go back and forth.
_QUOTED = r"\"[^\"]{0,500}+\"|'[^']{0,500}+'"
_TAG = re.compile(rf"<[!?][^<>]*+>|<(/?)([a-z][\w:-]*+)((?>[^<>\"']++|{_QUOTED}){{0,40}}+)>", re.IGNORECASE)
_ALT = re.compile(rf"\balt\s*+=\s*+({_QUOTED})", re.IGNORECASE)

_BLOCKS = frozenset(
    {"p", "div", "li", "tr", "blockquote", "pre", "codeblock", "h1", "h2", "h3", "h4", "ul", "ol", "table"}
)
_BREAKS = frozenset({"br", "hr"})
_CELLS = frozenset({"td", "th"})
_SHOWN_BY_NAME = frozenset({"img", "emoji", "customemoji"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "attachment", "systemeventmessage"})

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def plain_text(html: str) -> str:
    """The words of a message, a line for each of its paragraphs; links keep their words, emoji their sign."""
    source = _without_comments(html[:LARGEST_HTML])
    parts: list[str] = []
    unseen: list[str] = []
    at = 0
    for tag in _TAG.finditer(source):
        if not unseen:
            parts.append(_words(source[at : tag.start()]))
        at = tag.end()
        name, closing = (tag[2] or "").lower(), bool(tag[1])
        if unseen:
            if closing and name == unseen[-1]:
                unseen.pop()
        elif name in _UNSEEN:
            if not closing and not tag[3].endswith("/"):
                unseen.append(name)
        else:
            parts.append(_instead_of(name, tag[3] or "", closing=closing))
    if not unseen:
        parts.append(_words(source[at:]))
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """Text without invisible signs, with plain spaces, and with one empty line at most between two others."""
    clean = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [_SPACES.sub(" ", line).strip() for line in clean.split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _words(source: str) -> str:
    return unescape(source.replace("\n", " "))


def _instead_of(name: str, attributes: str, *, closing: bool) -> str:
    if name in _BREAKS:
        return "\n"
    if name in _BLOCKS:
        return "\n" if closing or name != "li" else "\n- "
    if name in _CELLS and not closing:
        return " "
    if name in _SHOWN_BY_NAME and not closing:
        found = _ALT.search(attributes)
        return f"{unescape(found[1][1:-1])} " if found else ""
    return ""


def _without_comments(html: str) -> str:
    """The source up to the first comment that never ends, without those that do."""
    parts: list[str] = []
    at = 0
    while (begin := html.find("<!--", at)) >= 0:
        parts.append(html[at:begin])
        end = html.find("-->", begin)
        if end < 0:
            return "".join(parts)
        at = end + 3
    return "".join([*parts, html[at:]])
