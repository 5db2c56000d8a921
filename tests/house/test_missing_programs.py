"""A program that a test needs and doesn't find is a skip at home, and a failure where nothing may be left out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

NOWHERE = "drp-no-such-program"


def test_a_missing_program_skips_at_home(require_or_skip: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRP_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match=NOWHERE):
        require_or_skip(NOWHERE)


def test_a_missing_program_fails_where_all_are_required(
    require_or_skip: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRP_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match=NOWHERE):
        require_or_skip(NOWHERE)


def test_the_first_name_that_is_found_is_taken(require_or_skip: Callable[..., Path]) -> None:
    assert require_or_skip(NOWHERE, "pytest").parent == Path(sys.executable).parent
