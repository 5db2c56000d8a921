"""The CPRU before Stage 1: file checks, the informal form, tasks with dates of their own, and the least formal way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from disputes.entries import Entered
from disputes.fields import Fact
from disputes.kinds import Subject
from disputes.marker import marker_of
from disputes.moves.catalogue import fields_of
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from protocols.reading import shipped
from tests.disputes.cast import Play, moment, roles
from tests.protocols.cpru import cpru, raised

CHECK_NOTE = "Case Note – Independent Reviewing Officer"
INFORMAL_NOTE = "Record sheet entry- IRO Informal Resolution"


def with_tasks() -> Play:
    """Two corrective actions: one for Wednesday 1 April, one for Friday 24 April 2026, both accepted."""
    play = raised().does("TM", "agree-task", task="Visit the child alone.", agreed_on="2026-04-01")
    return play.does("IRO", "agree-task", task="Update the care plan.", agreed_on="2026-04-24", how="phone")


def test_C1_a_concern_from_the_file_checks_goes_to_social_worker_and_team_manager_and_is_case_noted() -> None:
    play = Play(shipped()["cpru-checks"], subject="CLA-3301")
    notice = play.notice(NoticeKind.STAGE_RAISED)
    assert {(addressee.role, addressee.rule) for addressee in notice.to} == {("SW", "C1"), ("TM", "C1")}
    (state,) = play.dispute.open_duties
    assert (state.duty.owners, state.duty.record, state.duty.rules) == (("IRO",), CHECK_NOTE, ("C1",))
    said: dict[str, Any] = {"with": "SW", "how": "phone", "summary": "The report is late."}
    play.does("IRO", "record-conversation", **said).does("IRO", "fulfil", state.duty.id)
    assert Fact("Recorded as", CHECK_NOTE) in play.entries[-1].facts
    play.does("IRO", "resolve")
    assert not play.dispute.open


def test_C1_the_checks_are_no_dispute_nobody_owes_an_answer() -> None:
    play = Play(shipped()["cpru-checks"]).on("2026-06-01")
    assert play.offered("TM") == {}
    assert marker_of(play.dispute, play.protocol, play.calendar) is None
    assert play.protocol.process


def test_C2_the_officer_completes_the_informal_form_about_the_child() -> None:
    play = raised()
    stage = cpru().stage("informal")
    assert (stage.record, stage.record_rule) == ("CLA Informal Resolution Form", "C2")
    assert (stage.raised_by, cpru().officer, cpru().subject) == ("IRO", "IRO", Subject.CHILD)
    assert play.dispute.concern["wanted"]


def test_C3_the_officer_names_corrective_actions_and_proposes_when_each_is_to_be_done() -> None:
    with pytest.raises(Refusal) as caught:
        raised(steps="")
    assert caught.value.field == "steps"
    play = raised(steps="Visit by 1 April; care plan by 24 April.")
    assert play.dispute.concern["steps"] == "Visit by 1 April; care plan by 24 April."


def test_C3_a_proposed_date_is_agreed_once_the_team_manager_accepts_it() -> None:
    play = raised()
    assert play.owed("SW") == []
    asked = {field.name: field for field in fields_of(play.case, play.actor("IRO"), "agree-task", "")}
    assert (asked["how"].label, asked["how"].rule) == ("How the Team Manager accepted it", "CA10")
    assert play.refuses("IRO", "agree-task", how="").field == "how"
    assert "how" not in {field.name for field in fields_of(play.case, play.actor("TM"), "agree-task", "")}
    assert play.refuses("SW", "agree-task").name == "not-yours"
    play.does("TM", "agree-task", agreed_on="2026-04-01")
    assert play.owed("SW") == ["informal/tasks"]


def test_C4_the_team_manager_responds_within_five_working_days() -> None:
    play = raised()
    duty = play.duty("informal/respond").duty
    assert (duty.owners, duty.due, duty.rules) == (("TM",), date(2026, 4, 8), ("C4",))
    assert duty.due_at == moment("2026-04-09", "00:00")
    play.does("TM", "acknowledge")
    assert play.duty("informal/respond").open
    play.does("TM", "respond", response="Both actions are right.")
    assert not play.duty("informal/respond").open


def test_C5_every_task_has_its_own_agreed_date_and_the_social_worker_owes_it() -> None:
    play = with_tasks()
    tasks = [state.duty for state in play.dispute.open_duties if state.duty.rule_id == "tasks"]
    assert [(duty.owners, duty.due) for duty in tasks] == [(("SW",), date(2026, 4, 1)), (("SW",), date(2026, 4, 24))]
    assert all(duty.rules[0] == "C5" for duty in tasks)
    notice = play.notice(NoticeKind.OCCASION)
    assert (roles(notice.to), notice.duty) == (["SW"], tasks[1].id)
    assert play.refuses("IRO", "agree-task", agreed_on="2026-03-29", how="phone").field == "agreed_on"


def test_C5_a_task_is_met_by_being_completed_not_by_an_answer() -> None:
    play = with_tasks().does("SW", "respond", "informal/tasks", actions="not-yet", response="Next week.")
    assert play.duty("informal/tasks").open
    assert play.dispute.visit.responded_at is None, "it is no answer to the concern"
    play.does("SW", "respond", "informal/tasks", actions="completed", response="Seen alone today.")
    assert not play.duty("informal/tasks").open
    assert play.duty("informal/tasks#2").open
    assert play.duty("informal/respond").open


def test_C6_the_reasons_are_case_noted_under_the_notes_name() -> None:
    play = raised()
    duty = play.duty("informal/note-issued").duty
    assert (duty.owners, duty.record, duty.rules) == (("IRO",), INFORMAL_NOTE, ("C6",))
    play.does("IRO", "fulfil", "informal/note-issued", text="The care plan drifts.")
    assert Fact("Recorded as", INFORMAL_NOTE) in play.entries[-1].facts


def test_C6_social_worker_and_team_manager_are_alerted_each_once() -> None:
    play = raised()
    draft = play.notice(NoticeKind.STAGE_RAISED)
    assert [(a.role, a.rule, a.alert) for a in draft.copies] == [("SW", "C6", True), ("TM", "C6", True)]
    (notice,) = play.entries[0].notices
    assert [(a.rule, a.alert) for a in notice.to[0].roles] == [("C4", False), ("C6", True)]
    assert [[a.role for a in recipient.roles] for recipient in notice.copies] == [["SW"]]


@pytest.mark.parametrize(("lapsed", "on"), [("a task", "2026-04-02"), ("the reply", "2026-04-09")])
def test_C7_either_clock_that_lapses_lets_the_officer_go_on(lapsed: str, on: str) -> None:
    play = with_tasks() if lapsed == "a task" else raised()
    closed = play.on("2026-04-01", "23:59").offered("IRO")["escalate:stage-1"]
    assert closed
    assert set(closed.rules) == {"C7", "CA8"}
    play.on(on, "00:00").does("IRO", "escalate", "stage-1", reasons="silence")
    assert play.stage == "stage-1"
    assert cpru().reading("CA8") == "either"


def test_C7_a_task_that_was_promised_and_is_not_done_in_time_counts_whatever_was_said() -> None:
    play = with_tasks().does("SW", "respond", "informal/tasks", actions="partly", response="Half of it.")
    play.on("2026-04-02").does("IRO", "escalate", "stage-1", reasons="silence")
    assert play.stage == "stage-1"


def test_C7_a_task_done_early_is_no_reason_to_go_on_while_the_team_manager_has_time() -> None:
    play = with_tasks().does("SW", "respond", "informal/tasks", actions="completed").on("2026-04-02")
    assert play.refuses("IRO", "escalate", "stage-1").name == "too-early"


def test_C7_the_outcome_is_worded_as_the_form_has_it_and_carries_everything_over() -> None:
    play = with_tasks().on("2026-04-09").does("IRO", "escalate", "stage-1", reasons="silence")
    assert Fact("Outcome", "Progress to DRP – Formal Resolution Process Stage 1") in play.entries[-1].facts
    assert play.dispute.concern["wrong"], "what was raised goes with it"
    assert play.stage == "stage-1"
    assert cpru().stage("stage-1").record == "CLA - Resolution Stage 1"
    assert play.owed("SW") == [], "what was agreed informally ends with the informal form"


@pytest.mark.parametrize("above", ["stage-1", "stage-2", "stage-3", "stage-4"])
def test_C36_starting_above_informal_needs_the_discussion_with_the_service_manager(above: str) -> None:
    with pytest.raises(Refusal) as caught:
        raised(above, consulted="")
    assert (caught.value.field, caught.value.rules) == ("consulted", ("C36",))
    with pytest.raises(Refusal) as caught:
        raised(above, stage_reason="")
    assert (caught.value.field, caught.value.rules) == ("stage_reason", ("C36",))
    play = raised(above)
    assert play.stage == above
    assert "bypass-discussion" in play.dispute.gates
    assert play.entries[0].values["consulted"] == "The CPRU Service Manager agrees."


def test_C36_so_does_going_straight_up_and_the_refusal_names_the_way_there() -> None:
    play = raised().on("2026-03-31")
    closed = play.offered("IRO")["enter-higher:stage-2"]
    assert closed
    assert (closed.rules, closed.remedy) == (("C36",), ("consult", "bypass-discussion"))
    assert "discussion with the CPRU Service Manager" in closed.text
    assert play.refuses("IRO", "enter-higher", "stage-2", stage_reason="Urgent.").name == "gate-closed"
    play.does("IRO", "consult", "bypass-discussion", summary="She would rather wait.")
    play.does("IRO", "enter-higher", "stage-2", stage_reason="The placement ends on Friday.")
    assert (play.stage, play.dispute.visit.entered) == ("stage-2", Entered.HIGHER)


def test_C36_a_discussion_is_asked_for_and_no_consent() -> None:
    assert cpru().gates["bypass-discussion"].with_roles == ("CPRU-SM",)
    assert raised("stage-2", consulted="The CPRU Service Manager is against it.").stage == "stage-2"
    assert raised().stage == "informal"


def test_C35_at_immediate_risk_the_appropriate_action_comes_first() -> None:
    with pytest.raises(Refusal) as caught:
        raised(immediate_risk="yes")
    assert (caught.value.field, caught.value.rules) == ("safeguarding", ("C35",))
    assert raised(immediate_risk="yes", safeguarding="Referred at 9:40.").stage == "informal"
    play = raised().does("IRO", "consult", "bypass-discussion")
    refusal = play.refuses("IRO", "enter-higher", "stage-3", immediate_risk="yes")
    assert (refusal.field, refusal.rules) == ("safeguarding", ("C35",))
    play.does("IRO", "enter-higher", "stage-3", immediate_risk="yes", safeguarding="Strategy meeting today.")
    assert play.stage == "stage-3"


def test_C37_the_least_formal_approach_comes_first_and_a_formal_stage_says_what_was_tried() -> None:
    assert cpru().enter_at == "informal"
    with pytest.raises(Refusal) as caught:
        raised("stage-1", tried="")
    assert (caught.value.field, caught.value.rules) == ("tried", ("C37",))
    assert "C37" in cpru().stage("informal").rules
