"""What changed between two protocols: key by key, as somebody who reads the files would see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from protocols.reading import Source

_Table = dict[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """One key: what it said before and what it says after; "" where it isn't there."""

    key: str
    before: str
    after: str


def difference(before: Source, after: Source) -> list[Change]:
    """Every key whose value differs, in the order of the keys."""
    old, new = dict(_flat(json.loads(before.text), "")), dict(_flat(json.loads(after.text), ""))
    keys = sorted(old.keys() | new.keys())
    return [Change(key, old.get(key, ""), new.get(key, "")) for key in keys if old.get(key) != new.get(key)]


def _flat(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, part in cast(_Table, value).items():
            yield from _flat(part, f"{key}.{name}" if key else name)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in cast("list[object]", value)):
        tables = cast("list[_Table]", value)
        for index, table in enumerate(tables, start=1):
            yield from _flat(table, f"{key}.{table.get('id', index)}")
    else:
        yield key, json.dumps(value, ensure_ascii=False)
