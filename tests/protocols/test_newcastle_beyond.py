"""Newcastle: obstacles and impact on the way up, the Director's advice, legal advice, CAFCASS, and the agenda."""

from __future__ import annotations

import pytest

from disputes.fields import Fact
from disputes.moves.catalogue import fields_of
from tests.protocols.newcastle import LEFT_UNRESOLVED, STAGES, at, newcastle, raised, up

AGENDA = (
    "Child's details",
    "Meeting details",
    "Reason for meeting",
    "Views of parties involved",
    "Actions taken to date",
    "Discussion",
    "Outcome: Dispute resolved – provide detail",
    "Outcome: Dispute remains – provide detail",
    "Outcome: Next steps (Escalation / Legal Advice etc...)",
)


def test_W16_the_director_advises_before_it_goes_to_the_chief_executive() -> None:
    play = at("director").on("2026-05-14")
    closed = play.refuses("IRO", "escalate", "chief-executive", reasons="silence")
    assert (closed.rules, closed.remedy) == (("W16",), ("record-advice", "director-advice"))
    assert "the discussion between all parties" in closed.text
    refused = play.refuses("AD", "record-advice", "director-advice")
    assert (refused.name, refused.rules) == ("not-yours", ("W16",))
    play.does("DIRECTOR", "record-advice", "director-advice", way="for")
    assert up(play, "chief-executive").stage == "chief-executive"


def test_W16_advice_against_the_chief_executive_leaves_cafcass_with_a_reason() -> None:
    play = at("director").on("2026-05-14").does("IRO", "record-advice", "director-advice", way="against")
    assert Fact("Which way the advice goes", "Not to go on") in play.decision.facts
    assert play.refuses("IRO", "take-step", "cafcass", reason="").field == "reason"
    play.does("IRO", "take-step", "cafcass", reason="The Director advised against the Chief Executive.")
    assert play.decision.cautions[0].rule == "WA6"
    assert "cafcass" in play.dispute.steps


def test_W18_left_unresolved_by_the_chief_executive_it_is_referred_to_cafcass() -> None:
    play = at("chief-executive").on(LEFT_UNRESOLVED)
    asked = [field.name for field in fields_of(play.case, play.actor("IRO"), "take-step", "cafcass")]
    assert "reason" not in asked
    play.does("IRO", "take-step", "cafcass")
    assert "WA6" not in {caution.rule for caution in play.decision.cautions}
    assert next(step for step in newcastle().outside if step.id == "cafcass").rules == ("W18", "W19")
    assert play.refuses("IRO", "escalate", "").rules == ("W18", "W33")


def test_W18_earlier_it_is_the_officers_power_by_law_and_nobody_elses() -> None:
    play = at("chief-executive")
    assert "reason" in [field.name for field in fields_of(play.case, play.actor("IRO"), "take-step", "cafcass")]
    for role in ("CE", "DIRECTOR", "SM-CSSU"):
        assert play.refuses(role, "take-step", "cafcass").name == "not-yours"


def test_W19_the_referral_goes_in_writing_and_securely_by_egress() -> None:
    play = at("chief-executive").on(LEFT_UNRESOLVED).does("IRO", "take-step", "cafcass")
    assert Fact("Sent by", "Egress") in play.decision.facts
    assert Fact("Sent with it", "Dispute Resolution Record") in play.decision.facts
    assert any("in writing" in caution.text and "W19" in caution.text for caution in play.decision.cautions)
    assert next(step for step in newcastle().outside if step.id == "cafcass").channel_rule == "W19"


@pytest.mark.parametrize("stage", STAGES)
def test_W20_independent_legal_advice_may_be_sought_at_any_point(stage: str) -> None:
    play = at(stage)
    asked = [field.name for field in fields_of(play.case, play.actor("IRO"), "take-step", "legal-advice")]
    assert "reason" not in asked
    assert play.refuses("GM", "take-step", "legal-advice").rules == ("W20",)
    play.does("IRO", "take-step", "legal-advice")
    assert (play.decision.cautions, play.stage) == ((), stage)


def test_W20_and_again_at_a_later_stage() -> None:
    play = raised().does("IRO", "take-step", "legal-advice")
    assert "legal-advice" not in play.targets("take-step", "IRO")
    up(play.on("2026-04-09"), "stage-2")
    assert "legal-advice" in play.targets("take-step", "IRO")


def test_W21_an_obstacle_outside_the_authoritys_control_ends_nothing() -> None:
    play = raised()
    play.does("TM-CSW", "respond", actions="not-yet", response="The assessment is delayed by the court.")
    reasons = fields_of(play.case, play.actor("IRO"), "escalate", "stage-2")[0]
    (obstacle,) = [choice for choice in reasons.choices if choice.value == "obstacle"]
    assert "doesn't end it" in obstacle.title
    assert newcastle().obstacle_rule == "W21"
    play.does("IRO", "escalate", "stage-2", reasons="obstacle")
    assert (play.stage, play.dispute.open) == ("stage-2", True)
    assert any(obstacle.title in fact.text for fact in play.decision.facts)


def test_W21_an_obstacle_is_no_way_round_a_limit_that_still_runs() -> None:
    assert raised().refuses("IRO", "escalate", "stage-2", reasons="obstacle").name == "too-early"


def test_W28_meetings_have_the_outline_agenda() -> None:
    meetings = [stage.meeting for stage in newcastle().stages if stage.meeting]
    assert len(meetings) == 5
    for meeting in meetings:
        assert (meeting.agenda, meeting.agenda_rule) == (AGENDA, "W28")
    play = at("stage-2")
    (purpose,) = [f for f in fields_of(play.case, play.actor("GM"), "arrange-meeting", "") if f.name == "purpose"]
    assert purpose.rule == "W28"
    assert all(item in purpose.hint for item in AGENDA)


def test_every_stage_shows_the_rules_behind_it_and_behind_going_on() -> None:
    assert {stage.id: stage.rules for stage in newcastle().stages} == {
        "stage-1": ("W1", "W2", "W3", "W4", "W31"),
        "stage-2": ("W6", "W7", "W8", "W9", "W31", "WA9"),
        "stage-3": ("W10", "W11", "W12", "W14", "W31"),
        "stage-4": ("W13", "W14", "W30", "W31", "WA4"),
        "director": ("W15", "W16", "W31", "WA4"),
        "chief-executive": ("W17", "W31"),
    }
    assert {stage.id: stage.progress_rules for stage in newcastle().stages} == {
        "stage-1": ("W6", "W33"),
        "stage-2": ("W10", "W33"),
        "stage-3": ("W13", "W33"),
        "stage-4": ("W15", "W33"),
        "director": ("W16", "W33"),
        "chief-executive": ("W18", "W33"),
    }
    assert {role.id for role in newcastle().roles.values() if role.per_team} == {"IRO", "SW", "TM-CSW", "GM", "SM-SC"}


def test_W31_the_time_taken_and_its_impact_on_the_child_are_said_at_every_step_up() -> None:
    play = at("stage-2").does("IRO", "consult", "cssu-informed").on("2026-04-17")
    for move, reason in (("escalate", {"reasons": "silence"}), ("enter-higher", {"stage_reason": "It is urgent."})):
        (impact,) = [f for f in fields_of(play.case, play.actor("IRO"), move, "stage-3") if f.name == "impact"]
        assert (impact.required, impact.rule) == (True, "W31")
        assert play.refuses("IRO", move, "stage-3", at=None, impact="", **reason).field == "impact"
    up(play, "stage-3", impact="Three weeks without contact.")
    assert Fact("What the time taken means for the child", "Three weeks without contact.") in play.decision.facts
    assert newcastle().raising.interests_rule == "W31"
    assert all("W31" in stage.rules for stage in newcastle().stages)
