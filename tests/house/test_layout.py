"""The house stands as it was drawn: rooms, sizes, names, and nothing that belongs elsewhere."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

ROOMS = {
    "app", "bot", "casework", "dashboard", "disputes", "exports", "mail", "manifest", "protocols",
    "rehearsal", "reminders", "simulation", "storage",
}  # fmt: skip
BESIDE_THE_ROOMS = {"bench", "docs", "requirements", "tests"}
BUILT = {"artefacts", "build", "data", "dist", "node_modules", "practice-data", "__pycache__"}

LONGEST_FILE = 300
CODE = {".py", ".js", ".mjs", ".css"}
TEXT = CODE | {
    ".toml",
    ".md",
    ".txt",
    ".in",
    ".cfg",
    ".ini",
    ".json",
    ".yaml",
    ".yml",
    ".html",
    ".csv",
    ".mako",
}
NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "misc", "util", "utils"}

# In pieces, so that this file doesn't find itself.
REGISTRY_HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(?:org|com)", "deb" + r"\.debian\.org"))
)
WORKPLACE_PATHS = re.compile(r"(?<![\w.}])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", r"ho" + r"me/\w+")) + r")/\w")


def _files(folder: Path) -> Iterator[Path]:
    """Every file that somebody wrote, without what was built or installed."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name != ".ci"
            if not (hidden or path.name in BUILT or path.name.endswith(".egg-info")):
                yield from _files(path)
        else:
            yield path


def _written(suffixes: set[str]) -> list[Path]:
    return [path for path in _files(ROOT) if path.suffix in suffixes or path.name in ("Makefile", "run")]


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _code_rooms() -> list[Path]:
    return [ROOT / name for name in sorted(ROOMS | {"bench"}) if (ROOT / name).is_dir()]


def _project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_top_level_holds_the_designed_rooms_and_nothing_else() -> None:
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir()
        and not path.name.startswith(".")
        and path.name not in BUILT
        and not path.name.endswith(".egg-info")
    }
    assert folders <= ROOMS | BESIDE_THE_ROOMS, "a new room is a decision: write it down, then name it here"


def test_every_room_is_packaged_and_has_its_directions_checked() -> None:
    tools = _project()["tool"]
    assert isinstance(tools, dict)
    packaged = {name for name in tools["setuptools"]["packages"]["find"]["include"] if "*" not in name}
    directed = set(tools["importlinter"]["root_packages"])
    typed = set(tools["basedpyright"]["include"])
    rooms = {path.name for path in _code_rooms() if list(path.rglob("*.py"))}
    assert rooms - {"bench"} <= packaged
    assert rooms <= directed
    assert rooms <= typed
    layers = next(c for c in tools["importlinter"]["contracts"] if c["id"] == "one-way")["layers"]
    assert rooms <= {name.strip() for layer in layers for name in layer.split("|")}


def test_every_folder_of_code_is_a_package() -> None:
    missing = {
        _shown(path.parent)
        for room in _code_rooms()
        for path in _files(room)
        if path.suffix == ".py" and not (path.parent / "__init__.py").exists()
    }
    assert not missing, "without __init__.py the wheel leaves these folders out"


def test_no_init_under_tests() -> None:
    found = [_shown(path) for path in _files(ROOT / "tests") if path.name == "__init__.py"]
    assert not found, "a tests/bot/__init__.py would hide the real bot"


def test_no_file_of_code_is_too_long() -> None:
    lengths = {
        _shown(path): len(path.read_text("utf-8").splitlines())
        for room in _code_rooms()
        for path in _files(room)
        if path.suffix in CODE
    }
    assert lengths
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_every_module_has_a_name_that_says_something() -> None:
    vague = [_shown(path) for path in _written({".py"}) if {path.stem, path.parent.name} & NAMES_THAT_SAY_NOTHING]
    assert not vague


def test_every_module_opens_by_saying_its_job() -> None:
    silent = [
        _shown(path)
        for path in _written({".py"})
        if path.suffix == ".py" and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_nothing_names_a_registry_host_or_a_place_on_one_machine() -> None:
    found = [
        f"{_shown(path)}:{number}: {line.strip()[:80]}"
        for path in _written(TEXT)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if REGISTRY_HOSTS.search(line) or WORKPLACE_PATHS.search(line)
    ]
    assert not found
