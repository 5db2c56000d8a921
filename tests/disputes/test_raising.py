"""Raising a dispute in Bradford: what is asked, where it may begin, who gets it and what is owed from then on."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.entries import Entered
from disputes.fields import Field
from disputes.kinds import StageKind, Subject
from disputes.moves.catalogue import fields_of
from disputes.moves.raising import raise_fields
from disputes.notices import NoticeKind
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from tests.disputes.cast import MONDAY, Play, at_stage_2, at_stage_3, bradford, moment, roles


@pytest.fixture
def protocol() -> Protocol:
    return bradford()


def asked(name: str) -> Field:
    return next(field for field in raise_fields(bradford()) if field.name == name)


def refused(**values: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        Play(raised=MONDAY, clock="10:00", closures=(), brought_in=False, protocol=None, **values)
    assert caught.value.next_step
    return caught.value


def test_B1_the_dispute_is_about_the_foster_carer_and_filed_there(protocol: Protocol) -> None:
    assert protocol.subject is Subject.CARER
    assert asked("subject").label == "Reference number of the foster carer"
    assert "never a name" in asked("subject").hint


def test_B2_what_was_tried_informally_is_asked_and_a_formal_stage_cannot_open_without() -> None:
    refusal = refused(tried="")
    assert (refusal.field, refusal.rules) == ("tried", ("B2",))
    assert asked("tried").rule == "B2"


def test_B2_informal_channels_that_are_not_on_record_are_pointed_out_not_forbidden() -> None:
    play = Play()
    assert {"B2", "B9"} <= {caution.rule for caution in play.decision.cautions}
    play = Play(spoke_on="2026-03-27")
    assert not play.decision.cautions


def test_B3_a_conversation_with_the_team_manager_counts_as_an_informal_attempt() -> None:
    play = Play(stage="informal", tried="")
    play.does("FIRO", "record-conversation", at=None, **{"with": "TM", "how": "phone"})
    assert "informal-channels" in play.dispute.gates
    assert "phone-conversation" not in play.dispute.gates, "that one is with the supervising social worker"
    play.does("FIRO", "escalate", "stage-1")
    assert [caution.rule for caution in play.decision.cautions] == ["B9"]


def test_B4_a_second_opinion_may_be_recorded_and_is_never_required() -> None:
    play = Play(stage="informal", tried="")
    assert play.offered("FIRO")["escalate:stage-1"] is None
    play.does("FIRO", "consult", "second-opinion", summary="Go ahead.")
    assert "second-opinion" in play.dispute.gates
    assert bradford().gates["second-opinion"].with_roles == ("FIRO-TM",)


def test_B5_informal_resolution_has_no_limit_and_the_officer_alone_decides_when_it_is_a_dispute() -> None:
    play = Play(stage="informal", tried="")
    assert not play.dispute.open_duties, "no number of days is given"
    assert "escalate:stage-1" in play.offered("FIRO"), "at once"
    assert not any(offer.startswith("escalate") for offer in play.offered("SSW", "TM", "FSM"))
    play.does("FIRO", "escalate", "stage-1")
    assert play.stage == "stage-1"


def test_B6_the_officer_may_begin_at_any_stage_with_a_reason() -> None:
    refusal = refused(stage="stage-3")
    assert (refusal.field, refusal.rules) == ("stage_reason", ("B6",))
    play = Play(stage="stage-3", stage_reason="The Head of Service took the decision.")
    assert (play.stage, play.dispute.visit.entered) == ("stage-3", Entered.RAISED)
    assert [choice.value for choice in asked("stage").choices] == ["informal", "stage-1", "stage-2", "stage-3"]


def test_B6_a_dispute_under_way_may_go_straight_up_with_a_reason_and_nobodys_consent() -> None:
    play = Play()
    refusal = play.refuses("FIRO", "enter-higher", "stage-3", immediate_risk="no", outstanding="All of it.")
    assert (refusal.field, refusal.rules) == ("stage_reason", ("B6",))
    play.does("FIRO", "enter-higher", "stage-3", immediate_risk="no", stage_reason="Time runs out.")
    assert (play.stage, play.dispute.visit.entered) == ("stage-3", Entered.HIGHER)
    assert not play.duty("stage-1/respond").open


def test_B7_at_immediate_risk_stages_need_not_follow_but_safeguarding_comes_first() -> None:
    refusal = refused(stage="stage-3", immediate_risk="yes", tried="")
    assert (refusal.field, refusal.rules) == ("safeguarding", ("B7",))
    assert "Take it now" in refusal.next_step
    play = Play(stage="stage-3", immediate_risk="yes", tried="", safeguarding="Strategy discussion held today.")
    assert play.stage == "stage-3", "with no other reason and nothing tried informally"
    play = Play()
    assert play.refuses("FIRO", "enter-higher", "stage-3", immediate_risk="yes").rules == ("B7",)
    play.does("FIRO", "enter-higher", "stage-3", immediate_risk="yes", safeguarding="Referred to the duty team.")
    assert play.stage == "stage-3"


def test_B8_the_least_formal_stage_comes_first_and_starting_higher_needs_a_reason(protocol: Protocol) -> None:
    assert asked("stage").choices[0].value == "informal"
    assert protocol.stages[0].kind is StageKind.INFORMAL
    assert "B8" in protocol.stages[0].rules
    Play(stage="informal", tried="")
    assert refused(stage="stage-2").field == "stage_reason"


def test_B9_the_conversation_with_the_supervising_social_worker_is_asked_for_and_opens_its_gate() -> None:
    assert asked("spoke_on").rule == "B9"
    assert "Supervising Social Worker" in asked("spoke_on").label
    play = Play(spoke_on="2026-03-27")
    assert {"phone-conversation", "informal-channels"} <= set(play.dispute.gates)
    assert refused(spoke_on="2026-03-31").field == "spoke_on", "tomorrow's conversation hasn't happened"


@pytest.mark.parametrize(("stage", "rule"), [("stage-1", "B10"), ("stage-2", "B17"), ("stage-3", "B25")])
def test_B10_B17_B25_records_have_the_name_that_the_case_system_knows(
    protocol: Protocol, stage: str, rule: str
) -> None:
    found = protocol.stage(stage)
    number = stage.removeprefix("stage-")
    assert (found.record, found.record_rule) == (f"FIRO Dispute Resolution Stage {number}", rule)
    assert found.raised_by == "FIRO"


def test_B11_stage_1_goes_to_the_team_manager_and_is_copied_to_nobody() -> None:
    notice = Play().notice(NoticeKind.STAGE_RAISED)
    assert [(a.role, a.rule) for a in notice.to] == [("TM", "B11")]
    assert notice.copies == ()
    assert notice.duty == "stage-1/respond"


def test_B12_the_team_manager_owes_a_response_within_five_working_days() -> None:
    duty = Play().duty("stage-1/respond").duty
    assert duty.owners == ("TM",)
    assert duty.due == date(2026, 4, 8)
    assert duty.due_at == moment("2026-04-09", "00:00")
    assert "B12" in duty.rules


@pytest.mark.parametrize(("stage", "rule"), [("stage-1", "B14"), ("stage-2", "B22"), ("stage-3", "B29")])
def test_B14_B22_B29_the_officer_owes_the_case_note_that_a_stage_was_issued(stage: str, rule: str) -> None:
    play = Play(stage=stage, stage_reason="It was raised there.")
    note = play.duty(f"{stage}/note-issued")
    assert (note.duty.owners, note.duty.rules) == (("FIRO",), (rule,))
    play.does("FIRO", "fulfil", f"{stage}/note-issued", text="Written today.")
    assert not note.open


def test_B16_stage_2_goes_to_the_service_manager_copied_to_social_worker_and_team_manager() -> None:
    play = at_stage_2()
    notice = play.notice(NoticeKind.STAGE_RAISED)
    assert roles(notice.to) == ["FSM"]
    assert roles(notice.copies) == ["SSW", "TM"]
    assert {a.rule for a in (*notice.to, *notice.copies)} == {"B16"}
    assert bradford().stage("stage-2").notices[0].asks_for_meeting
    assert "outstanding" in play.entries[-1].values, "the brief outline"


def test_B24_stage_3_goes_to_the_head_of_service_copied_to_three() -> None:
    notice = at_stage_3().notice(NoticeKind.STAGE_RAISED)
    assert roles(notice.to) == ["HoS"]
    assert roles(notice.copies) == ["FSM", "SSW", "TM"], "SW among the copies is the SSW (BA2)"
    assert {a.rule for a in (*notice.to, *notice.copies)} == {"B24"}
    assert bradford().stage("stage-3").notices[0].asks_for_meeting


def test_B41_the_process_has_the_name_that_the_case_system_knows(protocol: Protocol) -> None:
    assert protocol.title == "Foster Care Reviewing Officer Dispute Resolution"


def test_B42_the_grounds_are_the_three_of_the_document_and_at_least_one_is_chosen() -> None:
    grounds = asked("themes")
    assert [choice.value for choice in grounds.choices] == ["case-management", "supervision", "risk", "other"]
    assert grounds.rule == "B42"
    assert refused(themes="").field == "themes"
    assert refused(themes=" , ").field == "themes", "a list of nothing is nothing"
    assert Play(themes="supervision,risk").dispute.concern["themes"] == "supervision,risk"


def test_B43_why_it_is_in_the_childs_best_interests_is_required() -> None:
    assert asked("interests").rule == "B43"
    assert refused(interests="").rules == ("B43",)
    assert Play(interests="Contact depends on it.").dispute.concern["interests"] == "Contact depends on it."


def test_X8_every_way_in_asks_about_immediate_risk_and_says_that_this_is_not_the_safeguarding_route() -> None:
    play = Play()
    for fields in (raise_fields(bradford()), fields_of(play.case, play.actor("FIRO"), "enter-higher", "stage-2")):
        named = {field.name: field for field in fields}
        assert named["immediate_risk"].required
        assert "not the safeguarding route" in named["safeguarding"].hint


def test_X9_the_dispute_keeps_the_version_that_it_began_under(protocol: Protocol) -> None:
    play = Play()
    assert (play.dispute.opening.protocol, play.dispute.opening.version) == (protocol.id, protocol.version)


def test_a_dispute_under_way_is_brought_in_at_its_stage_with_its_real_date() -> None:
    play = Play(brought_in=True, raised="2026-03-25", stage="stage-2", tried="")
    assert play.dispute.visit.entered is Entered.BROUGHT_IN
    assert play.duty("stage-2/confirm-meeting").duty.due == date(2026, 4, 1)
    assert [notice.kind for notice in play.notices] == [NoticeKind.BROUGHT_IN]
    assert not play.decision.cautions
