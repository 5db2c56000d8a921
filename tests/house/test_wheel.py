"""The wheel works where the source isn't: everything that the rooms hold is in it, and `drp` runs from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
NOT_SHIPPED = {"bench", "docs", "requirements", "tests"}

pytestmark = pytest.mark.wheel


def _run(*command: str | Path, cwd: Path) -> str:
    """Run a program that knows nothing of this environment, and give what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "DRP_"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment | {"PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, since setuptools leaves its traces in the folder that it builds."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "node_modules", "__pycache__", "*data"),
    )
    _run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        place / "dist",
        source,
        cwd=place,
    )
    (built,) = (place / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; this one lends the packages it needs, so nothing is fetched."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False, symlinks=True)
    (site,) = (place / "lib").glob("python3.*/site-packages")
    # Python reads no .pth files in a folder that a .pth file names: our own installation in place stays out.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    python = place / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    _run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=place)
    return place


def test_wheel_holds_every_file_of_every_room(wheel: Path) -> None:
    rooms = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in NOT_SHIPPED]
    expected = {
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in room.rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".md") and "node_modules" not in path.parts
    }
    assert "app/__main__.py" in expected
    assert expected - set(ZipFile(wheel).namelist()) == set()


def test_wheel_holds_nothing_of_tests_or_benches(wheel: Path) -> None:
    folders = {name.partition("/")[0] for name in ZipFile(wheel).namelist()}
    assert folders & NOT_SHIPPED == set()


def test_installed_drp_lists_its_protocols_from_anywhere(installed: Path, tmp_path: Path) -> None:
    where = _run(installed / "bin" / "python", "-c", "import protocols; print(protocols.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed), "the source answered, not the wheel"
    assert "bradford-firo" in _run(installed / "bin" / "drp", "protocol", "list", cwd=tmp_path)
