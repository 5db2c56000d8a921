"""The record's chain: what each entry's hash covers, and what is wrong with a chain that doesn't hold.

Hashes cover an entry's ciphertext, never its text, so that a chain still proves itself after its key is destroyed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What is in the clear of one entry as it is stored; `ciphertext_hash` is the SHA-256 of its sealed text."""

    sequence: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    ciphertext_hash: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the dispute's own row says of its record: who it belongs to, how long it is and how it ends."""

    dispute: str
    reference: str
    protocol: str
    version: str
    length: int
    hash: str


def chain_start(dispute: str, reference: str, protocol: str, version: str) -> str:
    """The hash that a record's first entry follows: it ties the record to its reference and protocol."""
    return _hash_of(["record", dispute, reference, protocol, version])


def chain_hash(
    dispute: str,
    sequence: int,
    kind: str,
    happened_at: datetime,
    recorded_at: datetime,
    ciphertext_hash: str,
    previous_hash: str,
) -> str:
    """The hash of one entry, in hex: SHA-256 over the canonical JSON of its clear parts and the hash before it."""
    happened, recorded = _instant(happened_at), _instant(recorded_at)
    return _hash_of(["entry", dispute, sequence, kind, happened, recorded, ciphertext_hash, previous_hash])


def chain_faults(head: Head, links: Iterable[Link]) -> Iterator[str]:
    """What is wrong with a record, a sentence a fault, given its entries in the order of their sequence.

    Finds entries that were changed, swapped, removed, put in by other means, and a record that was cut short.
    """
    expected, previous = 1, chain_start(head.dispute, head.reference, head.protocol, head.version)
    for link in links:
        said = f"{head.reference}: entry {link.sequence}"
        if link.sequence > expected:
            yield f"{head.reference}: {_missing(expected, link.sequence - 1)} missing."
        if link.sequence > head.length:
            yield f"{said} was added by other means: the record has {head.length}."
        elif link.hash != _own_hash(head.dispute, link):
            yield f"{said} was changed after it was written."
        elif link.previous_hash != previous and link.sequence == expected:
            yield f"{said} doesn't follow the one before it."
        expected, previous = link.sequence + 1, link.hash
    if expected <= head.length:
        yield f"{head.reference}: {_missing(expected, head.length)} missing at the end."
    elif expected == head.length + 1 and previous != head.hash:
        yield f"{head.reference}: the record doesn't end as its dispute says."


def _missing(first: int, last: int) -> str:
    return f"entry {first} is" if first == last else f"entries {first} to {last} are"


def _own_hash(dispute: str, link: Link) -> str:
    return chain_hash(
        dispute,
        link.sequence,
        link.kind,
        link.happened_at,
        link.recorded_at,
        link.ciphertext_hash,
        link.previous_hash,
    )


def _instant(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise ValueError("an entry's time has no time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _hash_of(parts: list[str | int]) -> str:
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
