"""Both readers of the benchmark read the same mails, so that what is compared is the same work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.rows import ROWS, ews_read

MAILS = 60


def test_both_readers_read_every_mail_in_the_same_order(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ews_read, "MAILS", MAILS)
    monkeypatch.chdir(root)
    with ews_read.mailbox() as url:
        ours, stock = (ews_read.read(reader, url) for reader in ("ours", "stock"))
    assert ours.mails == stock.mails == MAILS
    assert ours.digest == stock.digest
    assert min(ours.cpu_ms, stock.cpu_ms) > 0


def test_the_row_is_kept_within_its_bound() -> None:
    assert ews_read.NAME in ROWS
    (row,) = [row for row in json.loads(bench.RESULTS.read_text("utf-8")) if row["name"] == ews_read.NAME]
    assert row["ratio"] <= 0.33


def test_a_reader_that_fails_is_not_measured(root: Path) -> None:
    command = [sys.executable, "-m", "bench.ews_readers", "ours", "http://127.0.0.1:9/", "1"]
    assert subprocess.run(command, cwd=root, capture_output=True, check=False).returncode != 0
