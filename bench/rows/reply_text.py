"""How many replies of the public corpora are cut exactly as a reader would cut them, by us and by the libraries.

The corpora aren't ours to ship. They are looked for in DRP_MAIL_CORPUS, a folder with talon, github and crisp in
it, or else in a folder next to this project; without them there are no rows.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.row import Row
from mail.intake.limits import Limits
from mail.intake.parts import decode_text, take_apart
from mail.intake.read import author_text
from mail.intake.reply_html import without_quotes

_TEXTS = {"crisp": "crisp/test/fixtures", "github": "github/test/emails"}
_TALON = "talon/tests/fixtures"
_TALON_HTML = "Hi. I am fine.\n\nThanks,\nAlex"

Parser = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sample:
    """One mail of a corpus: its plain text or HTML, and what a reader would call the reply."""

    name: str
    text: str
    html: str
    expected: str


def corpus_folder() -> Path | None:
    """Where the corpora are, or None."""
    named = os.environ.get("DRP_MAIL_CORPUS")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "mail"
    return folder if folder.is_dir() else None


def corpora(folder: Path) -> dict[str, list[Sample]]:
    """Every corpus with its samples."""
    expected: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    found = {name: list(_texts(folder / path, expected[name])) for name, path in _TEXTS.items()}
    found["talon"] = list(_talon_mails(folder / _TALON / "standard_replies"))
    found["talon-html"] = list(_talon_html(folder / _TALON / "html_replies"))
    return found


def ours(sample: Sample) -> str:
    """What our intake calls the reply."""
    return author_text(without_quotes(sample.html), sample.text).text


def exact(samples: list[Sample], cut: Callable[[Sample], str]) -> list[str]:
    """The names of the samples that are cut exactly, white space at line ends and around the text apart."""
    return [sample.name for sample in samples if _plain(cut(sample)) == _plain(sample.expected)]


def lost_lines(samples: list[Sample]) -> dict[str, list[str]]:
    """The lines of its author that our cut of a sample lost."""
    lost = {s.name: _missing(_plain(s.expected).splitlines(), _plain(ours(s)).splitlines()) for s in samples}
    return {name: lines for name, lines in lost.items() if lines}


CORPORA = ("crisp", "github", "talon")
LIBRARIES = ("email-reply-parser", "mail-parser-reply")


def measure(corpus: str, library: str) -> Row | None:
    """One corpus against one library; None where either isn't at hand."""
    folder, parse = corpus_folder(), libraries().get(library)
    if folder is None or parse is None:
        return None
    samples = corpora(folder)[corpus]
    return Row(
        name=name_of(corpus, library),
        ours=len(exact(samples, ours)),
        peer=len(exact(samples, lambda sample: parse(sample.text))),
        unit=f"exact matches of {len(samples)}",
        better="higher",
        goal="at least the peer's",
    )


def name_of(corpus: str, library: str) -> str:
    """A row's name."""
    return f"reply-text-{corpus}-vs-{library}"


def libraries() -> dict[str, Parser]:
    """The libraries to compare with, as far as they are installed."""
    found: dict[str, Parser] = {}
    try:
        import email_reply_parser

        peer: Any = email_reply_parser.EmailReplyParser
        found["email-reply-parser"] = peer.parse_reply
    except ImportError:
        pass
    try:
        import mailparser_reply

        other: Any = mailparser_reply.EmailReplyParser(languages=["en", "de", "fr", "it", "nl", "pl", "es", "da"])
        found["mail-parser-reply"] = other.parse_reply
    except ImportError:
        pass
    return found


def _texts(folder: Path, expected: dict[str, str]) -> Iterator[Sample]:
    for name, lines in expected.items():
        text = (folder / name).read_text("utf-8", "replace")
        yield Sample(name, text, "", "\n".join(_picked(text.splitlines(), lines)))


def _picked(lines: list[str], ranges: str) -> Iterator[str]:
    """The lines of ranges like "1-5, 8"; between two ranges a quote was taken out, which leaves an empty line."""
    for position, part in enumerate(ranges.split(",")):
        first, _, last = part.strip().partition("-")
        yield from [""] * bool(position)
        yield from lines[int(first) - 1 : int(last or first)]


def _talon_mails(folder: Path) -> Iterator[Sample]:
    for path in sorted(folder.glob("*.eml")):
        stated = path.with_name(f"{path.stem}_reply_text")
        expected = stated.read_text("utf-8") if stated.exists() else "Hello"
        yield Sample(path.name, take_apart(path.read_bytes(), Limits()).body("text/plain"), "", expected)


def _talon_html(folder: Path) -> Iterator[Sample]:
    for path in sorted(folder.glob("*.html")):
        raw = path.read_bytes()
        charset = "iso-2022-jp" if b"iso-2022-jp" in raw else "utf-8"
        yield Sample(path.name, "", decode_text(raw, charset), _TALON_HTML)


def _plain(text: str) -> str:
    return "\n".join(line.replace("\u00a0", " ").rstrip() for line in text.splitlines()).strip()


def _missing(wanted: list[str], kept: list[str]) -> list[str]:
    return [line for line in wanted if line.strip() and line not in kept]
