"""Brighton & Hove: advice, notice in writing of an intention, and the referral to Cafcass."""

from __future__ import annotations

import pytest

from disputes.fields import Fact
from disputes.moves.catalogue import fields_of
from disputes.notices import NoticeKind
from disputes.stage import Addressee
from tests.disputes.cast import Play
from tests.protocols.brighton import LEFT_UNRESOLVED, OPENED, at, brighton, recorded_before

INTENT_TO_CHIEF_EXECUTIVE, INTENT_TO_CAFCASS = "intent-chief-executive", "intent-cafcass"


def unresolved_at_level_4() -> Play:
    """Level 4's limit passed in silence."""
    return at("level-4").on(OPENED["level-5"])


def unresolved_at_level_5() -> Play:
    """Level 5's limit passed in silence."""
    return at("level-5").on(LEFT_UNRESOLVED)


def asks_why_now(play: Play, role: str, step: str) -> bool:
    """Whether a step that is taken now is ahead of the protocol's time."""
    return "reason" in [field.name for field in fields_of(play.case, play.actor(role), "take-step", step)]


@pytest.mark.parametrize("step", ["legal-advice", "cafcass-advice"])
def test_H22_after_level_3_the_head_of_safeguarding_may_take_legal_and_cafcass_advice(step: str) -> None:
    assert asks_why_now(at("level-3"), "HoSg", step), "not before it is unresolved"
    play = at("level-3").on(OPENED["level-4"])
    assert not asks_why_now(play, "HoSg", step)
    assert "H22" in play.refuses("IROM", "take-step", step).rules
    play.does("HoSg", "take-step", step).later(hours=1)
    play.does("HoSg", "escalate", "level-4", reasons="silence")
    assert step in play.targets("take-step", "HoSg"), "and again at the next level"


def test_H22_H24_H42_the_rules_behind_each_step_can_be_shown() -> None:
    assert {step.id: step.rules for step in brighton().outside} == {
        "legal-advice": ("H22", "H24", "H26", "H42"),
        "cafcass-advice": ("H22", "H24"),
        "cafcass": ("H28", "H24", "H27", "H51", "HA9"),
        "tell-court": ("H43",),
    }


def test_H22_it_is_nobodys_duty() -> None:
    play = at("level-3").on(OPENED["level-4"])
    assert not any("advice" in duty for duty in play.owed("HoSg"))
    assert play.does("HoSg", "escalate", "level-4", reasons="silence").stage == "level-4"


def test_H24_level_5_needs_legal_and_cafcass_advice_taken_after_level_4() -> None:
    assert at("level-3").refuses("HoSg", "record-advice", "advice-after-level-4").name == "no-longer-open"
    play = unresolved_at_level_4()
    closed = play.refuses("HoSg", "escalate", "level-5", reasons="silence")
    assert (closed.rules, closed.remedy) == (("H24",), ("record-advice", "advice-after-level-4"))
    play.does("HoSg", "record-advice", "advice-after-level-4", way="neither")
    assert play.refuses("HoSg", "escalate", "level-5", reasons="silence").rules == ("H25",)


def test_H24_so_does_cafcass_straight_after_level_4() -> None:
    play = unresolved_at_level_4()
    assert play.refuses("HoSg", "take-step", "cafcass").name == "not-yours"
    assert play.refuses("IRO", "take-step", "cafcass", reason="").field == "reason"
    play.does("HoSg", "record-advice", "advice-after-level-4")
    assert play.refuses("HoSg", "take-step", "cafcass").rules == ("H27",)
    play.does("HoSg", "give-intent", INTENT_TO_CAFCASS, steps="cafcass")
    assert not asks_why_now(play, "HoSg", "cafcass")
    assert "cafcass" in play.does("HoSg", "take-step", "cafcass").dispute.steps


def test_H24_nobody_else_takes_it_and_the_officer_only_with_a_reason() -> None:
    play = unresolved_at_level_4()
    assert play.refuses("IROM", "record-advice", "advice-after-level-4").rules == ("H24",)
    assert play.refuses("IRO", "record-advice", "advice-after-level-4", in_place="").field == "in_place"
    play.does("IRO", "record-advice", "advice-after-level-4", in_place="The post is vacant.")
    assert "advice-after-level-4" in play.dispute.gates


def test_H25_before_level_5_the_director_has_notice_in_writing() -> None:
    play = unresolved_at_level_4().does("HoSg", "record-advice", "advice-after-level-4")
    closed = play.refuses("HoSg", "escalate", "level-5", reasons="silence")
    assert (closed.rules, closed.remedy) == (("H25",), ("give-intent", INTENT_TO_CHIEF_EXECUTIVE))
    assert play.refuses("IROM", "give-intent", INTENT_TO_CHIEF_EXECUTIVE).rules == ("H25",)
    play.does("HoSg", "give-intent", INTENT_TO_CHIEF_EXECUTIVE)
    notice = play.notice(NoticeKind.INTENT)
    assert (notice.to, notice.copies) == ((Addressee("DCS", "H25"),), ())
    assert play.does("HoSg", "escalate", "level-5", reasons="silence").stage == "level-5"


def test_H25_whoever_passes_level_4_gives_the_notice_all_the_same() -> None:
    play = at("level-2")
    assert INTENT_TO_CHIEF_EXECUTIVE not in play.targets("give-intent", "HoSg")
    play.does("IRO", "consult", "irom-bypass")
    recorded_before(play, "level-5")
    play.does("IRO", "enter-higher", "level-5", stage_reason="Only the Chief Executive can decide it in time.")
    assert play.stage == "level-5"


def test_H25_a_head_of_safeguarding_who_will_not_give_it_blocks_nobody() -> None:
    play = unresolved_at_level_4()
    play.does("IRO", "record-advice", "advice-after-level-4", in_place="The Head of Safeguarding disagrees.")
    assert play.refuses("IRO", "give-intent", INTENT_TO_CHIEF_EXECUTIVE, in_place="").field == "in_place"
    play.does("IRO", "give-intent", INTENT_TO_CHIEF_EXECUTIVE, in_place="The Head of Safeguarding disagrees.")
    play.does("IRO", "enter-higher", "level-5", stage_reason="It is not resolved for the child.")
    assert play.stage == "level-5"


def test_H27_before_cafcass_director_and_chief_executive_have_notice_in_writing() -> None:
    play = unresolved_at_level_5()
    for role in ("HoSg", "IRO"):
        closed = play.refuses(role, "take-step", "cafcass")
        assert (closed.rules, closed.remedy) == (("H27",), ("give-intent", INTENT_TO_CAFCASS))
    play.does("HoSg", "give-intent", INTENT_TO_CAFCASS, steps="cafcass")
    notice = play.notice(NoticeKind.INTENT)
    assert (notice.to, notice.copies) == ((Addressee("DCS", "H27"), Addressee("CE", "H27")), ())
    assert "cafcass" in play.does("HoSg", "take-step", "cafcass").dispute.steps


def referred() -> Play:
    """Everything was tried; the Head of Safeguarding refers it."""
    play = unresolved_at_level_5().does("HoSg", "give-intent", INTENT_TO_CAFCASS, steps="cafcass")
    return play.does("HoSg", "take-step", "cafcass")


def test_H28_the_referral_goes_with_all_documents_and_cafcass_decides_on_any_remedy() -> None:
    play = referred()
    forms = "Module 4: Looked-after Quality Monitoring (Independent Reviewing Service); Looked-after Manager Alert"
    assert Fact("Sent with it", forms) in play.decision.facts
    (caution,) = play.decision.cautions
    assert caution.rule == "H28"
    assert "All required documentation goes with the referral" in caution.text
    assert "Cafcass, not the service, decides whether a legal remedy is sought" in caution.text


def test_H28_the_head_of_safeguarding_refers_and_the_officer_may() -> None:
    (step,) = [step for step in brighton().outside if step.id == "cafcass"]
    assert step.by == ("HoSg", "IRO")
    assert "HA9" in step.rules
    assert unresolved_at_level_5().refuses("IROM", "take-step", "cafcass").rules[0] == "H28"


@pytest.mark.parametrize("level", ["level-1", "level-3", "level-5"])
def test_H28_the_officers_power_by_law_is_there_at_any_level_and_says_what_is_missing(level: str) -> None:
    play = at(level)
    play.does("IRO", "take-step", "cafcass", reason="The child's human rights are impinged.")
    rules = {caution.rule for caution in play.decision.cautions}
    assert {"HA9", "H27", "H28"} <= rules
    assert ("H24" in rules) == (level != "level-5")


def test_H51_after_the_referral_one_more_resolution_is_attempted_and_the_dispute_stays_open_for_it() -> None:
    play = referred()
    assert play.dispute.open
    assert any("try once more to resolve it (H51)" in caution.text for caution in play.decision.cautions)
    assert play.does("IRO", "resolve").dispute.status == "resolved"
