"""Acknowledging and responding: who may, what each comes to, and what never counts as an answer."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.entries import CLOCK, DISPATCHER, MAILBOX, By, EntryKind
from disputes.notices import NoticeKind
from tests.disputes.cast import Play, at_stage_2, moment, roles


def test_B13_acknowledging_does_not_stop_the_response_clock() -> None:
    play = Play().on("2026-03-31").does("TM", "acknowledge")
    state = play.duty("stage-1/respond")
    assert state.acknowledged_at == moment("2026-03-31")
    assert state.acknowledged_by == "The TM"
    assert state.open
    assert state.overdue(moment("2026-04-09", "00:00"))
    assert play.dispute.visit.responded_at is None


@pytest.mark.parametrize("actions", ["partly", "not-yet"])
def test_B13_a_response_without_completed_actions_leaves_the_stage_open(actions: str) -> None:
    play = Play().on("2026-04-01").does("TM", "respond", response="We agree.", actions=actions)
    state = play.duty("stage-1/respond")
    assert state.open
    assert state.answered_at == moment("2026-04-01")
    assert play.targets("respond", "TM") == ["stage-1/respond"], "the rest can follow"
    play.on("2026-04-02").does("TM", "respond", response="All done.", actions="completed")
    assert not state.open


def test_B13_a_whole_response_acknowledges_and_confirms_that_actions_are_completed() -> None:
    play = Play().on("2026-04-01").does("TM", "respond", response="All done.", actions="completed")
    state = play.duty("stage-1/respond")
    assert not state.open
    assert (state.acknowledged_at, state.answered_at, state.discharged_at) == (moment("2026-04-01"),) * 3
    assert play.stage == "stage-1", "only the officer ends the stage"
    assert play.dispute.open


def test_B13_whether_the_actions_are_completed_must_be_said() -> None:
    assert Play().refuses("TM", "respond", actions="").field == "actions"


def test_X5_every_answer_is_told_to_the_officer() -> None:
    play = Play().does("TM", "acknowledge")
    assert [(a.role, a.rule) for a in play.notice(NoticeKind.ANSWERED).to] == [("FIRO", "X5")]
    play.does("TM", "respond", actions="partly")
    assert roles(play.notice(NoticeKind.ANSWERED).to) == ["FIRO"]
    play.does("FIRO", "respond", actions="completed", how="phone")
    assert play.notices == (), "who records it needn't be told"


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        (EntryKind.AUTO_REPLY_FILED, MAILBOX),
        (EntryKind.DELIVERED, DISPATCHER),
        (EntryKind.BOUNCED, MAILBOX),
        (EntryKind.REPLY_FILED, MAILBOX),
        (EntryKind.NUDGED, CLOCK),
    ],
)
def test_X5_a_machines_message_is_neither_acknowledgement_nor_response(kind: EntryKind, by: By) -> None:
    play = Play().on("2026-03-31").happens(kind, "stage-1/respond", by)
    state = play.duty("stage-1/respond")
    assert (state.acknowledged_at, state.answered_at, state.discharged_at) == (None, None, None)
    assert play.dispute.visit.responded_at is None
    play.on("2026-04-09").does("FIRO", "enter-higher", "stage-2", stage_reason="Nothing came back.")
    assert play.stage == "stage-2"


def test_X5_the_first_acknowledgement_is_the_one_that_counts() -> None:
    play = Play().on("2026-03-31").does("TM", "acknowledge")
    assert play.targets("acknowledge", "TM") == []
    refusal = play.on("2026-04-01").refuses("TM", "acknowledge", "stage-1/respond")
    assert refusal.name == "no-longer-open"
    assert play.duty("stage-1/respond").acknowledged_at == moment("2026-03-31")


@pytest.mark.parametrize("role", ["SSW", "FSM", "HoS", "FIRO-TM", "SRSM"])
def test_nobody_else_may_answer_for_the_team_manager(role: str) -> None:
    refusal = Play().refuses(role, "respond", "stage-1/respond")
    assert refusal.name == "not-yours"
    assert "Fostering Team Manager" in refusal.text


def test_the_officer_records_an_answer_that_came_outside_the_tool_and_says_how() -> None:
    play = Play().on("2026-04-07")
    assert play.refuses("FIRO", "respond", actions="completed", how="").field == "how"
    play.does("FIRO", "respond", how="phone", actions="completed")
    assert not play.duty("stage-1/respond").open


def test_an_answer_recorded_late_keeps_both_dates_and_needs_the_reason() -> None:
    play = Play().on("2026-04-09")
    assert play.refuses("FIRO", "respond", happened_on="2026-04-02").field == "late_reason"
    play.does("FIRO", "respond", actions="completed", happened_on="2026-04-02", late_reason="I was on leave.")
    entry = play.entries[-1]
    assert (entry.happened_at.date(), entry.recorded_at.date()) == (date(2026, 4, 2), date(2026, 4, 9))
    assert entry.late_reason == "I was on leave."
    assert not play.duty("stage-1/respond").overdue(play.now)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-04-10"])
def test_an_answer_is_neither_older_than_its_duty_nor_still_to_come(day: str) -> None:
    play = Play().on("2026-04-09")
    assert play.refuses("FIRO", "respond", happened_on=day, late_reason="A slip.").field == "happened_on"


def test_an_answer_to_a_stage_that_has_ended_is_told_where_the_dispute_is() -> None:
    refusal = at_stage_2().refuses("TM", "respond", "stage-1/respond")
    assert refusal.name == "no-longer-open"
    assert "Stage 2" in refusal.next_step
    play = Play().does("FIRO", "resolve")
    assert "It is resolved now" in play.refuses("TM", "respond", "stage-1/respond").next_step


def test_X5_a_filed_reply_is_what_the_officer_says_it_is_and_counts_from_its_receipt() -> None:
    play = Play().on("2026-04-08", "16:00")
    reply = play.reply_arrives("stage-1/respond")
    assert play.duty("stage-1/respond").open
    play.on("2026-04-13").does("FIRO", "classify-reply", reply, meaning="response", actions="completed")
    assert play.duty("stage-1/respond").discharged_at == moment("2026-04-08", "16:00")
    assert play.dispute.visit.responded_at == moment("2026-04-08", "16:00")
    assert play.dispute.replies == {}


def test_X5_a_reply_may_acknowledge_only_or_mean_nothing() -> None:
    play = Play().on("2026-04-01")
    first, second = play.reply_arrives("stage-1/respond"), play.reply_arrives("stage-1/respond")
    play.does("FIRO", "classify-reply", first, meaning="acknowledgement")
    assert play.duty("stage-1/respond").acknowledged_at
    assert play.duty("stage-1/respond").open
    play.does("FIRO", "classify-reply", second, meaning="neither")
    assert play.duty("stage-1/respond").answered_at is None
    assert play.dispute.replies == {}


def test_X5_classifying_a_reply_as_the_response_asks_for_what_a_response_needs() -> None:
    play = Play().on("2026-04-01")
    reply = play.reply_arrives("stage-1/respond")
    assert play.refuses("FIRO", "classify-reply", reply, meaning="response").field == "actions"
    assert play.refuses("TM", "classify-reply", reply, meaning="response").name == "not-yours"
    assert play.dispute.replies


def test_X5_a_reply_that_confirmed_a_date_is_judged_by_the_day_of_its_receipt() -> None:
    play = at_stage_2().on("2026-04-13")
    reply = play.reply_arrives("stage-2/confirm-meeting")
    play.on("2026-04-16").does("FIRO", "classify-reply", reply, meaning="meeting-date", meeting_on="2026-04-15")
    assert play.duty("stage-2/confirm-meeting").discharged_at == moment("2026-04-13")
    assert play.duty("stage-2/hold-meeting").overdue(play.now)


def test_a_reply_to_something_already_answered_can_only_be_kept() -> None:
    play = Play().on("2026-04-01")
    reply = play.reply_arrives("stage-1/respond")
    play.does("TM", "respond", actions="completed")
    assert play.refuses("FIRO", "classify-reply", reply, meaning="response").field == "meaning"
    play.does("FIRO", "classify-reply", reply, meaning="neither")
    assert play.dispute.replies == {}
