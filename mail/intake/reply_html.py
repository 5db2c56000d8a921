"""Cuts the quotes out of a reply's HTML, where mail programs mark them better than in the plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import nh3

from mail.intake.dom import Element, parse, serialise, walk

_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li"  # noqa: SIM905
    " main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_TAGS = _BLOCKS - {"form", "fieldset", "body"} | {"a", "b", "br", "em", "i", "span", "strong", "td", "th", "u"}
_SCHEMES = {"https", "http", "mailto"}
_SKIPPED = frozenset(("head", "style", "script", "title", "noscript", "template", "object", "svg"))
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARGIN_FREE = re.compile(r"margin(?:-top|-bottom)?\s*:\s*0", re.IGNORECASE)
_BORDER_TOP = re.compile(r"border-top(?:-style)?\s*:\s*[^;]{0,60}solid", re.IGNORECASE)
_BORDER_LEFT = re.compile(r"border-left(?:-style|-width)?\s*:", re.IGNORECASE)
_FROM_LABEL = re.compile(r"^\W{0,6}(?:from|von|de|da|van|fra|från|от|od)\s?:", re.IGNORECASE)
_REPLY_STYLE = re.compile(
    r"span\.([A-Za-z]\w{0,40})\s*\{[^}]{0,400}?mso-style-type\s*:\s*personal-reply", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quoteless:
    """A reply's HTML as text, without what marked itself as quoted and whole; and as HTML that can do no harm."""

    text: str
    whole: str
    harmless: str
    answers_inside_quote: bool


def by_id(*ids: str) -> Callable[[Element], bool]:
    """A rule that knows an element by its id."""
    return lambda element: element.get("id") in ids


def outlook_header_block(element: Element) -> bool:
    """Outlook for Windows: a block with a line above it that begins with From:."""
    if element.tag not in {"div", "td"} or not _BORDER_TOP.search(element.get("style") or ""):
        return False
    return bool(_FROM_LABEL.match(_plain(element)[:200]))


def hotmail_line(element: Element) -> bool:
    """Hotmail and Zimbra: a drawn line that marks the end of the reply."""
    return element.tag == "hr" and (element.get("id") == "stopSpelling" or element.get("data-marker") == "__DIVIDER__")


# Where one of these stands, the author's part of the mail is over: it and all behind it is the quote.
CUT_FROM: tuple[Callable[[Element], bool], ...] = (
    by_id("divRplyFwdMsg", "appendonsend"),  # Outlook on the web, and new Outlook
    by_id(
        "mail-editor-reference-message-container", "ms-outlook-mobile-reference-message"
    ),  # Outlook on phones, new Outlook
    by_id("OLK_SRC_BODY_SECTION", "mac_outlook_reference"),  # Outlook for Mac
    outlook_header_block,
    hotmail_line,
)


def cited(element: Element) -> bool:
    """Apple Mail, Thunderbird, Gmail, Yahoo: a quote with an end, below which its reader may have written."""
    classes = (element.get("class") or "").split()
    if element.tag == "blockquote":
        return (
            (element.get("type") or "").lower() == "cite"
            or bool(element.get("cite"))
            or any(c in {"gmail_quote", "protonmail_quote", "zmail_extra"} for c in classes)
            or bool(_BORDER_LEFT.search(element.get("style") or ""))
        )
    return element.tag == "div" and ("yahoo_quoted" in classes or "protonmail_quote" in classes)


def without_quotes(source: str) -> Quoteless:
    """The text of a reply's HTML. A quote that has an end leaves a line with > where it stood."""
    root = parse(source)
    if root is None:
        return Quoteless("", "", "", answers_inside_quote=False)
    whole = _text(root)
    # From the parsed document, not from the source: nesting without end takes the sanitiser minutes.
    harmless = nh3.clean(serialise(root), tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES)
    styles = _REPLY_STYLE.findall(source[:60_000])
    inside = False
    cut_at = next((e for e in root.iter() if any(rule(e) for rule in CUT_FROM)), None)
    if cut_at is not None:
        inside = _cut_from(cut_at, frozenset(styles))
    for element in list(root.iter("blockquote", "div")):
        if cited(element):
            _replace_by_mark(element)
    return Quoteless(_text(root), whole, harmless, inside)


def _cut_from(element: Element, reply_styles: frozenset[str]) -> bool:
    """Removes an element and all that follows it; says whether the author's own style occurs in what was removed."""
    removed: list[Element] = [element]
    node = element
    while (parent := node.getparent()) is not None:
        removed += list(node.itersiblings())
        node.tail = None
        for sibling in list(node.itersiblings()):
            parent.remove(sibling)
        node = parent
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
    return _written_in(removed, reply_styles)


def _written_in(elements: Iterable[Element], styles: frozenset[str]) -> bool:
    for element in elements:
        for span in element.iter("span"):
            if styles.intersection((span.get("class") or "").split()) and _plain(span):
                return True
    return False


def _replace_by_mark(element: Element) -> None:
    tail = element.tail
    element.clear()
    element.tag = "div"
    element.text = ">"
    element.tail = tail


def _plain(element: Element) -> str:
    return _SPACE.sub(" ", "".join(element.itertext()).replace("\u00a0", " ")).strip()


def _text(root: Element) -> str:
    out = _Lines()
    walker = walk(root)
    preformatted = 0
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _SKIPPED:
                walker.skip_subtree()
                continue
            preformatted += tag == "pre"
            if tag == "br":
                out.break_line()
            elif tag in _BLOCKS:
                out.end_line(spaced=_spaced(element))
            if tag == "li":
                out.add("- ", keep=True)
            out.add(element.text or "", keep=preformatted > 0)
            continue
        preformatted -= tag == "pre"
        if tag in {"td", "th"}:
            out.add(" ", keep=False)
        elif tag in _BLOCKS:
            out.end_line(spaced=_spaced(element))
        out.add(element.tail or "", keep=preformatted > 0)
    return out.text()


def _spaced(element: Element) -> bool:
    """Whether a block stands off from its neighbours: a paragraph does, unless its style says otherwise."""
    if element.tag not in {"p", "ul", "ol", "table", "h1", "h2", "h3", "h4"}:
        return False
    return "MsoNormal" not in (element.get("class") or "") and not _MARGIN_FREE.search(element.get("style") or "")


class _Lines:
    """Collects text as a browser would lay it out: spaces collapse, blocks end lines."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._current: list[str] = []

    def add(self, text: str, *, keep: bool) -> None:
        if keep:
            first, *others = text.split("\n")
            self._current.append(first)
            for other in others:
                self.break_line()
                self._current.append(other)
            return
        collapsed = _SPACE.sub(" ", text)
        if collapsed.startswith(" ") and (not self._current or self._current[-1].endswith(" ")):
            collapsed = collapsed[1:]
        if collapsed:
            self._current.append(collapsed)

    def break_line(self) -> None:
        self._done.append("".join(self._current).replace("\u00a0", " ").rstrip())
        self._current = []

    def end_line(self, *, spaced: bool) -> None:
        if self._current:
            self.break_line()
        if spaced and self._done and self._done[-1]:
            self._done.append("")

    def text(self) -> str:
        self.end_line(spaced=False)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._done)).strip("\n")
