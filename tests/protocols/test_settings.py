"""A council's own choice of a reading changes what the protocol does; one that would change nothing is refused."""

from __future__ import annotations

import pytest

from disputes.notices import NoticeKind
from disputes.protocol import Protocol
from protocols.reading import ProtocolFault, read_protocol, shipped
from tests.disputes.cast import Play, roles

LEVELS = ("level-1", "level-2", "level-3", "level-4")


def council(base: str, reading: str, value: str) -> Protocol:
    """A protocol as a council has it that sets one reading in a file of its own."""
    return read_protocol(
        f'extends = "{base}"\nversion = "1-own"\n[readings.{reading}]\nvalue = "{value}"\n', "own.toml"
    )


def copies(protocol: Protocol, stage: str) -> list[str]:
    """Who is copied where a dispute begins at a stage."""
    play = Play(protocol, stage=stage, themes="general", stage_reason="Urgent.")
    return roles(play.notice(NoticeKind.STAGE_RAISED).copies)


@pytest.mark.parametrize("level", LEVELS)
def test_S12_a_council_may_copy_the_officers_own_manager_instead(level: str) -> None:
    usual = copies(shipped()["swindon-fciro"], level)
    assert copies(council("swindon-fciro", "SA1", "FCIRO's manager"), level) == [*usual, "FCIRO-MGR"]
    assert "FCIRO-MGR" not in usual


def test_S9_a_council_may_copy_the_quality_assurance_manager_at_level_3_too() -> None:
    own = council("swindon-fciro", "SA2", "copied at Level 3 too")
    assert copies(own, "level-3") == ["BDC", "SM-QAR"]
    assert copies(own, "level-1") == ["OSM", "SM-QAR"]


def test_C12_a_council_may_copy_the_two_service_managers_instead_of_writing_apart() -> None:
    own = council("cpru-cla", "CA2", "copies")
    play = Play(own, stage="stage-1", stage_reason="Urgent.", consulted="Discussed.")
    (notice,) = play.notices
    assert roles(notice.to) == ["TM"]
    assert [(a.role, a.rule) for a in notice.copies if not a.alert] == [("SM", "CA2"), ("CPRU-SM", "CA2")]


def test_a_reading_that_nothing_depends_on_cannot_be_set_to_something_else() -> None:
    with pytest.raises(ProtocolFault, match=r"own.toml: readings.SA8.value: can't be changed by a setting"):
        council("swindon-fciro", "SA8", "SSW")
    assert council("swindon-fciro", "SA8", "TM").reading("SA8") == "TM"


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        ('["SA99", "yes"]', "there is no reading SA99"),
        ('["SA2", "never"]', "never so: SA2 can't be read as never"),
        ('"SA2"', "name a reading and the value that it needs"),
    ],
)
def test_a_condition_that_can_never_be_true_is_named_with_its_place(condition: str, wrong: str) -> None:
    own = f"""
extends = "swindon-fciro"
version = "1-own"
[[stages]]
id = "informal"
title = "Informal"
kind = "informal"
raised_by = "FCIRO"
rules = ["S1"]
[[stages.notices]]
to = {{ TM = "S2" }}
copies = {{ SSW = {{ rule = "S2", only_if = {condition} }} }}
"""
    with pytest.raises(ProtocolFault) as caught:
        read_protocol(own, "own.toml")
    assert f"stages.informal.notices.copies.SSW.only_if: {wrong}" in caught.value.text
