"""Every rule is proved by a test that is named after it, or the map says when it will be; and the map is true."""

from __future__ import annotations

import re

from tests.house.coverage_map import COUNCILS, DELIVERED, MAP, later, named_tests, rendered, wanted

REFRESH = "bring it up to date: .venv/bin/python -m tests.house.coverage_map"


def test_the_map_has_every_rule_once_and_every_test_that_is_named_after_one() -> None:
    text = MAP.read_text("utf-8")
    assert text == rendered(named_tests(), later(text)), REFRESH


def test_every_rule_has_a_test_or_says_when_and_why_not() -> None:
    tests, still_to_come = named_tests(), later(MAP.read_text("utf-8"))
    silent = [rule for rule in wanted() if not tests.get(rule) and not still_to_come.get(rule)]
    assert not silent
    vague = [rule for rule, text in still_to_come.items() if text and not re.search(r"\bissue \d|because\b", text)]
    assert not vague, "name the issue that brings it, or the reason"


def test_no_test_is_named_after_a_rule_that_does_not_exist() -> None:
    known = {f"{letter}{number}" for letter, (_, count) in COUNCILS.items() for number in range(1, count + 1)}
    assert set(named_tests()) <= known
    assert len(known) == 204


def test_no_council_is_forgotten_once_its_protocol_is_there() -> None:
    files = {path.stem for path in (MAP.parents[1] / "protocols" / "definitions").glob("*.toml")}
    letters = {
        "bradford-firo": "B", "swindon-fciro": "S", "cpru-cla": "C", "brighton-hove-iro": "H", "newcastle-iro": "W",
    }  # fmt: skip
    assert {letters[name] for name in files if name in letters} <= set(DELIVERED), "add its letter to DELIVERED"
