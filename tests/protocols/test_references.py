"""Nothing that a protocol names escapes the check of names, whatever part it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

import pytest

from disputes.protocol import Protocol
from disputes.references import Named, references
from protocols.reading import shipped

OWN_NAMES = {"id", "title", "value", "choices", "text", "quote", "kind", "name"}


def words(value: object, name: str = "") -> Iterator[str]:
    """Every text in a protocol that could name something, except what a part is called itself."""
    if isinstance(value, Enum) or name in OWN_NAMES:
        return
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from words(getattr(value, field.name), field.name)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from words(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from words(item, name)


@pytest.mark.parametrize("protocol", shipped().values(), ids=lambda protocol: protocol.id)
def test_every_role_rule_and_gate_that_is_named_anywhere_is_known_as_a_reference(protocol: Protocol) -> None:
    found = {named: [r.name for r in references(protocol) if r.named is named] for named in Named}
    named = list(words(protocol))
    for known, kind in ((protocol.roles, Named.ROLE), (protocol.rules, Named.RULE), (protocol.gates, Named.GATE)):
        standing = sorted(word for word in named if word in known)
        assert standing == sorted(name for name in found[kind] if name in known)
    assert found[Named.ROLE]
    assert found[Named.RULE]
