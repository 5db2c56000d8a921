"""The parsed HTML of a mail: the little of lxml that the intake needs, with types (lxml itself has none)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Protocol, cast


class Element(Protocol):
    """An element of a parsed document."""

    tag: str
    text: str | None
    tail: str | None

    def get(self, name: str) -> str | None:
        """The value of an attribute, or None."""
        ...

    def clear(self) -> None:
        """Empties it of text, tail, attributes and children."""
        ...

    def remove(self, child: Element) -> None:
        """Takes a child out, its tail included."""
        ...

    def getparent(self) -> Element | None:
        """The element above, or None at the top."""
        ...

    def itersiblings(self) -> Iterator[Element]:
        """The elements that follow below the same parent."""
        ...

    def iter(self, *tags: str) -> Iterator[Element]:
        """Itself and every element below it, in reading order, of these tags or of any."""
        ...

    def itertext(self) -> Iterator[str]:
        """Every piece of text in it, in reading order."""
        ...


class Walker(Protocol):
    """A walk over a document that doesn't recurse, so that no nesting is too deep."""

    def __iter__(self) -> Iterator[tuple[str, Element]]:
        """Yields ("start", element) and ("end", element)."""
        ...

    def skip_subtree(self) -> None:
        """Leaves out everything below the element that just started."""
        ...


# lxml is compiled and comes without types: imported by name, so that what isn't known is said once, here.
_etree: Any = import_module("lxml.etree")
_html: Any = import_module("lxml.html")


def parse(source: str) -> Element | None:
    """The root of a document, whatever its state; None where there is nothing to parse. Comments are left out."""
    parser = _html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        root = _html.document_fromstring(source.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (_etree.ParserError, _etree.XMLSyntaxError, ValueError):
        return None
    return cast(Element, root)


def walk(root: Element) -> Walker:
    """Walks a document in reading order."""
    return cast(Walker, _etree.iterwalk(root, events=("start", "end")))


def serialise(root: Element) -> str:
    """A document as HTML again, well formed and no deeper than the parser allows."""
    return cast(str, _html.tostring(root, encoding="unicode"))
