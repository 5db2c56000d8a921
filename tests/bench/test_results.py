"""The kept results are what the table promises, and a run of one row leaves the others alone."""

import json
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.row import Row
from bench.rows import ROWS

ECHO = "turn-echo-vs-stock"


def test_the_committed_results_are_complete_and_add_up() -> None:
    results = json.loads(bench.RESULTS.read_text("utf-8"))
    for entry in results:
        assert set(entry) == {"name", "ours", "peer", "ratio", "unit", "better"}
        assert entry["name"] in ROWS
        assert entry["better"] in ("lower", "higher")
        if entry["peer"] is None:
            assert entry["ratio"] is None
        else:
            assert entry["ratio"] == pytest.approx(entry["ours"] / entry["peer"], abs=0.001)
    assert ECHO in {entry["name"] for entry in results}


def test_a_row_keeps_the_others_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = dict.fromkeys(("first", "second"), None)
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(bench, "ROWS", rows)
    bench.keep([Row("second", 2.0, "ms", "lower", peer=4.0), Row("first", 1.0, "ms", "lower")])
    bench.keep([Row("first", 3.0, "ms", "lower")])
    assert json.loads(bench.RESULTS.read_text("utf-8")) == [
        {"name": "first", "ours": 3.0, "peer": None, "ratio": None, "unit": "ms", "better": "lower"},
        {"name": "second", "ours": 2.0, "peer": 4.0, "ratio": 0.5, "unit": "ms", "better": "lower"},
    ]


def test_an_unknown_name_measures_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["turn-ehco"]) == 2
    assert ECHO in capsys.readouterr().err


def test_the_table_shows_what_was_measured() -> None:
    row = Row("x", 1.5, "ms", "lower", peer=3.0, goal="ratio 0.6 or less", beside="p50 1.0 ms")
    head, line = bench.table([row, Row("alone", 2.0, "s", "higher")]).splitlines()[:2]
    assert head.split() == ["benchmark", "ours", "peer", "ratio", "unit", "better", "goal", "beside"]
    assert line.split() == ["x", "1.500", "3.000", "0.500", "ms", "lower", *row.goal.split(), *row.beside.split()]
