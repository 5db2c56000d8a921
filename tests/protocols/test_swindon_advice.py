"""Swindon's ways beside the ladder: bypassing, legal advice with the manager's view, and obstacles that end nothing."""

from __future__ import annotations

import pytest

from disputes.entries import Entered
from disputes.moves.catalogue import fields_of
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from tests.disputes.cast import Play, bradford, roles
from tests.protocols.swindon import LEVELS, at, raised, swindon


@pytest.mark.parametrize("level", LEVELS[1:])
def test_S13_from_level_2_the_officer_may_seek_independent_legal_advice(level: str) -> None:
    play = at(level).does("FCIRO", "consult", "own-manager")
    assert play.offered("FCIRO")["take-step:legal-advice"] is None
    play.does("FCIRO", "take-step", "legal-advice", details="Whether the duty to notify was met.")
    assert "legal-advice" in play.dispute.steps
    assert not any("Not in your protocol" in caution.text for caution in play.decision.cautions)


@pytest.mark.parametrize("stage", ["informal", "level-1"])
def test_S13_below_level_2_it_is_not_in_the_protocol_and_that_is_said(stage: str) -> None:
    play = raised() if stage == "informal" else at("level-1")
    assert play.refuses("FCIRO", "take-step", "legal-advice", reason="").field == "reason"
    play.does("FCIRO", "take-step", "legal-advice", reason="A hearing next week.")
    (caution,) = play.decision.cautions
    assert caution.text == "Not in your protocol at this point: it has this step after Level 2."
    assert caution.rule == "S13"


def test_S13_nobody_else_seeks_it_and_it_may_be_sought_again_at_a_higher_level() -> None:
    play = at("level-2").does("FCIRO", "consult", "own-manager")
    for role in ("TM", "OSM", "SM-QAR", "FCIRO-MGR"):
        assert play.refuses(role, "take-step", "legal-advice").name == "not-yours"
    play.does("FCIRO", "take-step", "legal-advice")
    assert play.refuses("FCIRO", "take-step", "legal-advice").name == "no-longer-open"
    play.on("2026-05-05").does("FCIRO", "escalate", reasons="silence")
    assert play.offered("FCIRO")["take-step:legal-advice"] is None


def test_S14_advice_waits_for_the_consultation_with_the_officers_own_manager() -> None:
    play = at("level-2")
    refusal = play.refuses("FCIRO", "take-step", "legal-advice")
    assert (refusal.name, refusal.rules, refusal.remedy) == ("gate-closed", ("S14",), ("consult", "own-manager"))
    assert "the FCIRO's own manager" in refusal.text
    assert swindon().gates["own-manager"].with_roles == ("FCIRO-MGR",)
    play.does("FCIRO", "consult", "own-manager", summary="Advice is worth having.")
    assert play.entries[-1].values == {"gate": "own-manager", "summary": "Advice is worth having."}
    play.does("FCIRO", "take-step", "legal-advice")


def test_S14_the_manager_is_consulted_and_does_not_have_to_consent() -> None:
    play = at("level-2").does("FCIRO", "consult", "own-manager", summary="The manager is against it.")
    assert play.offered("FCIRO")["take-step:legal-advice"] is None


@pytest.mark.parametrize("level", LEVELS)
def test_S15_a_dispute_may_begin_at_any_level_with_a_reason_and_nobodys_consent(level: str) -> None:
    with pytest.raises(Refusal) as caught:
        raised(level, stage_reason="")
    assert (caught.value.field, caught.value.rules) == ("stage_reason", ("S15",))
    play = raised(level)
    assert play.stage == level
    assert roles(play.notice(NoticeKind.STAGE_RAISED).to) == roles(swindon().stage(level).to)


@pytest.mark.parametrize("level", LEVELS)
def test_S15_and_go_straight_to_any_level_without_waiting(level: str) -> None:
    play = raised().on("2026-03-31")
    assert play.offered("FCIRO")[f"enter-higher:{level}"] is None
    assert play.refuses("FCIRO", "enter-higher", level, stage_reason="").rules == ("S15",)
    play.does("FCIRO", "enter-higher", level, stage_reason="The review is overdue already.")
    assert (play.stage, play.dispute.visit.entered) == (level, Entered.HIGHER)
    assert not play.duty("informal/respond").open


def test_S15_only_the_officer_decides_on_it_and_the_ladder_is_never_gone_down() -> None:
    play = at("level-3")
    assert not any(offer.startswith("enter-higher") for role in ("TM", "HoS") for offer in play.offered(role))
    assert play.refuses("FCIRO", "enter-higher", "level-1").name == "no-longer-open"


def test_S15_at_immediate_risk_the_safeguarding_route_comes_first() -> None:
    with pytest.raises(Refusal) as caught:
        raised("level-3", immediate_risk="yes")
    assert (caught.value.field, caught.value.rules) == ("safeguarding", ("SA7",))
    assert raised("level-3", immediate_risk="yes", safeguarding="Referred at 9:40.").stage == "level-3"


def test_S17_an_obstacle_outside_the_authoritys_control_is_a_reason_to_go_on() -> None:
    play = at("level-1").does("TM", "respond", actions="not-yet", response="There are no staff.")
    reasons = next(f for f in fields_of(play.case, play.actor("FCIRO"), "escalate", "level-2") if f.name == "reasons")
    titles = {choice.value: choice.title for choice in reasons.options}
    assert titles["obstacle"] == "An obstacle outside the authority's control, which doesn't end it (S17)"
    play.does("FCIRO", "escalate", "level-2", reasons="obstacle,dissatisfaction", outstanding="Reviews are late.")
    assert play.stage == "level-2"
    assert play.entries[-1].values["reasons"] == "obstacle,dissatisfaction"


def test_S17_it_ends_nothing_nor_does_it_cut_a_limit_short() -> None:
    play = at("level-1").does("TM", "acknowledge")
    assert play.refuses("FCIRO", "escalate", "level-2", reasons="obstacle").name == "too-early"
    assert "end" not in play.offered("FCIRO")
    assert swindon().obstacle_rule == "S17"


def test_S17_where_the_protocol_does_not_speak_of_obstacles_there_is_no_such_reason() -> None:
    assert bradford().obstacle_rule is None
    play = Play().on("2026-04-09")
    assert play.refuses("FIRO", "escalate", "stage-2", reasons="obstacle").field == "reasons"
