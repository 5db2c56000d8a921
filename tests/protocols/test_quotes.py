"""Every protocol speaks for its council: each rule of the letter is there, and each quote stands in the document."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from disputes.protocol import Protocol
from disputes.rules import Basis
from protocols.reading import shipped
from tests.house.coverage_map import COUNCILS

ROOT = Path(__file__).parents[2]
DOCUMENTS = {
    "B": "bradford-firo.txt",
    "S": "swindon-fciro.txt",
    "C": "cpru-cla.txt",
    "H": "brighton-hove-iro.txt",
    "W": "newcastle-iro.txt",
}

Document = Callable[[str], str]


@pytest.fixture(scope="session")
def document() -> Document:
    """The councils' documents. They aren't part of the project: `DRP_SEEDS` says where they are, else skipped."""
    given = os.environ.get("DRP_SEEDS")
    folder = Path(given) if given else ROOT.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("needs the councils' documents: set DRP_SEEDS to their folder")
    return lambda letter: plain((folder / DOCUMENTS[letter]).read_text("utf-8"))


def plain(text: str) -> str:
    """Text without what differs from copy to copy: spaces and line breaks, emphasis, the shape of quotation marks."""
    return re.sub(r"[\s*\"“”‘’']", "", text)


@pytest.mark.parametrize("protocol", shipped().values(), ids=lambda protocol: protocol.id)
def test_every_quote_stands_in_the_document(protocol: Protocol, document: Document) -> None:
    quotes = {rule.id: plain(rule.quote) for rule in protocol.rules.values() if rule.quote}
    assert quotes
    missing = {rule_id: quote for rule_id, quote in quotes.items() if quote not in document(rule_id[0])}
    assert not missing


@pytest.mark.parametrize("protocol", shipped().values(), ids=lambda protocol: protocol.id)
def test_X10_a_rule_without_a_quote_says_that_the_document_is_silent(protocol: Protocol) -> None:
    unquoted = [r.id for r in protocol.rules.values() if not r.quote and r.basis is Basis.DOCUMENT and not r.silent]
    assert not unquoted


@pytest.mark.parametrize("letter", DOCUMENTS)
def test_every_rule_of_a_council_is_in_one_of_its_protocols(letter: str) -> None:
    there = {rule for protocol in shipped().values() for rule in protocol.rules if rule[0] == letter}
    assert there == {f"{letter}{number}" for number in range(1, COUNCILS[letter][1] + 1)}


def test_a_quote_that_does_not_stand_there_would_be_noticed(document: Document) -> None:
    assert plain("within 6 working days") not in document("B")
    assert plain("within **5** working\ndays") in document("B")
