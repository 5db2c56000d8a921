"""References: every place at which a protocol names a role, a rule, a gate or a reading, with its key in the file.

They are known by the names of the fields, so that a part which a protocol gains later is checked from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, cast

from disputes.protocol import Protocol
from disputes.stage import Addressee


class Named(StrEnum):
    """What a reference names."""

    ROLE = "role"
    RULE = "rule"
    GATE = "gate"
    READING = "reading"


_DEFINED_THERE = {"roles", "rules", "readings"}
_FIELDS = {
    **dict.fromkeys(("officer", "raised_by", "by", "owners", "chair", "attendees", "offered"), Named.ROLE),
    **dict.fromkeys(("roles", "with_roles", "in_absence", "conversation_with"), Named.ROLE),
    **dict.fromkeys(("gate", "advised", "bypass_gate", "early_gates"), Named.GATE),
    "waits_by": Named.READING,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A name at a key."""

    key: str
    named: Named
    name: str


def references(protocol: Protocol) -> Iterator[Reference]:
    """Every reference, in the order of the protocol's shape."""
    for field in fields(protocol):
        if field.name not in _DEFINED_THERE:
            yield from _in(field.name, field.name, getattr(protocol, field.name))


def _in(key: str, name: str, value: object) -> Iterator[Reference]:
    named = _named(name, value)
    if named:
        names = cast("tuple[object, ...]", value if isinstance(value, tuple) else (value,))
        yield from (Reference(key, named, str(item)) for item in names if item)
    elif isinstance(value, Addressee):
        yield Reference(key, Named.ROLE, value.role)
        yield Reference(key, Named.RULE, value.rule)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _in(f"{key}.{field.name}", field.name, getattr(value, field.name))
    elif isinstance(value, Mapping):
        for label, item in cast("Mapping[str, object]", value).items():
            yield from _in(f"{key}.{label}", "", item)
    elif isinstance(value, tuple):
        for index, item in enumerate(cast("tuple[Any, ...]", value), start=1):
            label = item.role if isinstance(item, Addressee) else getattr(item, "id", index)
            yield from _in(f"{key}.{label}", "", item)


def _named(name: str, value: object) -> Named | None:
    if name in ("rule", "rules") or name.endswith(("_rule", "_rules")):
        return Named.RULE
    if name == "gates" and isinstance(value, tuple):
        return Named.GATE
    return _FIELDS.get(name)
