"""What the choice of a reading changes in a protocol's file: addressees and notices that are there only with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from disputes.soundness import Finding

_Table = dict[str, object]
_ADDRESSED = ("to", "copies", "alerts")


def as_read(raw: _Table) -> list[Finding]:
    """Leaves out of a file's table, in place, what its readings rule out; says which conditions can't be true.

    A condition is `only_if = ["SA1", "FCIRO's manager"]`, on a notice or on an addressee in the place of its rule.
    """
    readings = cast("Mapping[str, _Table]", raw.get("readings") or {})
    return list(_notices(raw.get("stages"), "stages", readings))


def unchangeable(base: _Table, own: _Table) -> list[Finding]:
    """Readings for which a council's own file chooses another value, though the protocol offers none."""
    known, chosen = (cast("Mapping[str, _Table]", table.get("readings") or {}) for table in (base, own))
    return [
        Finding(f"readings.{name}.value", f"can't be changed by a setting: it is read as {known[name]['value']}")
        for name, table in chosen.items()
        if name in known
        and "choices" not in known[name]
        and table.get("value", known[name]["value"]) != known[name]["value"]
    ]


def _notices(part: object, key: str, readings: Mapping[str, _Table]) -> Iterator[Finding]:
    if not isinstance(part, list):
        return
    for stage in cast("list[object]", part):
        if not isinstance(stage, dict):
            continue
        table = cast(_Table, stage)
        notices = table.get("notices")
        if isinstance(notices, list):
            kept: list[object] = []
            for notice in cast("list[object]", notices):
                place = f"{key}.{table.get('id')}.notices"
                holds, wrong = _holds(notice, place, readings)
                yield from wrong
                if holds:
                    yield from _addressees(notice, place, readings)
                    kept.append(notice)
            table["notices"] = kept


def _addressees(notice: object, place: str, readings: Mapping[str, _Table]) -> Iterator[Finding]:
    for key in _ADDRESSED:
        group = cast(_Table, notice).get(key) if isinstance(notice, dict) else None
        if not isinstance(group, dict):
            continue
        roles = cast(_Table, group)
        for role, rule in list(roles.items()):
            if isinstance(rule, dict):
                holds, wrong = _holds(cast(object, rule), f"{place}.{key}.{role}", readings)
                yield from wrong
                roles[role] = cast(_Table, rule).get("rule")
                if not holds:
                    del roles[role]


def _holds(part: object, place: str, readings: Mapping[str, _Table]) -> tuple[bool, list[Finding]]:
    """Whether a part's condition is true, and what is wrong with the condition itself; the condition is taken out."""
    condition = cast(_Table, part).pop("only_if", None) if isinstance(part, dict) else None
    if condition is None:
        return True, []
    key = f"{place}.only_if"
    named = cast("list[object]", condition) if isinstance(condition, list) else []
    if len(named) != 2:
        return True, [Finding(key, "name a reading and the value that it needs")]
    reading = readings.get(str(named[0]))
    if reading is None:
        return True, [Finding(key, f"there is no reading {named[0]}")]
    possible = cast("list[object]", reading.get("choices") or [reading.get("value")])
    wrong = [] if named[1] in possible else [Finding(key, f"never so: {named[0]} can't be read as {named[1]}")]
    return reading.get("value") == named[1], wrong
