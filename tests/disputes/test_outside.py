"""Steps outside the ladder: notice of intent, independent legal advice, Ofsted; and what isn't there at all."""

from __future__ import annotations

import pytest

from disputes.notices import NoticeKind
from tests.disputes.cast import Play, after_stage_3_meeting, at_stage_2, at_stage_3, bradford, reading_as, roles

BOTH = "legal-advice,ofsted"


def noticed(steps: str = BOTH) -> Play:
    """Notice of intent is given on Wednesday 29 April 2026, the day after the Stage 3 meeting."""
    return after_stage_3_meeting().on("2026-04-29").does("FIRO", "give-intent", "intent", steps=steps)


@pytest.mark.parametrize(("step", "rule"), [("legal-advice", "B30"), ("ofsted", "B31")])
def test_B30_B31_after_an_unsuccessful_stage_3_advice_and_ofsted_are_there_to_be_considered(
    step: str, rule: str
) -> None:
    play = noticed()
    assert play.offered("FIRO")[f"take-step:{step}"] is None
    assert next(s for s in bradford().outside if s.id == step).rules == (rule,)
    play.does("FIRO", "take-step", step, details="The three recommendations that were never carried out.")
    assert step in play.dispute.steps
    assert play.entries[-1].values["step"] == step


def test_B30_considering_is_not_having_to() -> None:
    play = after_stage_3_meeting().does("FIRO", "end", reason="Considered; the carer has moved.")
    assert not play.dispute.open
    assert play.dispute.steps == {}


def test_B31_either_or_both_the_duty_ends_with_the_last_step_that_notice_was_given_of() -> None:
    play = noticed(BOTH)
    play.does("FIRO", "take-step", "legal-advice")
    assert play.duty("stage-3/act-on-intent").open
    play.does("FIRO", "take-step", "ofsted")
    assert not play.duty("stage-3/act-on-intent").open
    play = noticed("legal-advice").does("FIRO", "take-step", "legal-advice")
    assert not play.duty("stage-3/act-on-intent").open


def test_B31_the_officer_is_told_that_this_is_not_the_schedule_7_notification() -> None:
    play = noticed().does("FIRO", "take-step", "ofsted")
    assert any("Schedule 7" in caution.text for caution in play.decision.cautions)


def test_B32_before_either_step_notice_of_intent_must_be_on_record() -> None:
    play = after_stage_3_meeting().on("2026-04-29")
    for step in ("legal-advice", "ofsted"):
        refusal = play.refuses("FIRO", "take-step", step)
        assert (refusal.name, refusal.rules) == ("gate-closed", ("B32",))
        assert "notice of intent to the Head of Service" in refusal.text


def test_B32_notice_goes_to_the_head_of_service_copied_to_three() -> None:
    notice = noticed().notice(NoticeKind.INTENT)
    assert roles(notice.to) == ["HoS"]
    assert roles(notice.copies) == ["FSM", "SSW", "TM"]
    assert {a.rule for a in (*notice.to, *notice.copies)} == {"B32"}


def test_B32_notice_says_which_steps_and_outlines_what_is_unresolved() -> None:
    play = after_stage_3_meeting()
    assert play.refuses("FIRO", "give-intent", steps="").field == "steps"
    assert play.refuses("FIRO", "give-intent", outline="").field == "outline"


def test_B32_notice_of_one_step_does_not_open_the_other() -> None:
    play = noticed("legal-advice")
    offered = play.offered("FIRO")
    assert offered["take-step:legal-advice"] is None
    assert offered["take-step:ofsted"]
    assert offered["take-step:ofsted"].rules == ("B32",)
    play.on("2026-04-30").does("FIRO", "give-intent", "intent", steps="ofsted")
    assert play.offered("FIRO")["take-step:ofsted"] is None


def test_B32_the_steps_are_due_within_three_working_days_of_the_notice() -> None:
    duty = noticed().duty("stage-3/act-on-intent").duty
    assert (duty.owners, str(duty.due)) == (("FIRO",), "2026-05-05"), "over the early May bank holiday"
    assert {"B32", "BA1"} <= set(duty.rules)


def test_B32_the_limit_of_the_latest_notice_counts() -> None:
    play = noticed().on("2026-05-05").does("FIRO", "give-intent", "intent", steps=BOTH)
    assert not play.duty("stage-3/act-on-intent").open
    assert str(play.duty("stage-3/act-on-intent#2").duty.due) == "2026-05-08"


def test_B32_a_step_recorded_late_is_not_dated_before_its_notice() -> None:
    play = noticed().on("2026-05-01")
    refusal = play.refuses("FIRO", "take-step", "ofsted", happened_on="2026-04-28", late_reason="A slip.")
    assert (refusal.field, refusal.rules) == ("happened_on", ("B32",))
    play.does("FIRO", "take-step", "ofsted", happened_on="2026-04-30", late_reason="I was out of the office.")
    assert "ofsted" in play.dispute.steps


def test_B32_notice_has_no_place_before_stage_3_has_run_its_course() -> None:
    for play in (Play(), at_stage_2(), at_stage_3()):
        assert play.refuses("FIRO", "give-intent", "intent").name == "no-longer-open"
    play = at_stage_3().on("2026-04-25")
    assert play.targets("give-intent", "FIRO") == ["intent"], "the Head of Service never confirmed a date"


@pytest.mark.parametrize("role", ["SSW", "TM", "FSM", "HoS", "FIRO-TM", "SRSM"])
def test_nobody_but_the_officer_takes_outside_steps(role: str) -> None:
    play = noticed()
    assert play.refuses(role, "give-intent", "intent").name == "not-yours"
    assert play.refuses(role, "take-step", "ofsted").name == "not-yours"


def test_BA1_as_a_window_the_step_may_follow_the_notice_at_once() -> None:
    play = noticed().later(minutes=1)
    assert play.offered("FIRO")["take-step:ofsted"] is None


def test_BA1_as_a_waiting_period_the_step_waits_for_the_third_working_day() -> None:
    play = after_stage_3_meeting(reading_as(bradford(), "BA1", "waiting"))
    play.on("2026-04-29").does("FIRO", "give-intent", "intent", steps=BOTH).on("2026-05-04", "23:59")
    refusal = play.refuses("FIRO", "take-step", "ofsted")
    assert refusal.name == "waiting-period"
    assert "Tuesday 5 May 2026" in refusal.text
    play.on("2026-05-05", "00:00").does("FIRO", "take-step", "ofsted")


@pytest.mark.parametrize("value", ["no-limit", "within-3-days-of-meeting"])
def test_BA1_the_notice_itself_has_a_limit_only_where_the_council_reads_it_so(value: str) -> None:
    play = after_stage_3_meeting(reading_as(bradford(), "BA1-notice", value))
    assert ("stage-3/give-intent" in play.dispute.duties) == (value != "no-limit")
    play.does("FIRO", "give-intent", "intent", steps=BOTH)
    assert "stage-3/give-intent" not in play.owed("FIRO")


def test_BA1_no_notice_is_owed_where_every_step_was_taken_early() -> None:
    play = at_stage_3(reading_as(bradford(), "BA1-notice", "within-3-days-of-meeting"))
    for step in BOTH.split(","):
        play.does("FIRO", "take-step", step, reason="It can't wait for the meeting.")
    play.on("2026-04-20").does("SRSM", "record-meeting")
    assert "stage-3/give-intent" not in play.dispute.duties


def test_B39_there_is_no_cafcass_step_whatever_somebody_asks_for() -> None:
    everything = " ".join((*bradford().roles, *(role.title for role in bradford().roles.values()), *(
        f"{step.id} {step.title}" for step in bradford().outside
    )))  # fmt: skip
    assert "cafcass" not in everything.lower()
    for play in (Play(), at_stage_3(), noticed()):
        assert not any("cafcass" in offer for offer in play.offered("FIRO"))
        assert play.refuses("FIRO", "take-step", "cafcass").name == "no-longer-open"


def test_X10_a_step_ahead_of_its_time_says_that_it_is_not_in_the_protocol_and_needs_a_reason() -> None:
    play = Play()
    assert play.refuses("FIRO", "take-step", "legal-advice", reason="").field == "reason"
    play.does("FIRO", "take-step", "legal-advice", reason="The child's placement ends this week.")
    [caution] = play.decision.cautions
    assert caution.text.startswith("Not in your protocol at this point")
    assert caution.rule == "B30"
    assert play.stage == "stage-1"


def test_a_step_is_taken_once() -> None:
    play = noticed().does("FIRO", "take-step", "ofsted")
    assert play.refuses("FIRO", "take-step", "ofsted").name == "no-longer-open"


def test_nothing_of_the_notice_outlives_the_dispute() -> None:
    play = noticed().does("FIRO", "resolve")
    assert not play.duty("stage-3/act-on-intent").open
    assert not any(offer.startswith(("take-step", "give-intent")) for offer in play.offered("FIRO"))
