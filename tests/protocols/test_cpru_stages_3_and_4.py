"""The CPRU's Stages 3 and 4: raised by its Service Manager, without a deadline, and then Cafcass with every form."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.doubts import doubts
from disputes.entries import EntryKind
from disputes.fields import Fact
from disputes.kinds import StageKind
from disputes.marker import marker_of
from disputes.moves.catalogue import fields_of
from disputes.notices import NoticeKind
from disputes.timeline import timeline
from tests.disputes.cast import MONDAY, Play, roles
from tests.protocols.cpru import at, cpru, raised

SUMMARY_NOTE = "IRO DRP Formal Resolution Process stage 3 -Head of Service"
DIRECTOR_NOTE = (
    "Case note-record sheet entry- IRO DRP stage 3 formal resolution request for meeting with Service Director"
)
FORMS = (
    "CLA Informal Resolution Form; CLA - Resolution Stage 1; CLA Resolution Stage 2 – Service Manager; "
    "CLA Resolution Stage 3 – Head of Service; CLA Resolution Stage 4 – Referral to CAFCASS"
)


def after_stage_3_meeting() -> Play:
    """The Heads of Service met on Wednesday 6 May 2026."""
    play = at("stage-3").does("CPRU-SM", "arrange-meeting", meeting_on="2026-05-06", chair="CPRU-SM").on("2026-05-06")
    return play.does("CPRU-SM", "record-meeting", held_on="2026-05-06", attended="CPRU-SM,HoS,CPRU-HoS")


def test_C23_the_cpru_service_manager_raises_stage_3_and_nobody_else() -> None:
    stage = cpru().stage("stage-3")
    assert (stage.raised_by, stage.record) == ("CPRU-SM", "CLA Resolution Stage 3 – Head of Service")
    play = at("stage-2").on("2026-04-27")
    for role in set(cpru().roles) - {"CPRU-SM"}:
        refusal = play.refuses(role, "escalate", "stage-3", reasons="silence")
        assert refusal.name == "not-yours"
        assert "the CPRU Service Manager" in refusal.text
    assert play.offered("CPRU-SM")["escalate:stage-3"] is None
    play.does("CPRU-SM", "escalate", "stage-3", reasons="silence", agreed="yes")
    assert play.entries[-1].by.roles == ("CPRU-SM",)


def test_C23_the_officer_is_told_of_it_and_keeps_the_dispute() -> None:
    play = at("stage-3")
    assert [(a.role, a.rule) for a in play.notice(NoticeKind.OCCASION).to] == [("IRO", "C23")]
    assert "resolve" in play.offered("IRO")
    assert "resolve" not in play.offered("CPRU-SM")
    assert play.refuses("CPRU-SM", "withdraw").name == "not-yours"


def test_C23_where_the_manager_will_not_the_officer_may_go_on_with_a_reason() -> None:
    play = at("stage-2").on("2026-04-27").does("IRO", "consult", "bypass-discussion", summary="She sees it otherwise.")
    assert play.refuses("IRO", "enter-higher", "stage-3", stage_reason="").field == "stage_reason"
    play.does("IRO", "enter-higher", "stage-3", stage_reason="The plan still drifts.")
    assert play.stage == "stage-3"


def test_C24_it_goes_to_the_heads_of_service_with_a_request_for_a_case_discussion() -> None:
    (notice,) = [draft for draft in at("stage-3").notices if draft.kind is NoticeKind.STAGE_RAISED]
    assert roles(notice.to) == ["HoS", "CPRU-HoS"]
    assert cpru().stage("stage-3").notices[0].asks == "A case discussion, in a meeting."


def test_C25_both_heads_of_service_are_told_what_is_unresolved() -> None:
    play = at("stage-2").on("2026-04-27")
    assert play.refuses("CPRU-SM", "escalate", reasons="silence", agreed="yes", outstanding="").field == "outstanding"
    play.does("CPRU-SM", "escalate", reasons="silence", agreed="yes", outstanding="No plan for permanence.")
    (notice,) = [draft for draft in play.notices if draft.kind is NoticeKind.STAGE_RAISED]
    assert {a.rule for a in notice.to} == {"C25"}
    assert {cpru().title_of(a.role) for a in notice.to} == {
        "Head of Service (A & I / Children Looked After teams)",
        "Head of Service (CPRU)",
    }
    assert Fact("What is still not resolved, in brief", "No plan for permanence.") in play.entries[-1].facts


def test_C26_two_are_notified_and_a_meeting_is_arranged() -> None:
    play = at("stage-3")
    (notice,) = [draft for draft in play.notices if draft.kind is NoticeKind.STAGE_RAISED]
    assert [(a.role, a.rule) for a in notice.copies] == [("PSW", "C26"), ("SD", "C26")]
    owed = play.duty("stage-3/arrange-meeting").duty
    assert (owed.owners, owed.rules[0], owed.due) == (("CPRU-SM",), "C26", None)
    asked = {f.name: f for f in fields_of(play.case, play.actor("CPRU-SM"), "arrange-meeting", "")}
    assert {choice.value for choice in asked["also"].options} == {"IRO", "PSW", "SD"}
    play.does("CPRU-SM", "arrange-meeting", meeting_on="2026-05-06", chair="CPRU-HoS", also="IRO,SD")
    assert set(roles(play.notice(NoticeKind.MEETING_CONFIRMED).to)) == {"CPRU-HoS", "HoS", "IRO", "SD"}
    assert play.duty("stage-3/arrange-meeting").superseded_at, "the meeting on its date takes its place"
    held = play.duty("stage-3/hold-meeting").duty
    assert (held.owners, held.due) == (("CPRU-HoS",), date(2026, 5, 6))


def test_C26_a_meeting_that_moves_stays_owed() -> None:
    play = at("stage-3").does("CPRU-SM", "arrange-meeting", meeting_on="2026-05-06", chair="HoS")
    play.does("CPRU-SM", "rearrange-meeting", meeting_on="2026-05-08", reason="Illness.")
    assert play.owed("HoS") == ["stage-3/hold-meeting#2"]
    assert play.duty("stage-3/hold-meeting#2").duty.due == date(2026, 5, 8)


def test_C27_the_cpru_service_manager_summarises_the_meeting_on_the_case_note() -> None:
    play = after_stage_3_meeting()
    duty = play.duty("stage-3/summary").duty
    assert (duty.owners, duty.record, duty.rules) == (("CPRU-SM",), SUMMARY_NOTE, ("C27",))
    play.does("CPRU-SM", "fulfil", "stage-3/summary", text="No agreement on the placement.")
    assert Fact("Recorded as", SUMMARY_NOTE) in play.entries[-1].facts


def test_C27_a_summary_given_with_the_meeting_is_recorded_under_the_same_name() -> None:
    play = at("stage-3").on("2026-05-06").does("CPRU-SM", "record-meeting", summary="No agreement.")
    assert not play.duty("stage-3/summary").open
    assert Fact("Recorded as", SUMMARY_NOTE) in play.entries[-1].facts


def test_C28_before_a_referral_a_meeting_with_the_service_director_is_requested() -> None:
    play = after_stage_3_meeting()
    duty = play.duty("stage-3/request-director-meeting").duty
    assert (duty.owners, duty.optional, duty.rules[0]) == (("CPRU-SM",), True, "C28")
    play.does("IRO", "escalate", "stage-4", agreed="yes")
    assert [(c.rule, c.text) for c in play.decision.cautions] == [
        ("C28", "Not recorded: the request for a meeting with the Service Director.")
    ]
    assert play.stage == "stage-4", "expected, not insisted on"


@pytest.mark.parametrize("way", ["fulfil", "consult"])
def test_C28_the_request_is_recorded_once_whichever_way(way: str) -> None:
    play = after_stage_3_meeting()
    target = {"fulfil": "stage-3/request-director-meeting", "consult": "director-meeting"}[way]
    play.does("CPRU-SM", way, target)
    assert not play.duty("stage-3/request-director-meeting").open
    assert "director-meeting" in play.dispute.gates
    assert play.does("IRO", "escalate", "stage-4", agreed="yes").decision.cautions == ()


@pytest.mark.parametrize(
    ("way", "target"), [("fulfil", "stage-3/request-director-meeting"), ("consult", "director-meeting")]
)
def test_C29_the_request_is_recorded_on_the_case_note_under_its_name(way: str, target: str) -> None:
    play = after_stage_3_meeting().does("CPRU-SM", way, target)
    assert Fact("Recorded as", DIRECTOR_NOTE) in play.entries[-1].facts


def test_C29_also_where_no_meeting_was_held_before() -> None:
    play = at("stage-3").does("IRO", "consult", "director-meeting")
    assert Fact("Recorded as", DIRECTOR_NOTE) in play.entries[-1].facts


def test_C30_the_outcome_of_an_unresolved_stage_3_leads_to_stage_4() -> None:
    play = after_stage_3_meeting().does("IRO", "escalate", "stage-4", agreed="yes")
    assert Fact("Outcome", "Progress to DRP - Formal resolution stage 4") in play.entries[-1].facts
    assert (play.stage, cpru().after("stage-4")) == ("stage-4", None)


def test_C31_the_officer_may_refer_at_stage_4_and_does_not_need_the_managers_view() -> None:
    play = at("stage-3")
    asked = {f.name: f for f in fields_of(play.case, play.actor("IRO"), "escalate", "stage-4")}
    assert asked["agreed"].label == "Does the CPRU Service Manager also find it unresolved?"
    assert play.refuses("IRO", "escalate", "stage-4", agreed="no").rules == ("CA11",)
    play.does("IRO", "escalate", "stage-4", agreed="no", without_agreement="Section 25B gives it to me.")
    assert "C31" in {caution.rule for caution in play.decision.cautions}
    assert play.offered("IRO")["take-step:cafcass"] is None
    play.does("IRO", "take-step", "cafcass", details="The whole dispute.")
    assert play.entries[-1].kind is EntryKind.REFERRED
    assert play.refuses("CPRU-SM", "take-step", "legal-advice").name == "not-yours"


def test_C31_the_right_to_refer_at_any_point_stands_above_the_protocol() -> None:
    play = raised()
    assert play.refuses("IRO", "take-step", "cafcass", reason="").field == "reason"
    play.does("IRO", "take-step", "cafcass", reason="The child's rights are breached now.")
    assert "CA7" in {caution.rule for caution in play.decision.cautions}
    assert play.dispute.open


def test_C31_it_is_an_option_and_the_dispute_may_end_without() -> None:
    play = at("stage-4").does("IRO", "end", reason="The Service Director has agreed the plan.")
    assert (play.dispute.open, play.dispute.steps) == (False, {})


def test_C32_the_cpru_service_manager_completes_the_referral_form() -> None:
    play = at("stage-4")
    (notice,) = [draft for draft in play.notices if draft.kind is NoticeKind.STAGE_RAISED]
    assert [(a.role, a.rule) for a in notice.to] == [("CPRU-SM", "C32")]
    duty = play.duty("stage-4/referral-form").duty
    assert (duty.owners, duty.record) == (("CPRU-SM",), "CLA Resolution Stage 4 – Referral to CAFCASS")
    play.does("CPRU-SM", "fulfil", "stage-4/referral-form")
    assert Fact("Recorded as", "CLA Resolution Stage 4 – Referral to CAFCASS") in play.entries[-1].facts


def test_C32_all_forms_so_far_are_released_with_the_referral_and_no_other() -> None:
    play = at("stage-4").does("IRO", "take-step", "cafcass")
    assert Fact("Sent with it", FORMS) in play.entries[-1].facts
    short = raised("stage-4").does("IRO", "take-step", "cafcass")
    assert Fact("Sent with it", "CLA Resolution Stage 4 – Referral to CAFCASS") in short.entries[-1].facts


def test_C33_whoever_refers_reads_that_cafcass_may_allocate_the_case_for_judicial_review() -> None:
    play = at("stage-4").does("IRO", "take-step", "cafcass")
    assert any("judicial review" in caution.text and "C33" in caution.text for caution in play.decision.cautions)
    assert cpru().rules["C33"].text == "CAFCASS may allocate the case for judicial review."


def test_C34_independent_legal_advice_is_there_at_stage_4_and_before_it_with_a_warning() -> None:
    play = at("stage-4")
    assert play.offered("IRO")["take-step:legal-advice"] is None
    play.does("IRO", "take-step", "legal-advice")
    assert play.decision.cautions == ()
    early = at("stage-2")
    assert early.refuses("IRO", "take-step", "legal-advice", reason="").field == "reason"
    early.does("IRO", "take-step", "legal-advice", reason="A hearing next week.")
    assert [(c.rule, c.text) for c in early.decision.cautions] == [
        ("C34", "Not in your protocol at this point: it has this step after Stage 4.")
    ]


def test_C38_stages_3_and_4_have_no_deadline_and_show_the_marker_instead() -> None:
    for stage in ("stage-3", "stage-4"):
        play = at(stage)
        assert cpru().stage(stage).clock is None
        assert [s.duty.due for s in play.dispute.open_duties if s.duty.stage == stage and s.duty.due] == []
        assert marker_of(play.dispute, cpru(), play.calendar) == date(2026, 5, 8)
    plan = {step.id: (step.opens, step.due) for step in timeline(cpru(), at("stage-3").calendar, MONDAY).stages}
    assert (plan["stage-3"], plan["stage-4"]) == ((date(2026, 4, 27), None), (None, None))
    assert "stages.stage-3" in {finding.key for finding in doubts(cpru())}


def test_C38_without_a_deadline_the_officer_need_not_wait() -> None:
    play = at("stage-3")
    assert play.offered("IRO")["escalate:stage-4"] is None
    assert cpru().stage("stage-4").kind is StageKind.EXTERNAL
