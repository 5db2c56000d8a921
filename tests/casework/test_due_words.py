"""What people read of a date: the hour where the limit is in hours, the working day where it is in weeks; prompts."""

from __future__ import annotations

from casework.after_meeting import after_meeting
from casework.views import DutyView, duty_view
from disputes.notices import Notice, NoticeKind
from disputes.prompts import prompts
from protocols.reading import shipped
from tests.disputes.cast import Play, moment
from tests.protocols.brighton import at as brighton_at

CPRU, NEWCASTLE = shipped()["cpru-cla"], shipped()["newcastle-iro"]


def shown(play: Play, duty: str) -> DutyView:
    state = play.duty(duty)
    return duty_view(play.protocol, play.calendar, state.duty, state, play.now)


def test_C20_the_chair_sees_the_hour_before_which_the_actions_are_recorded() -> None:
    play = _at_stage_2()
    play.does("CPRU-SM", "record-meeting", held_on="2026-04-02", ended_at="15:30", attended="CPRU-SM,IRO,SM")
    due = shown(play, "stage-2/record-actions").due
    assert due
    # A Thursday's meeting is written up on Good Friday: hours run through holidays, so none is said to be skipped.
    assert (due.text, due.skipped) == ("15:30 on Friday 3 April 2026", ())


def test_C20_whoever_is_invited_reads_of_the_24_hours_beforehand() -> None:
    stage = CPRU.stage("stage-2")
    notice = Notice(kind=NoticeKind.MEETING_CONFIRMED, to=(), copies=(), stage="stage-2", duty=None)
    (fact,) = after_meeting(CPRU, stage, notice)
    assert "record the meeting's actions within 24 hours of its end" in fact.text
    assert "(C20). Weekends count, too." in fact.text
    assert after_meeting(CPRU, CPRU.stage("stage-1"), notice) == ()


def test_W29_the_last_working_day_stands_with_the_28th_day_that_is_none() -> None:
    play = Play(NEWCASTLE, raised="2026-03-30", stage="stage-1").on("2026-04-06")
    play.does("IRO", "record-occasion", "plan-changed")
    due = shown(play, "dispute/review").due
    assert due
    assert due.text == "Monday 4 May 2026"
    assert due.last_working_day == "Friday 1 May 2026", "the 4th of May is a bank holiday"
    assert due.skipped == (), "all 28 days count"


def test_W29_a_28th_day_that_is_a_working_day_stands_alone() -> None:
    play = Play(NEWCASTLE, raised="2026-03-30", stage="stage-1")
    play.does("IRO", "record-occasion", "plan-changed")
    due = shown(play, "dispute/review").due
    assert due
    assert (due.text, due.last_working_day) == ("Monday 27 April 2026", None)


def test_H42_separate_advice_is_prompted_for_once_the_limits_are_shortened() -> None:
    play = brighton_at("level-1")
    assert prompts(play.case) == ()
    play.does("IRO", "consult", "irom-court").does("IRO", "compress", hearing_on="2026-05-11", days="2")
    assert [(c.rule, "Seek independent legal advice" in c.text) for c in play.decision.cautions] == [("H42", True)]
    (prompt,) = prompts(play.case)
    assert (prompt.rule, prompt.move, prompt.target) == ("H42", "take-step", "legal-advice")
    play.does("HoSg", "take-step", "legal-advice", reason="The hearing is near.")
    assert prompts(play.case) == ()


def _at_stage_2() -> Play:
    play = Play(CPRU, raised="2026-03-30", stage="informal")
    for stage in ("stage-1", "stage-2"):
        play.does("TM", "respond", play.owed("TM")[0])
        play.does("IRO", "escalate", stage, reasons="dissatisfaction")
    play.now = moment("2026-04-02", "16:00")
    return play
