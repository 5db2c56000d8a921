"""The mail room's tests: `--golden` writes the letters' golden files afresh, to be looked at and committed."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write golden files afresh")
