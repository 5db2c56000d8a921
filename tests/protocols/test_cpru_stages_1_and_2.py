"""The CPRU's Stages 1 and 2: forms, case notes, alerts and e-mails, meetings with their minutes, and outcomes."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.entries import EntryKind
from disputes.fields import Fact
from disputes.moves.catalogue import fields_of
from disputes.notices import NoticeKind
from tests.disputes.cast import moment, roles
from tests.protocols.cpru import after_meeting, at, cpru, raised

STAGE_1_NOTE = "IRO DRP, Formal Resolution Process Stage 1- Team Manager"
STAGE_2_NOTE = "IRO - DRP formal resolution process stage 2- Service Manager"
STAGE_2_FORM = "CLA Resolution Stage 2 – Service Manager"


def test_C8_the_stage_1_form_is_assigned_to_the_named_team_manager_and_comes_back() -> None:
    play = at("stage-1")
    stage = cpru().stage("stage-1")
    assert (stage.record, stage.raised_by, cpru().roles["TM"].per_team) == ("CLA - Resolution Stage 1", "IRO", True)
    first = play.notices[0]
    assert [(a.role, a.rule) for a in first.to] == [("TM", "C8")]
    assert play.owed("TM") == ["stage-1/respond"]
    play.does("TM", "respond", response="My comments are on the form.")
    assert roles(play.notice(NoticeKind.ANSWERED).to) == ["IRO"]
    assert play.owed("TM") == []
    assert play.offered("IRO")["escalate:stage-2"] is None
    assert not any(offer.startswith(("escalate", "resolve")) for offer in play.offered("TM"))


def test_C9_the_team_manager_responds_to_the_form_within_five_working_days() -> None:
    duty = at("stage-1").duty("stage-1/respond").duty
    assert (duty.owners, duty.due) == (("TM",), date(2026, 4, 16))
    assert "C9" in duty.rules


def test_C10_a_face_to_face_meeting_may_be_arranged_and_never_has_to_be() -> None:
    play = at("stage-1")
    assert not any("meeting" in duty for duty in (*play.owed("IRO"), *play.owed("TM")))
    chair = next(f for f in fields_of(play.case, play.actor("IRO"), "arrange-meeting", "") if f.name == "chair")
    assert {choice.value for choice in chair.options} == set(cpru().roles)
    play.does("IRO", "arrange-meeting", meeting_on="2026-04-14", chair="SM", purpose="To agree the plan.")
    assert set(roles(play.notice(NoticeKind.MEETING_CONFIRMED).to)) == {"SM", "TM"}
    duty = play.duty("stage-1/hold-meeting").duty
    assert (duty.owners, duty.due, duty.rules, duty.optional) == (("SM",), date(2026, 4, 14), ("C10",), True)
    assert play.duty("stage-1/respond").open, "accepting a meeting answers nothing"
    play.does("IRO", "rearrange-meeting", meeting_on="2026-04-15", reason="Illness.")
    assert (play.owed("SM"), play.dispute.visit.meeting_on) == (["stage-1/hold-meeting#2"], date(2026, 4, 15))
    play.on("2026-04-15").does("SM", "record-meeting", held_on="2026-04-15", attended="SM,IRO,TM")
    assert play.owed("SM") == []


def test_C11_a_summary_of_the_reasons_is_case_noted_and_alerts_two() -> None:
    play = at("stage-1")
    duty = play.duty("stage-1/note-issued").duty
    assert (duty.owners, duty.record, duty.rules) == (("IRO",), STAGE_1_NOTE, ("C11",))
    alerts = [(a.role, a.rule, a.alert) for a in play.notices[0].copies]
    assert alerts == [("SW", "C11", True), ("TM", "C11", True)]
    play.does("IRO", "fulfil", "stage-1/note-issued", text="Drift in the care plan.")
    assert Fact("Recorded as", STAGE_1_NOTE) in play.entries[-1].facts


def test_C12_a_separate_email_confirms_it_to_two_service_managers() -> None:
    play = at("stage-1")
    raised_notices = [draft for draft in play.notices if draft.kind is NoticeKind.STAGE_RAISED]
    assert len(raised_notices) == 2
    confirming = raised_notices[1]
    assert [(a.role, a.rule) for a in confirming.to] == [("SM", "C12"), ("CPRU-SM", "C12")]
    assert (confirming.copies, confirming.duty) == ((), None), "addressees, not copies; and nothing is asked of them"
    assert not {"SM", "CPRU-SM"} & set(roles((*raised_notices[0].to, *raised_notices[0].copies)))
    assert cpru().stage("stage-1").notices[1].asks.startswith("Nothing")
    assert play.owed("SM") == play.owed("CPRU-SM") == []


def test_C13_resolved_is_the_forms_outcome_and_after_the_limit_that_is_pointed_out() -> None:
    play = at("stage-1").does("TM", "respond").does("IRO", "resolve")
    assert Fact("Outcome", "Resolved") in play.entries[-1].facts
    assert play.decision.cautions == ()
    late = at("stage-1").on("2026-04-17").does("IRO", "resolve")
    (caution,) = late.decision.cautions
    assert (caution.rule, "passed on Thursday 16 April 2026" in caution.text) == ("C13", True)


@pytest.mark.parametrize("reason", ["silence", "dissatisfaction"])
def test_C13_otherwise_it_progresses_to_stage_2_for_either_reason(reason: str) -> None:
    play = at("stage-1")
    if reason == "dissatisfaction":
        play.does("TM", "respond")
        assert play.refuses("IRO", "escalate", reasons="silence").field == "reasons"
    else:
        assert play.refuses("IRO", "escalate", reasons=reason).rules == ("C13",)
        play.on("2026-04-17")
    play.does("IRO", "escalate", "stage-2", reasons=reason)
    assert Fact("Outcome", "Progress to DRP- formal resolution Stage 2") in play.entries[-1].facts
    assert play.stage == "stage-2"


def test_C14_the_stage_2_form_is_assigned_to_the_service_manager_and_comes_back() -> None:
    play = at("stage-2")
    stage = cpru().stage("stage-2")
    assert (stage.record, stage.record_rule, stage.raised_by) == (STAGE_2_FORM, "C14", "IRO")
    (notice,) = [draft for draft in play.notices if draft.kind is NoticeKind.STAGE_RAISED]
    assert [(a.role, a.rule) for a in notice.to] == [("SM", "C14")]
    play.does("SM", "respond")
    assert roles(play.notice(NoticeKind.ANSWERED).to) == ["IRO"]


def test_C15_the_service_manager_responds_within_five_working_days_to_form_or_email() -> None:
    play = at("stage-2")
    duties = [state.duty for state in play.dispute.open_duties if state.duty.owners == ("SM",)]
    assert [(duty.due, "C15" in duty.rules) for duty in duties] == [(date(2026, 4, 24), True)], "one clock, not two"
    play.does("SM", "arrange-meeting", meeting_on="2026-04-22")
    assert play.duty("stage-2/respond").open, "accepting the meeting alone doesn't answer (CA1)"
    reply = play.reply_arrives("stage-2/respond")
    play.does("IRO", "classify-reply", reply, meaning="response")
    assert not play.duty("stage-2/respond").open


def test_C16_the_officer_discusses_it_with_the_cpru_service_manager() -> None:
    play = at("stage-1").on("2026-04-17").does("IRO", "escalate", "stage-2", reasons="silence")
    (caution,) = play.decision.cautions
    assert (caution.rule, caution.text) == (
        "C16",
        "Not recorded: the IRO's discussion with the CPRU Service Manager.",
    )
    assert play.offered("IRO")["consult:discussion-stage-2"] is None, "it can still be recorded at the stage"
    play.does("IRO", "consult", "discussion-stage-2", summary="She will chair.")
    assert "discussion-stage-2" in play.dispute.gates
    before = at("stage-1").does("IRO", "consult", "discussion-stage-2").on("2026-04-17")
    assert before.does("IRO", "escalate", "stage-2", reasons="silence").decision.cautions == ()


def test_C17_the_case_note_evidences_the_emailed_request_for_a_meeting() -> None:
    play = at("stage-2")
    duty = play.duty("stage-2/note-issued").duty
    assert (duty.owners, duty.record, duty.rules) == (("IRO",), STAGE_2_NOTE, ("C17",))
    assert cpru().stage("stage-2").notices[0].asks_for_meeting
    assert play.entries[-1].kind is EntryKind.ESCALATED
    assert [recipient.person for recipient in play.entries[-1].notices[0].to] == ["the SM"]
    play.does("IRO", "fulfil", "stage-2/note-issued")
    assert Fact("Recorded as", STAGE_2_NOTE) in play.entries[-1].facts


def test_C18_the_email_goes_to_the_service_manager_copied_to_two() -> None:
    (notice,) = [draft for draft in at("stage-2").notices if draft.kind is NoticeKind.STAGE_RAISED]
    assert roles(notice.to) == ["SM"]
    assert [(a.role, a.rule, a.alert) for a in notice.copies] == [("TM", "C18", False), ("SW", "C18", False)]


def test_C19_the_cpru_service_manager_chairs_the_stage_2_meeting() -> None:
    play = at("stage-2")
    assert "chair" not in {field.name for field in fields_of(play.case, play.actor("IRO"), "arrange-meeting", "")}
    play.does("IRO", "arrange-meeting", meeting_on="2026-04-22")
    to = play.notice(NoticeKind.MEETING_CONFIRMED).to
    assert [(a.role, a.rule) for a in to] == [("CPRU-SM", "C19"), ("SM", "C18"), ("TM", "C18"), ("SW", "C18")]
    duty = play.duty("stage-2/hold-meeting").duty
    assert (duty.owners, duty.due, duty.rules) == (("CPRU-SM",), date(2026, 4, 22), ("C19",))
    play.on("2026-04-22", "17:00")
    assert play.refuses("SM", "record-meeting").name == "not-yours"
    play.does("CPRU-SM", "record-meeting", ended_at="16:30")
    assert not play.duty("stage-2/hold-meeting").open


def test_C20_actions_are_recorded_within_24_hours_of_the_meetings_end() -> None:
    play = after_meeting("16:30")
    duty = play.duty("stage-2/record-actions").duty
    assert (duty.owners, duty.record, duty.rules[0]) == (("CPRU-SM",), STAGE_2_FORM, "C20")
    assert duty.due_at == moment("2026-04-23", "16:30")
    state = play.duty("stage-2/record-actions")
    assert not state.overdue(moment("2026-04-23", "16:29"))
    assert state.overdue(moment("2026-04-23", "16:30"))
    play.on("2026-04-23", "09:00").does("CPRU-SM", "fulfil", "stage-2/record-actions", text="Three actions.")
    assert Fact("Recorded as", STAGE_2_FORM) in play.entries[-1].facts


def test_C20_hours_run_through_weekends_and_count_as_they_pass_when_the_clocks_go_back() -> None:
    play = raised("stage-2", stage_reason="Urgent.").on("2026-10-24", "17:00")
    play.does("CPRU-SM", "record-meeting", held_on="2026-10-24", ended_at="16:00")
    assert play.duty("stage-2/record-actions").duty.due_at == moment("2026-10-25", "15:00")


def test_C20_recorded_the_next_day_the_hours_still_run_from_the_end_and_a_list_given_at_once_meets_them() -> None:
    play = at("stage-2").does("IRO", "arrange-meeting", meeting_on="2026-04-22").on("2026-04-23", "10:00")
    play.does("CPRU-SM", "record-meeting", held_on="2026-04-22", ended_at="16:30", actions="SW: visit by 29 April.")
    assert play.dispute.visit.meeting_held_at == moment("2026-04-22", "16:30")
    state = play.duty("stage-2/record-actions")
    assert (state.open, state.duty.due_at) == (False, moment("2026-04-23", "16:30"))
    assert Fact("Recorded as", STAGE_2_FORM) in play.entries[-1].facts


@pytest.mark.parametrize("ended", ["", "half past four", "25:00", "16:30"])
def test_C20_the_time_at_which_the_meeting_ended_is_asked_and_checked(ended: str) -> None:
    play = at("stage-2").on("2026-04-22", "16:00")
    refusal = play.refuses("CPRU-SM", "record-meeting", held_on="2026-04-22", ended_at=ended)
    assert refusal.field == "ended_at"


def test_C20_where_nothing_is_counted_in_hours_no_time_is_asked() -> None:
    play = at("stage-3")
    assert "ended_at" not in {f.name for f in fields_of(play.case, play.actor("CPRU-SM"), "record-meeting", "")}


def test_C20_the_one_who_owes_it_is_told_where_the_officer_records_the_meeting() -> None:
    play = at("stage-2").on("2026-04-22", "17:00").does("IRO", "record-meeting", ended_at="16:30")
    assert [(a.role, a.rule) for a in play.notice(NoticeKind.MEETING_HELD).to] == [("CPRU-SM", "C20")]


def test_C21_minutes_go_to_everybody_who_attended_and_to_nobody_who_did_not() -> None:
    play = after_meeting()
    duty = play.duty("stage-2/circulate-minutes").duty
    assert (duty.owners, duty.rules[0]) == (("CPRU-SM",), "C21")
    assert play.refuses("CPRU-SM", "fulfil", duty.id, text="").field == "text"
    play.does("CPRU-SM", "fulfil", duty.id, text="Agreed: a visit each week.")
    notice = play.notice(NoticeKind.MINUTES)
    assert [(a.role, a.rule) for a in notice.to] == [("IRO", "C21"), ("SM", "C21")]
    assert notice.copies == ()


def test_C22_resolved_is_the_stage_2_forms_outcome() -> None:
    play = at("stage-2").does("SM", "respond").does("IRO", "resolve")
    assert Fact("Outcome", "Resolved") in play.entries[-1].facts


def test_C22_it_progresses_where_both_are_not_satisfied_or_the_service_manager_is_silent() -> None:
    play = at("stage-2").does("SM", "respond")
    asked = {f.name: f for f in fields_of(play.case, play.actor("CPRU-SM"), "escalate", "stage-3")}
    assert asked["agreed"].label == "Does the Independent Reviewing Officer also find it unresolved?"
    assert asked["agreed"].rule == "C22"
    play.does("CPRU-SM", "escalate", "stage-3", reasons="dissatisfaction", agreed="yes")
    assert Fact("Outcome", "Progress to DRP- formal resolution Stage 3") in play.entries[-1].facts
    assert play.decision.cautions == ()
    silent = at("stage-2").on("2026-04-27")
    silent.does("CPRU-SM", "escalate", "stage-3", reasons="silence", agreed="yes")
    assert silent.stage == "stage-3"


def test_C22_without_the_others_agreement_it_needs_a_reason() -> None:
    play = at("stage-2").does("SM", "respond")
    refusal = play.refuses("CPRU-SM", "escalate", "stage-3", reasons="dissatisfaction", agreed="no")
    assert (refusal.field, refusal.rules) == ("without_agreement", ("CA11",))
    play.does("CPRU-SM", "escalate", "stage-3", reasons="dissatisfaction", agreed="no", without_agreement="No plan.")
    assert [caution.rule for caution in play.decision.cautions] == ["C22"]
