"""Meetings of Stage 2 and Stage 3: who chairs and attends, the confirmed date, the record, the notes that follow."""

from __future__ import annotations

import pytest

from disputes.notices import NoticeKind
from tests.disputes.cast import Play, after_stage_3_meeting, at_stage_2, at_stage_3, bradford, moment, reading_as, roles


def confirmed() -> Play:
    """The Stage 2 meeting is to be on Wednesday 22 April 2026."""
    return at_stage_2().on("2026-04-13").does("FSM", "confirm-meeting", meeting_on="2026-04-22")


def test_B19_the_firo_team_manager_chairs_the_stage_2_meeting_and_owes_it() -> None:
    meeting = bradford().stage("stage-2").meeting
    assert meeting
    assert (meeting.chair, meeting.chair_rule) == ("FIRO-TM", "B19")
    duty = confirmed().duty("stage-2/hold-meeting").duty
    assert (duty.owners, str(duty.due)) == (("FIRO-TM",), "2026-04-22")


def test_B20_officer_service_manager_and_team_manager_attend_and_are_told_the_date() -> None:
    meeting = bradford().stage("stage-2").meeting
    assert meeting
    assert (meeting.attendees, meeting.attendees_rule) == (("FIRO", "FSM", "TM"), "B20")
    notice = confirmed().notice(NoticeKind.MEETING_CONFIRMED)
    assert [(a.role, a.rule) for a in notice.to] == [("FIRO-TM", "B19"), ("FIRO", "B20"), ("TM", "B20")]


def test_B21_the_firo_team_manager_owes_the_summary_until_it_is_recorded() -> None:
    play = confirmed().on("2026-04-22").does("FIRO-TM", "record-meeting", held_on="2026-04-22")
    summary = play.duty("stage-2/summary")
    assert (summary.duty.owners, summary.duty.rules, summary.open) == (("FIRO-TM",), ("B21",), True)
    play.does("FIRO-TM", "fulfil", "stage-2/summary", text="What was said.")
    assert not summary.open


def test_B21_a_summary_given_with_the_meeting_discharges_it_at_once() -> None:
    play = (
        confirmed().on("2026-04-22").does("FIRO-TM", "record-meeting", held_on="2026-04-22", summary="What was said.")
    )
    assert not play.duty("stage-2/summary").open


def test_B21_the_summary_of_stage_3_does_not_make_up_for_that_of_stage_2() -> None:
    play = confirmed().on("2026-04-22").does("FIRO-TM", "record-meeting", held_on="2026-04-22")
    play.does("FIRO", "escalate", reasons="dissatisfaction").does("HoS", "confirm-meeting", meeting_on="2026-04-28")
    play.on("2026-04-28").does("SRSM", "record-meeting", held_on="2026-04-28", summary="The outcome of Stage 3.")
    assert not play.duty("stage-3/summary").open
    assert play.duty("stage-2/summary").open, "that one is another person's, about another meeting"


@pytest.mark.parametrize(("stage", "chair", "rule"), [("stage-2", "FIRO-TM", "B22"), ("stage-3", "SRSM", "B29")])
def test_B22_B29_the_chair_owes_the_note_that_the_stage_concluded(stage: str, chair: str, rule: str) -> None:
    play = (at_stage_2() if stage == "stage-2" else at_stage_3()).does("FIRO", "resolve")
    note = play.duty(f"{stage}/note-concluded")
    assert (note.duty.owners, note.duty.rules, note.open) == ((chair,), (rule,), True)
    play.does(chair, "fulfil", f"{stage}/note-concluded")
    assert not note.open


def test_B27_the_safeguarding_and_reviewing_service_manager_chairs_stage_3() -> None:
    meeting = bradford().stage("stage-3").meeting
    assert meeting
    assert (meeting.chair, meeting.chair_rule) == ("SRSM", "B27")
    play = at_stage_3().on("2026-04-20").does("HoS", "confirm-meeting", meeting_on="2026-04-28")
    assert play.owed("SRSM") == ["stage-3/hold-meeting"]


def test_B28_stage_3_is_attended_by_four_and_neither_team_manager_nor_social_worker() -> None:
    play = at_stage_3().on("2026-04-20").does("HoS", "confirm-meeting", meeting_on="2026-04-28")
    invited = {*roles(play.notice(NoticeKind.MEETING_CONFIRMED).to), "HoS"}
    assert invited == {"FIRO", "SRSM", "FSM", "HoS"}
    meeting = bradford().stage("stage-3").meeting
    assert meeting
    assert meeting.attendees_rule == "B28"


def test_BA4_the_confirmed_date_is_the_date_and_it_lapses_with_nothing_recorded() -> None:
    play = confirmed()
    state = play.duty("stage-2/hold-meeting")
    assert "BA4" in state.duty.rules
    assert bradford().rule("BA4").basis == "local default"
    assert not state.overdue(moment("2026-04-22", "23:59"))
    assert state.overdue(moment("2026-04-23", "00:00"))


def test_BA6_stage_3_offers_a_summary_and_requires_none() -> None:
    summary = after_stage_3_meeting().duty("stage-3/summary").duty
    assert summary.optional
    assert (summary.owners, summary.rules, summary.due) == (("SRSM",), ("BA6",), None)


def test_a_changed_date_moves_the_duty_with_it() -> None:
    play = confirmed().on("2026-04-20").does("FIRO-TM", "rearrange-meeting", meeting_on="2026-05-06", reason="Illness.")
    assert not play.duty("stage-2/hold-meeting").open
    assert str(play.duty("stage-2/hold-meeting#2").duty.due) == "2026-05-06"
    assert roles(play.notice(NoticeKind.MEETING_CONFIRMED).to) == ["FIRO", "FSM", "TM"]
    assert play.offered("FIRO")["escalate:stage-3"], "nothing has lapsed"
    assert play.dispute.visit.meeting_on
    assert str(play.dispute.visit.meeting_on) == "2026-05-06"


@pytest.mark.parametrize("role", ["SSW", "TM", "HoS", "SRSM"])
def test_only_chair_addressee_and_officer_change_the_date(role: str) -> None:
    assert confirmed().refuses(role, "rearrange-meeting", "stage-2/hold-meeting").name == "not-yours"


@pytest.mark.parametrize("day", ["2026-04-12", "2062-04-22", "9999-12-31"])
@pytest.mark.parametrize("move", ["confirm-meeting", "rearrange-meeting"])
def test_a_meeting_is_neither_in_the_past_nor_in_another_age(move: str, day: str) -> None:
    play = confirmed() if move == "rearrange-meeting" else at_stage_2().on("2026-04-13")
    assert play.refuses("FSM", move, meeting_on=day).field == "meeting_on"


@pytest.mark.parametrize("day", ["2026-04-23", "2026-04-08", "0001-01-01"])
def test_a_meeting_was_held_after_its_stage_opened_and_not_tomorrow(day: str) -> None:
    assert confirmed().on("2026-04-22").refuses("FIRO-TM", "record-meeting", held_on=day).field == "held_on"


def test_a_meeting_is_recorded_once() -> None:
    play = confirmed().on("2026-04-22").does("FIRO-TM", "record-meeting")
    assert play.refuses("FIRO", "record-meeting", "").name == "no-longer-open"


def test_what_follows_from_a_meeting_counts_from_the_day_on_which_it_was_held() -> None:
    play = at_stage_3(reading_as(bradford(), "BA1-notice", "within-3-days-of-meeting"))
    play.on("2026-04-20").does("HoS", "confirm-meeting", meeting_on="2026-04-28")
    play.on("2026-04-30").does("SRSM", "record-meeting", held_on="2026-04-28")
    intent = play.duty("stage-3/give-intent").duty
    assert str(intent.due) == "2026-05-01", "three working days after the 28th, not after it was written down"
    assert intent.owners == ("FIRO",)


def test_a_meeting_that_was_held_without_a_confirmed_date_counts_too() -> None:
    play = at_stage_2().on("2026-04-14").does("FIRO", "record-meeting", held_on="2026-04-13")
    assert not play.duty("stage-2/confirm-meeting").open
    play.does("FIRO", "escalate", reasons="dissatisfaction")
    assert play.stage == "stage-3"
