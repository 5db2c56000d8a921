"""Brighton & Hove: the informal stage, what the child is asked and told, and complaints beside a dispute."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.fields import Fact, FieldKind
from disputes.kinds import DutyKind, StageKind, Subject
from disputes.moves.catalogue import MOVES, fields_of
from disputes.moves.raising import raise_fields
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from disputes.stage import Addressee
from tests.disputes.cast import Play
from tests.protocols.brighton import LEVELS, at, brighton, raised, up

CASE_NOTE = "Casenote: IRO Record (LAC)"


def test_H5_issues_from_a_review_are_recorded_on_module_4() -> None:
    stage = brighton().stage("informal")
    assert stage.record == "Module 4: Looked-after Quality Monitoring (Independent Reviewing Service)"
    assert (stage.record_rule, brighton().enter_at, brighton().subject) == ("H5", "informal", Subject.CHILD)


def test_H6_impact_outcome_and_timescales_are_recorded_by_the_case_note() -> None:
    play = raised()
    duty = play.duty("informal/summary").duty
    assert (duty.owners, duty.record, duty.rules) == (("IRO",), CASE_NOTE, ("H6", "H12"))
    play.does("IRO", "fulfil", "informal/summary", text="The letter goes out by Friday.")
    assert Fact("Recorded as", CASE_NOTE) in play.decision.facts


def test_H7_thirteen_concerns_are_choices_with_other_and_none_is_demanded() -> None:
    (themes,) = [field for field in raise_fields(brighton()) if field.name == "themes"]
    assert (len(themes.choices), themes.choices[-1].value) == (14, "other")
    assert (themes.kind, themes.required, themes.rule) == (FieldKind.CHOICES, False, "H7")
    assert themes.choices[0].title == "Care Plan drift and delay"
    assert raised(themes="drift,contact").entries[0].values["themes"] == "drift,contact"
    assert "themes" not in raised(themes="").entries[0].values


def test_H8_the_officer_may_call_an_urgent_review_which_leaves_the_dispute_where_it_is() -> None:
    play = raised()
    assert "record-occasion:urgent-review" not in play.offered("PTM")
    assert play.refuses("PTM", "record-occasion", "urgent-review").name == "not-yours"
    play.does("IRO", "record-occasion", "urgent-review", details="On Thursday.")
    assert (play.stage, play.decision.effects.starts) == ("informal", ())
    occasion = next(occasion for occasion in brighton().occasions if occasion.id == "urgent-review")
    assert occasion.rules == ("H8",)


def test_H10_the_officer_agrees_a_date_with_the_pod_team_manager() -> None:
    play = raised(agreed_on="2026-04-17")
    duty = play.duty("informal/respond").duty
    assert (duty.owners, duty.due, duty.clock, duty.rules) == (("PTM",), date(2026, 4, 17), True, ("H10",))
    for agreed_on in ("", "2026-03-29"):
        with pytest.raises(Refusal) as refused:
            raised(agreed_on=agreed_on)
        assert refused.value.field == "agreed_on"
    assert raised().notice(NoticeKind.STAGE_RAISED).to == (Addressee("PTM", "H10"),)
    assert raised("level-1", agreed_on="").duty("level-1/respond").duty.due == date(2026, 4, 8)


def test_H11_level_1_needs_the_consultation_of_the_iro_manager() -> None:
    play = raised().on("2026-04-13")
    closed = play.refuses("IRO", "escalate", "level-1")
    assert (closed.rules, closed.remedy) == (("H11",), ("consult", "irom-before-level-1"))
    assert "strengths and weaknesses" in closed.text
    assert brighton().gates["irom-before-level-1"].with_roles == ("IROM",)
    assert play.refuses("PTM", "consult", "irom-before-level-1").rules == ("H11",)
    play.does("IRO", "consult", "irom-before-level-1", summary="Strong on contact, weak on health. Go up.")
    assert play.does("IRO", "escalate", "level-1").stage == "level-1"


def test_H11_each_consultation_is_held_at_its_own_level() -> None:
    assert raised().targets("consult", "IRO") == ["irom-before-level-1", "irom-bypass", "irom-court"]
    play = at("level-1")
    assert play.targets("consult", "IRO") == ["irom-before-level-2", "irom-bypass", "irom-court"]


def test_H12_the_summary_is_alerted_to_social_worker_pod_team_manager_and_iro_manager() -> None:
    play = raised()
    alerted = [a for a in play.notice(NoticeKind.STAGE_RAISED).copies if a.alert]
    assert [(a.role, a.rule) for a in alerted] == [("SW", "H12"), ("PTM", "H12"), ("IROM", "H12")]
    (notice,) = play.entries[0].notices
    assert [r.person for r in notice.to] == ["the PTM"]
    assert [r.person for r in notice.copies] == ["the SW", "the IROM"]
    assert [a.rule for a in notice.to[0].roles] == ["H10", "H12"]
    assert play.duty("informal/summary").duty.record == CASE_NOTE


def test_H29_the_childs_views_and_the_need_for_an_advocate_are_asked_every_time() -> None:
    for stage in ("informal", *LEVELS[:2]):
        for name in ("views", "advocate"):
            with pytest.raises(Refusal) as refused:
                raised(stage, **{name: ""})
            assert (refused.value.field, refused.value.rules) == (name, ("H29",))
    (views,) = [field for field in raise_fields(brighton()) if field.name == "views"]
    assert (views.label, views.required) == ("The child's own views, and how they are kept to", True)
    assert raised(views="To stay.").entries[0].values["views"] == "To stay."


@pytest.mark.parametrize("level", ["informal", "level-1", "level-5"])
def test_H31_whether_child_and_parents_were_told_of_what_is_not_implemented_is_recorded(level: str) -> None:
    play = raised() if level == "informal" else at(level)
    play.does("IRO", "record-occasion", "not-implemented", details="Child and parents told by letter.")
    (occasion,) = [occasion for occasion in brighton().occasions if occasion.id == "not-implemented"]
    assert occasion.rules == ("H31",)
    asked = {field.name: field for field in fields_of(play.case, play.actor("IRO"), "tell", "")}
    assert {choice.value for choice in asked["who"].choices} == {"child", "parents", "carers"}
    assert asked["told"].rule == "H31"
    play.does("IRO", "tell", who="parents", told="no", how="Not before the hearing.")
    assert Fact("How and what they were told, or why not", "Not before the hearing.") in play.decision.facts


def test_H36_a_complaint_is_neither_started_here_nor_in_the_way() -> None:
    names = [move.id for move in MOVES] + [stage.id for stage in brighton().stages]
    assert not any("complain" in name for name in [*names, *(step.id for step in brighton().outside)])
    play = at("level-1")
    before = {state.duty.id for state in play.dispute.open_duties}, play.stage, set(play.offered("IRO"))
    play.does("IRO", "record-occasion", "complaint", details="The child complained on Monday.")
    assert ({state.duty.id for state in play.dispute.open_duties}, play.stage, set(play.offered("IRO"))) == before
    occasion = next(occasion for occasion in brighton().occasions if occasion.id == "complaint")
    assert ("serious" in occasion.title, "care plan" in occasion.title, occasion.rules) == (True, True, ("H36",))


def test_H46_it_begins_by_discussion_at_the_lowest_level() -> None:
    assert brighton().stages[0].kind is StageKind.INFORMAL
    assert brighton().enter_at == "informal"
    with pytest.raises(Refusal) as refused:
        raised("level-1", tried="")
    assert (refused.value.field, refused.value.rules) == ("tried", ("H46",))
    for missing, rule in (("stage_reason", "HA6"), ("consulted", "HA6")):
        with pytest.raises(Refusal) as refused:
            raised("level-2", **{missing: ""})
        assert (refused.value.field, refused.value.rules) == (missing, (rule,))


def test_H46_level_3_is_begun_at_only_after_talking_to_whoever_raises_it() -> None:
    with pytest.raises(Refusal) as refused:
        raised("level-3")
    assert (refused.value.field, refused.value.rules) == ("before_hosg_before_level_3", ("H18",))
    play = raised("level-3", before_hosg_before_level_3="The Head of Safeguarding agrees.")
    assert set(play.dispute.gates) == {"irom-bypass", "hosg-before-level-3"}


@pytest.mark.parametrize("level", ["level-1", "level-2"])
def test_H47_levels_1_and_2_are_negotiated_by_talk(level: str) -> None:
    assert "H47" in brighton().stage(level).rules
    play = at(level).does("IRO", "record-conversation", at=None, **{"with": "PTM", "how": "phone"})
    assert Fact("How", "By telephone") in play.decision.facts
    assert play.refuses("IRO", "record-conversation", at=None, **{"with": "PTM", "how": "email"}).field == "how"


def test_H48_without_agreement_others_are_told_of_the_representations_procedure() -> None:
    play = raised()
    duty = play.duty("informal/tell-advocacy").duty
    assert "H48" in duty.rules
    assert "parents, carers and others" in (duty.title or "")
    for who in ("parents", "carers"):
        play.does("IRO", "tell", who=who, told="yes", how="By letter, with the representations procedure.")


def test_H49_the_child_is_told_of_complaint_and_advocacy_at_the_informal_stage_too() -> None:
    duty = raised().duty("informal/tell-advocacy").duty
    assert (duty.kind, duty.owners, duty.rules[0]) == (DutyKind.TELL_ADVOCACY, ("IRO",), "H49")
    assert "informal/tell-advocacy" not in raised("level-1").dispute.duties


def understanding(play: Play, duty: str, answer: str) -> bool:
    """Whether the duty is still owed after this answer to whether the child understood."""
    return play.does("IRO", "fulfil", duty, understood=answer, text="In a talk.").duty(duty).open


def test_H30_at_the_first_formal_level_the_child_is_told_once_and_understanding_is_recorded() -> None:
    play = raised().on("2026-04-13")
    assert "dispute/tell-advocacy-formal" not in play.dispute.duties
    up(play, "level-1")
    duty = play.duty("dispute/tell-advocacy-formal").duty
    assert (duty.kind, duty.owners, duty.rules) == (DutyKind.TELL_ADVOCACY, ("IRO",), ("H30",))
    (understood, how) = fields_of(play.case, play.actor("IRO"), "fulfil", duty.id)[:2]
    assert (understood.required, understood.rule, how.required) == (True, "H30", True)
    assert understanding(play, duty.id, "not-yet"), "it is explained again"
    assert not understanding(play, duty.id, "yes")
    assert Fact("Did the child understand?", "Yes") in play.decision.facts
    up(play.on("2026-04-21"), "level-2", reasons="silence")
    assert "dispute/tell-advocacy-formal#2" not in play.dispute.duties


@pytest.mark.parametrize("level", ["level-1", "level-2", "level-4"])
def test_H30_whichever_formal_level_is_entered_first(level: str) -> None:
    play = raised(level)
    assert play.duty("dispute/tell-advocacy-formal").duty.rules == ("H30",)
    assert not understanding(play, "dispute/tell-advocacy-formal", "cannot")


def test_H50_the_child_may_take_part_and_says_what_it_wants() -> None:
    (asked,) = [field for field in raise_fields(brighton()) if field.name == "participation"]
    assert (asked.rule, "outcomes that the child wants" in asked.label) == ("H50", True)
    given = raised(participation="The child comes to the meeting and wants to stay.")
    assert given.entries[0].values["participation"].endswith("wants to stay.")


@pytest.mark.parametrize("decided", ["complaint-rights", "complaint-awaited"])
def test_H52_the_service_decides_between_human_rights_and_awaiting_the_complaint(decided: str) -> None:
    play = raised().does("IRO", "record-occasion", decided, details="Decided with the IRO Manager.")
    occasion = next(occasion for occasion in brighton().occasions if occasion.id == decided)
    assert occasion.rules == ("H52",)
    assert play.entries[-1].values["occasion"] == decided
    assert play.refuses("PTM", "record-occasion", decided).name == "not-yours"
