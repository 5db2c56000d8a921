"""What tests of every room share: programs that may be missing, and the published contracts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

RequireOrSkip = Callable[..., Path]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def require_or_skip() -> RequireOrSkip:
    """Find a program by any of its names, beside this Python first, then on the path.

    A missing one skips the test, or fails it when `DRP_REQUIRE_ALL=1` (continuous integration).
    """

    def find(*names: str) -> Path:
        beside = str(Path(sys.executable).parent)
        for name in names:
            found = shutil.which(name, path=beside) or shutil.which(name)
            if found:
                return Path(found)
        missing = f"needs {' or '.join(names)}, which isn't installed here"
        if os.environ.get("DRP_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)

    return find


@pytest.fixture(scope="session")
def contracts() -> Path:
    """The folder of published schemas (Adaptive Cards, Bot Connector, Teams manifest, EWS, Graph).

    They are other people's files and not part of the project: `DRP_CONTRACTS` says where they are, else a
    folder beside the project is looked for, else the test is skipped.
    """
    given = os.environ.get("DRP_CONTRACTS")
    folder = Path(given) if given else ROOT.parent / "shared" / "contracts"
    if not folder.is_dir():
        pytest.skip("needs the published contracts: set DRP_CONTRACTS to their folder")
    return folder
