"""Newcastle: what starts at each stage, who gets it, who answers by when, and what leads to the next."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.fields import Fact
from disputes.kinds import StageKind
from disputes.marker import marker_of
from disputes.moves.catalogue import fields_of
from disputes.moves.raising import raise_fields
from disputes.notices import NoticeKind
from disputes.nudges import NudgeSettings, Reminder, schedule
from disputes.refusals import Refusal
from disputes.stage import Addressee
from disputes.timeline import timeline
from tests.disputes.cast import MONDAY, Play, moment
from tests.disputes.cast import roles as addressed
from tests.protocols.newcastle import OPENED, STAGES, at, newcastle, raised, up


def told(play: Play) -> tuple[list[Addressee], list[Addressee]]:
    """Who was told of the stage that has just opened: To, and copies."""
    (notice,) = [draft for draft in play.notices if draft.kind is NoticeKind.STAGE_RAISED]
    return list(notice.to), list(notice.copies)


def test_W1_a_talk_is_recorded_and_email_alone_is_not_one() -> None:
    play = raised(spoke_on="")
    (caution,) = play.decision.cautions
    assert caution.rule == "W1"
    assert "e-mail alone is not enough" in caution.text
    (spoke_on,) = [field for field in raise_fields(newcastle()) if field.name == "spoke_on"]
    assert spoke_on.rule == "W1"
    (how,) = [f for f in fields_of(play.case, play.actor("IRO"), "record-conversation", "") if f.name == "how"]
    assert not any("mail" in choice.title.lower() for choice in how.choices)
    assert play.refuses("IRO", "record-conversation", at=None, **{"with": "SW", "how": "email"}).field == "how"
    play.on("2026-04-09")
    assert {c.rule for c in play.does("IRO", "escalate", "stage-2", reasons="silence").decision.cautions} == {"W1"}


def test_W1_a_talk_that_is_on_record_leaves_nothing_to_point_out() -> None:
    assert raised().decision.cautions == ()
    play = raised(spoke_on="")
    play.does("IRO", "record-conversation", at=None, **{"with": "SW,TM-CSW", "how": "face-to-face"})
    assert "discussion" in play.dispute.gates
    assert play.on("2026-04-09").does("IRO", "escalate", "stage-2", reasons="silence").decision.cautions == ()


def test_W2_the_record_says_what_should_happen_and_by_which_steps() -> None:
    stage = newcastle().stage("stage-1")
    assert (stage.record, stage.record_rule) == ("Dispute Resolution Record", "W2")
    for later in STAGES[1:4]:
        assert newcastle().stage(later).record == "Dispute Resolution Record"
        assert newcastle().stage(later).record_rule == "W2"
    for left_out in ("wanted", "steps"):
        with pytest.raises(Refusal) as refused:
            raised(**{left_out: ""})
        assert refused.value.field == left_out
    assert raised(wanted="A new plan.", steps="A review by May.").entries[0].values["steps"] == "A review by May."


def test_W3_the_record_goes_to_social_worker_and_team_manager_both_and_to_nobody_else() -> None:
    assert told(raised()) == ([Addressee("SW", "W3"), Addressee("TM-CSW", "W3")], [])


def test_W4_the_team_manager_answers_and_completes_the_action_within_five_working_days() -> None:
    play = raised()
    duty = play.duty("stage-1/respond").duty
    assert (duty.owners, duty.due, duty.rules[0]) == (("TM-CSW",), date(2026, 4, 8), "W4")
    play.does("TM-CSW", "respond", actions="partly")
    assert play.duty("stage-1/respond").open
    play.does("TM-CSW", "respond", actions="completed")
    assert not play.duty("stage-1/respond").open
    assert play.refuses("SW", "respond", "stage-1/respond").name == "no-longer-open"
    assert raised().refuses("SW", "respond", "stage-1/respond").rules[0] == "W4"


def test_W4_the_clock_counts_from_the_earlier_of_talk_and_record() -> None:
    earlier = raised(spoke_on="2026-03-26").duty("stage-1/respond").duty
    assert (earlier.issued_at.date(), earlier.due) == (date(2026, 3, 26), date(2026, 4, 2))
    assert "WA7" in earlier.rules
    assert raised(spoke_on="").duty("stage-1/respond").duty.due == date(2026, 4, 8)
    with pytest.raises(Refusal) as refused:
        raised(spoke_on="2026-03-31")
    assert refused.value.field == "spoke_on"


def test_W6_after_five_working_days_without_resolution_it_goes_to_the_group_manager() -> None:
    play = raised().on("2026-04-08", "23:00")
    early = play.refuses("IRO", "escalate", "stage-2", reasons="silence")
    assert (early.name, early.rules[0]) == ("too-early", "W6")
    up(play.on("2026-04-09"), "stage-2")
    assert told(play) == ([Addressee("GM", "W6")], [])
    assert addressed(newcastle().stage("stage-2").copies) == []


def test_W6_details_action_taken_and_the_parties_views_go_with_it() -> None:
    play = raised().on("2026-04-09")
    asked = {f.name: f for f in fields_of(play.case, play.actor("IRO"), "escalate", "stage-2")}
    assert asked["outstanding"].required
    assert (asked["action"].rule, asked["views"].rule) == ("W6", "W6")
    for left_out in ("action", "views", "outstanding"):
        assert (
            play.refuses("IRO", "escalate", "stage-2", at=None, **{"reasons": "silence", left_out: ""}).field
            == left_out
        )
    up(play, "stage-2", action="A letter to the school.", views="The social worker agrees.")
    assert Fact("The action taken so far", "A letter to the school.") in play.decision.facts
    assert Fact("The views of the parties", "The social worker agrees.") in play.decision.facts


def test_W7_the_group_manager_resolves_it_by_guidance() -> None:
    play = at("stage-2").does("GM", "respond", response="Do it so.", actions="completed")
    assert not play.duty("stage-2/respond").open
    assert play.does("IRO", "resolve").dispute.status == "resolved"


def test_W7_or_else_meets_officer_team_manager_and_social_worker() -> None:
    play = at("stage-2").on("2026-04-10").does("GM", "arrange-meeting", meeting_on="2026-04-14")
    invited = play.notice(NoticeKind.MEETING_CONFIRMED).to
    assert [(a.role, a.rule) for a in invited] == [("IRO", "W7"), ("TM-CSW", "W7"), ("SW", "W7")]
    held = play.duty("stage-2/hold-meeting").duty
    assert (held.owners, held.due, held.rules) == (("GM",), date(2026, 4, 14), ("W7",))
    assert play.refuses("IRO", "escalate", "stage-3", reasons="dissatisfaction").name == "gate-closed"
    play.does("IRO", "consult", "cssu-informed")
    assert play.refuses("IRO", "escalate", "stage-3", reasons="dissatisfaction").name == "too-early"
    play.on("2026-04-14").does("GM", "record-meeting", held_on="2026-04-14")
    assert not play.duty("stage-2/hold-meeting").open
    assert up(play, "stage-3", reasons="dissatisfaction").stage == "stage-3"


def test_W7_a_meeting_that_is_moved_stays_owed_on_its_new_day() -> None:
    play = at("stage-2").does("GM", "arrange-meeting", meeting_on="2026-04-14")
    play.does("GM", "rearrange-meeting", meeting_on="2026-04-15")
    assert play.duty("stage-2/hold-meeting").superseded_at == play.now
    assert play.duty("stage-2/hold-meeting#2").duty.due == date(2026, 4, 15)


def test_W8_stage_two_ends_five_working_days_after_it_was_raised_with_the_group_manager() -> None:
    duty = at("stage-2").duty("stage-2/respond").duty
    assert (duty.issued_at, duty.due, duty.rules[0]) == (moment("2026-04-09"), date(2026, 4, 16), "W8")
    late = up(raised().on("2026-04-20"), "stage-2").duty("stage-2/respond").duty
    assert late.due == date(2026, 4, 27)


def test_W10_stage_three_is_reassigned_to_the_service_manager_for_social_care() -> None:
    play = at("stage-3")
    assert told(play)[0] == [Addressee("SM-SC", "W10")]
    assert newcastle().stage("stage-3").record == "Dispute Resolution Record"


def test_W11_the_service_manager_for_cssu_is_informed_by_stage_three_at_the_latest() -> None:
    play = at("stage-2").on("2026-04-17")
    closed = play.refuses("IRO", "escalate", "stage-3", reasons="silence")
    assert (closed.rules, closed.remedy) == (("W11",), ("consult", "cssu-informed"))
    assert play.refuses("IRO", "enter-higher", "stage-3", stage_reason="It can't wait.").rules == ("W11",)
    assert told(up(play, "stage-3"))[1] == [Addressee("SM-CSSU", "W11")]


def test_W11_or_earlier_and_then_not_again() -> None:
    play = raised().does("IRO", "consult", "cssu-informed")
    up(play.on("2026-04-09"), "stage-2")
    assert play.on("2026-04-17").does("IRO", "escalate", "stage-3", reasons="silence").stage == "stage-3"


def test_W11_whoever_begins_at_stage_three_says_so_when_raising() -> None:
    with pytest.raises(Refusal) as refused:
        raised("stage-3")
    assert (refused.value.rules, refused.value.field) == (("W11",), "before_cssu_informed")
    play = raised("stage-3", before_cssu_informed="Told by telephone today.")
    assert (play.stage, list(play.dispute.gates)) == ("stage-3", ["discussion", "cssu-informed"])


def test_W12_both_service_managers_give_guidance_within_five_working_days() -> None:
    play = at("stage-3")
    duty = play.duty("stage-3/respond").duty
    assert (duty.owners, duty.due, duty.rules[0]) == (("SM-SC", "SM-CSSU"), date(2026, 4, 24), "W12")
    assert "WA1" in duty.rules
    play.does("SM-SC", "respond", actions="completed")
    assert play.owed("SM-CSSU") == ["stage-3/respond"]
    play.does("SM-CSSU", "respond", actions="completed")
    assert play.owed("SM-CSSU") == []


def test_W12_or_else_they_meet_the_officer() -> None:
    play = at("stage-3").does("IRO", "arrange-meeting", meeting_on="2026-04-22", chair="SM-CSSU")
    assert {a.role for a in play.notice(NoticeKind.MEETING_CONFIRMED).to} == {"SM-SC", "SM-CSSU"}
    assert play.duty("stage-3/hold-meeting").duty.rules == ("W12",)
    play.on("2026-04-22").does("SM-CSSU", "record-meeting", held_on="2026-04-22")
    assert up(play, "stage-4", reasons="dissatisfaction").stage == "stage-4"


def test_W13_stage_four_goes_to_the_assistant_director_for_five_working_days() -> None:
    play = at("stage-4")
    assert told(play) == ([Addressee("AD", "W13")], [])
    duty = play.duty("stage-4/respond").duty
    assert (duty.owners, duty.due, duty.rules[0]) == (("AD",), date(2026, 5, 5), "W13")


def test_W13_the_assistant_director_meets_the_service_managers_and_the_officer_may_be_asked() -> None:
    play = at("stage-4").does("AD", "arrange-meeting", meeting_on="2026-05-01")
    assert addressed(play.notice(NoticeKind.MEETING_CONFIRMED).to) == ["SM-SC", "SM-CSSU"]
    asked = at("stage-4").does("IRO", "arrange-meeting", meeting_on="2026-05-01").notice(NoticeKind.MEETING_CONFIRMED)
    assert asked.to[0] == Addressee("AD", "W13")
    play = at("stage-4").does("AD", "arrange-meeting", meeting_on="2026-05-01", also="IRO")
    assert [(a.role, a.rule) for a in play.notice(NoticeKind.MEETING_CONFIRMED).to][-1] == ("IRO", "WA4")
    assert play.duty("stage-4/hold-meeting").duty.owners == ("AD",)


def test_W15_the_director_gets_it_outside_the_case_system_with_the_report() -> None:
    play = at("director")
    assert told(play) == ([Addressee("DIRECTOR", "W15")], [])
    stage = newcastle().stage("director")
    assert (stage.record, stage.off_form) == (None, True)
    duty = play.duty("director/respond").duty
    assert (duty.owners, duty.due, duty.rules) == (("DIRECTOR",), date(2026, 5, 13), ("W15",))
    report = play.duty("director/share-report").duty
    assert (report.owners, report.rules) == (("IRO",), ("W15",))
    assert "electronically or in hard copy" in (report.title or "")
    assert "director/share-report" not in play.does("IRO", "fulfil", "director/share-report").owed("IRO")


def test_W15_or_else_the_director_meets_assistant_director_and_service_managers() -> None:
    play = at("director").does("DIRECTOR", "arrange-meeting", meeting_on="2026-05-12")
    assert [(a.role, a.rule) for a in play.notice(NoticeKind.MEETING_CONFIRMED).to] == [
        ("AD", "W15"),
        ("SM-SC", "W15"),
        ("SM-CSSU", "W15"),
    ]
    assert play.duty("director/hold-meeting").duty.rules == ("W15",)


def test_W17_the_chief_executive_directs_or_may_meet_the_parties() -> None:
    play = at("chief-executive")
    assert told(play) == ([Addressee("CE", "W17")], [])
    duty = play.duty("chief-executive/respond").duty
    assert (duty.owners, duty.due, duty.rules) == (("CE",), date(2026, 5, 21), ("W17", "WA2"))
    assert newcastle().rule("WA2").basis == "inferred"
    assert play.duty("chief-executive/share-report").duty.rules == ("W17",)
    assert "chief-executive/hold-meeting" not in play.dispute.duties
    play.does("IRO", "arrange-meeting", meeting_on="2026-05-20")
    parties = {"CE", "SW", "TM-CSW", "GM", "SM-SC", "SM-CSSU", "AD", "DIRECTOR"}
    assert {a.role for a in play.notice(NoticeKind.MEETING_CONFIRMED).to} == parties
    assert {a.rule for a in play.notice(NoticeKind.MEETING_CONFIRMED).to} == {"W17"}
    assert play.duty("chief-executive/hold-meeting").duty.rules == ("W17",)
    assert (play.case.stage_clock, play.case.stage_clock and play.case.stage_clock.duty) == (
        play.duty("chief-executive/respond"),
        duty,
    )


def test_W30_stages_one_to_four_have_twenty_working_days_before_the_director() -> None:
    limits = [stage.clock.limit.count for stage in newcastle().stages if stage.clock and stage.clock.limit]
    assert sum(limits[:4]) == 20
    assert all(stage.kind is StageKind.FORMAL for stage in newcastle().stages)
    play = raised()
    assert marker_of(play.dispute, play.protocol, play.calendar) == date(2026, 4, 29)
    steps = timeline(newcastle(), play.calendar, MONDAY).stages
    assert [step.opens for step in steps[1:]] == [date.fromisoformat(OPENED[stage]) for stage in STAGES[1:]]


def test_W32_it_begins_at_the_earliest_point_and_with_what_was_tried_before() -> None:
    assert newcastle().enter_at == "stage-1"
    with pytest.raises(Refusal) as refused:
        raised(tried="")
    assert (refused.value.field, refused.value.rules) == ("tried", ("W32",))
    with pytest.raises(Refusal) as refused:
        raised("stage-2", stage_reason="")
    assert (refused.value.field, refused.value.rules) == ("stage_reason", ("WA5",))
    assert raised("stage-2", stage_reason="The hearing is on Friday.").stage == "stage-2"


def test_W33_the_officer_is_nudged_when_a_limit_passes_and_must_justify_leaving_it() -> None:
    play = raised()
    duty = play.duty("stage-1/respond").duty
    overdue = [item for item in schedule(duty, NudgeSettings(), play.calendar) if item.what is Reminder.OVERDUE]
    assert overdue[0].at == moment("2026-04-09", "09:00")
    assert newcastle().must_progress_rule == "W33"
    play.on("2026-04-09")
    assert play.offered("IRO")["escalate:stage-2"] is None
    (reason,) = fields_of(play.case, play.actor("IRO"), "withdraw", "")[:1]
    assert (reason.required, reason.rule) == (True, "W33")
    assert all("W33" in stage.progress_rules for stage in newcastle().stages)


def test_W34_a_routine_talk_is_no_dispute_and_starts_no_clock() -> None:
    play = raised()
    before = {state.duty.id: state.duty.due for state in play.dispute.open_duties}
    play.later(days=1).does("IRO", "record-conversation", at=None, **{"with": "SW"})
    assert {state.duty.id: state.duty.due for state in play.dispute.open_duties} == before
    assert (play.decision.effects.starts, play.notices) == ((), ())
    required = {field.name for field in raise_fields(newcastle()) if field.required}
    assert {"wrong", "wanted", "steps"} <= required, "a talk alone can't be raised"
