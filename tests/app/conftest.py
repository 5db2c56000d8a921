"""Running `drp` as a person does: words in, exit status and text out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.command_line import main


@dataclass(frozen=True)
class Ran:
    """What came of it."""

    status: int | str | None
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def drp(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line with some words."""

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["drp", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Ran(left.value.code, said.out, said.err)

    return run
