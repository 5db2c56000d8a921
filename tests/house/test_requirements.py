"""What we stand on is pinned, locked with hashes, and complete."""

from __future__ import annotations

import ast
import json
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / "requirements"
PARTS = ("build", "run", "dev")

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z,]+\])?==(?P<version>[0-9][0-9a-z.]*)$")
LOCKED = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z,]+\])?==(?P<version>[^ ;]+)(?P<marker> ;[^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def _pins(part: str) -> dict[str, str]:
    """The names and versions that one list asks for, with those of the lists it includes."""
    pins: dict[str, str] = {}
    for line in (REQUIREMENTS / f"{part}.in").read_text("utf-8").splitlines():
        if line.startswith("-r "):
            pins |= _pins(line.removeprefix("-r ").removesuffix(".in"))
        elif line and not line.startswith("#"):
            pin = PIN.match(line)
            assert pin, f"requirements/{part}.in: not an exact version: {line}"
            pins[pin["name"]] = pin["version"]
    return pins


@pytest.mark.parametrize("lock", ["package-lock.json", "tests/playground/client/package-lock.json"])
def test_a_lock_of_node_packages_is_hashed_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    packages = [entry for name, entry in json.loads(text)["packages"].items() if name]
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages)
    assert "://" not in text


def _rooms() -> list[Path]:
    return [path.parent for path in sorted(ROOT.glob("*/__init__.py")) if path.parent.name not in ("tests", "bench")]


def _imported(room: Path) -> set[str]:
    names: set[str] = set()
    for path in room.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("part", PARTS)
def test_every_lock_carries_the_pins_and_a_hash_for_each_line(part: str) -> None:
    lines = (REQUIREMENTS / f"{part}.txt").read_text("utf-8").splitlines()
    locked: dict[str, str] = {}
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("#"):
            continue
        if entry := LOCKED.match(line):
            locked[entry["name"]] = entry["version"]
            assert HASH.match(following), f"{entry['name']} has no hash"
        else:
            assert HASH.match(line), f"neither a requirement nor a hash: {line}"
    wanted = _pins(part)
    assert wanted
    assert wanted == {name: locked.get(name) for name in wanted}, "run `make lock`"


def test_rooms_import_only_what_the_product_asks_for() -> None:
    """What comes in by way of another package may leave by way of it too."""
    asked_for = set(_pins("run"))
    homes = packages_distributions()
    own = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    unlisted = {
        f"{room.name}: {name}"
        for room in _rooms()
        for name in _imported(room) - own - set(sys.stdlib_module_names)
        if not {home.lower().replace("_", "-") for home in homes.get(name, [])} & asked_for
    }
    assert not unlisted, "name it in requirements/run.in, then `make lock`"
