"""Versions of a protocol: a council's own settings over a shipped one, and what differs between two."""

from __future__ import annotations

import pytest

from protocols.difference import difference
from protocols.reading import ProtocolFault, kept_source, read_source, shipped_sources

OWN = """
extends = "bradford-firo"
version = "1-own"

[readings.BA1]
value = "waiting"
"""


def test_a_council_chooses_a_reading_without_copying_the_protocol() -> None:
    own = read_source(OWN, "own.toml")
    shipped = next(source for source in shipped_sources() if source.protocol.id == "bradford-firo")
    assert own.protocol.id == "bradford-firo"
    assert own.protocol.reading("BA1") == "waiting"
    changes = [(change.key, change.before, change.after) for change in difference(shipped, own)]
    assert changes == [("readings.BA1.value", '"window"', '"waiting"'), ("version", '"1"', '"1-own"')]


def test_a_council_s_own_settings_need_a_version_of_their_own() -> None:
    with pytest.raises(ProtocolFault, match=r"own\.toml: version: give it a version of its own"):
        read_source(OWN.replace('version = "1-own"', 'version = "1"'), "own.toml")


def test_a_council_can_t_extend_what_is_not_shipped() -> None:
    with pytest.raises(ProtocolFault, match=r"own\.toml: extends: there is no shipped protocol nowhere"):
        read_source(OWN.replace("bradford-firo", "nowhere"), "own.toml")


@pytest.mark.parametrize("source", shipped_sources(), ids=lambda source: source.protocol.id)
def test_X9_a_kept_version_reads_back_as_it_was(source) -> None:
    assert kept_source(source.text) == source
