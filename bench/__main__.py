"""Run the benchmarks named on the command line, or all of them; print a table; keep the results.

A row that isn't run keeps its last result in bench/results.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench.row import Row
from bench.rows import ROWS

RESULTS = Path(__file__).parent / "results.json"


def main(names: list[str]) -> int:
    """Measure, print, keep; gives 2 for an unknown name."""
    unknown = set(names) - set(ROWS)
    if unknown:
        print(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(ROWS)}.", file=sys.stderr)
        return 2
    results: list[Row] = []
    for name in names or ROWS:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        row = ROWS[name]()
        if row is None:
            print(f"  {name}: the data or the peer isn't at hand", file=sys.stderr)
        else:
            results.append(row)
    keep(results)
    print(table(results))
    return 0


def keep(results: list[Row]) -> None:
    """Write the results over those of the same name, in the order of the list of rows."""
    kept: list[dict[str, Any]] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []
    by_name = {entry["name"]: entry for entry in kept}
    by_name.update({row.name: row.as_json() for row in results})
    ordered = [by_name[name] for name in ROWS if name in by_name]
    RESULTS.write_text(json.dumps(ordered, indent=2) + "\n", "utf-8")


def table(results: list[Row]) -> str:
    """Give the results as lines of aligned columns."""
    heads = ("benchmark", "ours", "peer", "ratio", "unit", "better", "goal", "beside")
    lines = [
        (
            row.name,
            f"{row.ours:.3f}",
            "-" if row.peer is None else f"{row.peer:.3f}",
            "-" if row.ratio is None else f"{row.ratio:.3f}",
            row.unit,
            row.better,
            row.goal or "-",
            row.beside,
        )
        for row in results
    ]
    widths = [max(len(line[n]) for line in [heads, *lines]) for n in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [heads, *lines]
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
