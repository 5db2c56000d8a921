"""The map from rules to the tests that prove them: reads it, finds the tests, and writes it again.

`.venv/bin/python -m tests.house.coverage_map` brings docs/coverage.md up to date; what it says about later work stays.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = ROOT / "docs" / "coverage.md"

COUNCILS = {
    "B": ("Bradford", 43),
    "S": ("Swindon", 27),
    "C": ("CPRU, Children Looked After", 38),
    "H": ("Brighton & Hove", 52),
    "W": ("Newcastle", 34),
    "X": ("Across all councils", 10),
}
"""Every rule of the requirements, by the letter of its ID."""

DELIVERED = "BSCHWX"
"""Whose rules the product already keeps. A council's letter is added together with its protocol."""

UNTESTED = "issue 3 (a test of its own)"
"""What is said of a rule that only its protocol's data keeps as yet; it goes when the test comes."""

_IN_NAME = re.compile(r"test_((?:[BSCHWX]\d+_)+)")
_RULE = re.compile(r"^- \*\*(?P<rule>[BSCHWX]\d+)\*\*(?:\. Later: (?P<later>.+))?$", re.MULTILINE)

_HEAD = """# Which test proves which rule

Each rule of the requirements, the tests that are named after it, and what is still to come of it. `drp protocol show`
says what a rule asks, with the council's own words. A test fails when this map isn't true; after adding or renaming a
test, bring it up to date with

    .venv/bin/python -m tests.house.coverage_map

What follows "Later:" is written by hand and kept: the issue that delivers the rest, or the reason why there is none.
"""


def wanted() -> list[str]:
    """The IDs of all rules that the product already has to keep."""
    return [f"{letter}{number}" for letter in DELIVERED for number in range(1, COUNCILS[letter][1] + 1)]


def named_tests() -> dict[str, list[str]]:
    """Every test that carries a rule's ID in its name, by rule, as "folder/file: name", sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        place = path.relative_to(ROOT / "tests").with_suffix("").as_posix()
        for name in _tests_in(path):
            if match := _IN_NAME.match(name):
                for rule in match.group(1).rstrip("_").split("_"):
                    found[rule].append(f"{place}: `{name}`")
    return found


def _tests_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node.name


def later(text: str) -> dict[str, str]:
    """What a map says is still to come, by rule; "" where it says nothing."""
    return {match["rule"]: match["later"] or "" for match in _RULE.finditer(text)}


def rendered(tests: Mapping[str, list[str]], still_to_come: Mapping[str, str]) -> str:
    """The map in full."""
    lines = [_HEAD]
    for letter in DELIVERED:
        lines += [f"## {COUNCILS[letter][0]} ({letter})", ""]
        for rule in (rule for rule in wanted() if rule[0] == letter):
            rest = still_to_come.get(rule)
            lines.append(f"- **{rule}**" + (f". Later: {rest}" if rest else ""))
            lines += [f"  - {test}" for test in tests.get(rule, [])]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Writes the map."""
    tests = named_tests()
    known = later(MAP.read_text("utf-8")) if MAP.exists() else {}
    still_to_come = {rule: text for rule, text in known.items() if text != UNTESTED or not tests.get(rule)}
    MAP.write_text(rendered(tests, still_to_come), "utf-8")


if __name__ == "__main__":
    main()
