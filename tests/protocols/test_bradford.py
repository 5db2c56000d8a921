"""Bradford's protocol says what Bradford's document says, as strongly, and labels what the document doesn't say."""

from __future__ import annotations

import pytest

from disputes.doubts import doubts
from disputes.notices import NoticeKind
from disputes.protocol import Protocol
from disputes.rules import CROSS_CUTTING, Basis, Strength
from disputes.stage import Addressee
from protocols.reading import shipped
from tests.disputes.cast import Play

MUST = {1, 7, 8, 10, 11, 12, 13, 14, 15, 18, 21, 22, 23, 26, 29, 30, 34, 35, 36, 37, 38, 39, 41}
MAY = {4, 6}


@pytest.fixture(scope="module")
def bradford() -> Protocol:
    return shipped()["bradford-firo"]


def test_every_rule_from_B1_to_B43_is_there_and_no_other(bradford: Protocol) -> None:
    assert list(bradford.rules) == [f"B{number}" for number in range(1, 44)]
    assert [rule.id for rule in bradford.rules.values()] == list(bradford.rules)
    assert all(f"X{number}" in CROSS_CUTTING for number in range(1, 11))


def test_every_reading_from_BA1_to_BA10_is_there(bradford: Protocol) -> None:
    assert set(bradford.readings) - {"BA1-notice"} == {f"BA{number}" for number in range(1, 11)}


def test_rules_bind_as_strongly_as_the_document_has_it(bradford: Protocol) -> None:
    for number in range(1, 44):
        rule = bradford.rules[f"B{number}"]
        wanted = Strength.MUST if number in MUST else Strength.OPTIONAL if number in MAY else Strength.SHOULD
        assert rule.strength is wanted, rule.id


def test_X10_only_rules_of_the_document_claim_to_be_from_it(bradford: Protocol) -> None:
    assert {rule.basis for rule in bradford.rules.values()} == {Basis.DOCUMENT}
    labels = {reading.basis for reading in bradford.readings.values()}
    assert labels == {Basis.INFERRED, Basis.LOCAL_DEFAULT}
    for reading_id in ("BA4", "BA6", "BA10"):
        assert bradford.rule(reading_id).basis is Basis.LOCAL_DEFAULT
    assert all(bradford.rule(f"X{number}").basis is not Basis.DOCUMENT for number in range(1, 11))


def test_B39_only_the_rule_of_what_is_left_out_has_no_quote(bradford: Protocol) -> None:
    assert [rule.id for rule in bradford.rules.values() if rule.silent or not rule.quote] == ["B39"]


def test_X10_every_rule_behind_a_part_of_the_protocol_can_be_shown_with_its_words(bradford: Protocol) -> None:
    for stage in bradford.stages:
        for duty in stage.duties:
            for rule in map(bradford.rule, duty.rules):
                assert rule.text
                assert rule.quote or rule.basis is not Basis.DOCUMENT


def test_the_shipped_protocol_leaves_no_doubt(bradford: Protocol) -> None:
    assert doubts(bradford) == []


def test_B37_the_social_worker_alerts_the_officer_to_an_escalation_of_risk() -> None:
    play = Play().does("SSW", "record-occasion", "risk-alert", details="The household has changed.")
    assert play.notice(NoticeKind.OCCASION).to == (Addressee("FIRO", "B37"),)
    assert play.refuses("TM", "record-occasion", "risk-alert", details="The same.").name == "not-yours"
