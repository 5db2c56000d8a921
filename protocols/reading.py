"""Reads protocols from TOML files; what is wrong is said with file and key."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from pydantic import TypeAdapter, ValidationError

from disputes import protocol as shape
from disputes.finding import Finding
from disputes.refusals import Refusal
from disputes.soundness import faults
from protocols.as_read import as_read, unchangeable

_SHIPPED = "definitions"
_ADAPTER = TypeAdapter(shape.Protocol)

_Table = dict[str, object]
_Place = tuple[int | str, ...]
_STRANGE = "this key isn't known; correct its name or leave it out"


class ProtocolFault(Refusal):
    """A protocol file that can't be used; every fault is named with its key."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        lines = [f"{file}: {finding.key}: {finding.text}" for finding in findings]
        super().__init__("bad-protocol", "\n".join(lines), "")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Source:
    """A protocol with what its file says, in one spelling: the same text means the same protocol (X9)."""

    protocol: shape.Protocol
    text: str


def read_source(text: str, file: str) -> Source:
    """The protocol in a TOML text; `file` names it in messages. Raises ProtocolFault.

    A file that says `extends = "ID"` gives only what differs from that shipped protocol.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolFault(file, [Finding("(whole file)", f"isn't TOML: {error}")]) from None
    base = raw.pop("extends", None)
    if base is not None:
        raw = _extended(str(base), raw, file)
    return _source(raw, file)


def kept_source(text: str) -> Source:
    """A protocol from the spelling that `Source.text` has: what an earlier version said, as it was kept."""
    return _source(cast(_Table, json.loads(text)), "(kept version)")


def read_protocol(text: str, file: str) -> shape.Protocol:
    """The protocol in a TOML text. Raises ProtocolFault."""
    return read_source(text, file).protocol


def read_file(path: Path) -> shape.Protocol:
    """The protocol in a file. Raises ProtocolFault."""
    return read_source_file(path).protocol


def read_source_file(path: Path) -> Source:
    """The protocol in a file, with what the file says. Raises ProtocolFault."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProtocolFault(path.name, [Finding("(whole file)", f"can't be read: {error}")]) from None
    return read_source(text, path.name)


@cache
def shipped_sources() -> tuple[Source, ...]:
    """The protocols that come with the product, by id."""
    return tuple(read_source(file.read_text("utf-8"), file.name) for file in _shipped_files())


def shipped() -> dict[str, shape.Protocol]:
    """The protocols that come with the product, by id."""
    return {source.protocol.id: source.protocol for source in shipped_sources()}


def _shipped_files() -> list[Traversable]:
    folder = resources.files("protocols") / _SHIPPED
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def _source(raw: _Table, file: str) -> Source:
    text = json.dumps(raw, ensure_ascii=False)
    impossible = as_read(raw)
    if impossible:
        raise ProtocolFault(file, impossible)
    _complete(raw)
    try:
        protocol = _ADAPTER.validate_python(raw)
    except ValidationError as error:
        raise ProtocolFault(file, [_finding(raw, item["loc"], item["msg"]) for item in error.errors()]) from None
    strangers = [_finding(raw, place, _STRANGE) for place in _strangers(raw, _ADAPTER.dump_python(protocol), ())]
    found = [*strangers, *faults(protocol)]
    if found:
        raise ProtocolFault(file, found)
    return Source(protocol, text)


def _extended(base: str, own: _Table, file: str) -> _Table:
    """A shipped protocol with a council's own settings laid over it; it needs a version of its own."""
    found = next((f for f in _shipped_files() if f.name == f"{base}.toml"), None)
    if found is None:
        raise ProtocolFault(file, [Finding("extends", f"there is no shipped protocol {base}")])
    raw: _Table = tomllib.loads(found.read_text("utf-8"))
    if own.get("version") in (None, raw["version"]):
        raise ProtocolFault(file, [Finding("version", f"give it a version of its own; {base} has {raw['version']}")])
    fixed = unchangeable(raw, own)
    if fixed:
        raise ProtocolFault(file, fixed)
    return _laid_over(raw, own)


def _laid_over(base: _Table, own: _Table) -> _Table:
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        merged[key] = _laid_over(cast(_Table, below), cast(_Table, value)) if both else value
    return merged


def _complete(raw: _Table) -> None:
    """Brings the file's shorthand into the protocol's shape: ids from table names, addressees from role = rule."""
    for group in ("rules", "readings", "roles", "gates"):
        for name, table in _tables(raw.get(group)):
            table.setdefault("id", name)
    _address(raw)


def _address(part: object) -> None:
    """Addressees, wherever a notice stands."""
    if isinstance(part, list):
        for item in cast("list[object]", part):
            _address(item)
    elif isinstance(part, dict):
        table = cast(_Table, part)
        for key, value in table.items():
            if key in ("to", "copies", "alerts", "informs") and isinstance(value, dict):
                rules = cast(_Table, value)
                table[key] = [{"role": role, "rule": rule} for role, rule in rules.items()]
            else:
                _address(value)


def _tables(value: object) -> Iterator[tuple[str, _Table]]:
    if isinstance(value, dict):
        for name, table in cast(_Table, value).items():
            if isinstance(table, dict):
                yield name, cast(_Table, table)


def _strangers(raw: object, understood: object, place: _Place) -> Iterator[_Place]:
    """Keys of the file that the protocol's shape doesn't have, and which would otherwise be ignored in silence."""
    if isinstance(raw, dict) and isinstance(understood, dict):
        known = cast(_Table, understood)
        for key, value in cast(_Table, raw).items():
            if key in known:
                yield from _strangers(value, known[key], (*place, key))
            else:
                yield (*place, key)
    elif isinstance(raw, list) and isinstance(understood, list | tuple):
        pairs = zip(cast("list[object]", raw), cast("list[object]", understood), strict=True)
        for index, (item, known) in enumerate(pairs):
            yield from _strangers(item, known, (*place, index))


def _finding(raw: _Table, place: _Place, text: str) -> Finding:
    return Finding(_key(raw, place), text[0].lower() + text[1:])


def _key(raw: _Table, place: _Place) -> str:
    """A place in the file as people write it: items of a list by their id where they have one, otherwise from 1."""
    parts: list[str] = []
    here: object = raw
    for part in place:
        here = _inside(here, part)
        parts.append(part if isinstance(part, str) else str(_inside(here, "id") or part + 1))
    return ".".join(parts)


def _inside(value: object, part: int | str) -> object:
    """What lies at a key of a table or at a place in a list; None where there is no such thing."""
    if isinstance(part, str):
        return cast(_Table, value).get(part) if isinstance(value, dict) else None
    items = cast("list[object]", value) if isinstance(value, list) else []
    return items[part] if part < len(items) else None
