"""Keeping the record and ending: who was told, notes, corrections, handing over, and the three ends."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.dispute import fold
from disputes.entries import Status
from disputes.notices import NoticeKind
from tests.disputes.cast import ANYTHING, Play, at_stage_2, at_stage_3, bradford, moment, roles

ENDS = {"resolve": Status.RESOLVED, "withdraw": Status.WITHDRAWN, "end": Status.ENDED}


def test_B33_the_carer_is_told_how_and_when_or_it_is_said_why_not() -> None:
    play = Play()
    play.does("FIRO", "tell", who="carer", told="yes", how="By telephone: resolution is sought for them.")
    play.does("FIRO", "tell", who="child", told="no", how="Not in the child's interest while contact is reviewed.")
    assert [entry.values["told"] for entry in play.entries[1:]] == ["yes", "no"]
    assert play.refuses("FIRO", "tell", who="carer", told="no", how="").field == "how"
    assert play.refuses("FIRO", "tell", who="neighbour").field == "who"


def test_B40_action_taken_can_be_shown_to_carers_and_children_also_after_the_end() -> None:
    play = Play().does("FIRO", "resolve", impact="The contact plan is in place.")
    assert play.entries[-1].values["impact"] == "The contact plan is in place."
    play.on("2026-04-20").does(
        "FIRO", "tell", who="carer", told="yes", happened_on="2026-04-13", late_reason="On leave."
    )
    assert play.entries[-1].happened_at.date() == date(2026, 4, 13)
    assert play.refuses("FIRO", "resolve", impact="").name == "no-longer-open"


def test_what_changed_for_the_child_is_asked_at_the_end() -> None:
    assert Play().refuses("FIRO", "resolve", impact="").field == "impact"


@pytest.mark.parametrize("move", ["resolve", "withdraw"])
@pytest.mark.parametrize("role", [role for role in bradford().roles if role != "FIRO"])
def test_no_manager_can_end_an_officers_dispute(role: str, move: str) -> None:
    assert Play().refuses(role, move, "").name == "not-yours"


@pytest.mark.parametrize("move", ENDS)
def test_an_end_closes_every_clock_and_keeps_what_must_be_written(move: str) -> None:
    play = at_stage_3().does("FIRO", move)
    assert play.dispute.status is ENDS[move]
    assert play.dispute.visit.ended_at == play.now
    assert all(state.duty.due is None for state in play.dispute.open_duties)
    assert {"stage-1/note-concluded", "stage-2/note-issued", "stage-3/note-issued"} <= set(play.owed("FIRO"))
    assert play.owed("SRSM") == ["stage-3/note-concluded"]


@pytest.mark.parametrize("move", ENDS)
def test_whoever_was_told_of_any_stage_is_told_of_the_end(move: str) -> None:
    play = at_stage_3()
    told = set(play.dispute.told)
    notice = play.does("FIRO", move).notice(NoticeKind.ENDED)
    assert roles(notice.to) == ["HoS"]
    assert told <= {*roles(notice.to), *roles(notice.copies)}
    assert {a.rule for a in (*notice.to, *notice.copies)} == {"LD1"}
    assert bradford().rule("LD1").basis == "local default"


def test_an_informal_dispute_of_which_nobody_was_told_ends_without_a_word() -> None:
    play = Play(stage="informal", tried="").does("FIRO", "resolve")
    assert play.notices == ()


def test_ending_unresolved_is_for_the_top_of_the_ladder() -> None:
    assert at_stage_2().refuses("FIRO", "end").name == "no-longer-open"
    play = at_stage_3()
    assert play.refuses("FIRO", "end", reason="").field == "reason"
    play.does("FIRO", "end")


def test_after_the_end_the_record_can_still_be_kept_and_nothing_else_moves() -> None:
    play = at_stage_3().does("FIRO", "resolve")
    moves = {offer.split(":")[0] for offer in play.offered("FIRO")}
    assert moves == {"fulfil", "tell", "note", "correct", "hand-over"}
    for role in ("TM", "FSM", "HoS", "SSW"):
        assert play.offered(role) == {}
    assert {offer.split(":")[0] for offer in play.offered("SRSM")} == {"fulfil"}


def test_a_correction_adds_an_entry_and_leaves_the_wrong_one() -> None:
    play = Play().does("FIRO", "note", note="The review was on 12 March.")
    wrong = play.entries[1]
    play.does("FIRO", "correct", entry="2", correction="The review was on 13 March.")
    assert play.entries[1] is wrong
    assert play.entries[2].values["correction"] == "The review was on 13 March."


@pytest.mark.parametrize("number", ["0", "2", "-1", "one", "1.5"])
def test_only_an_entry_that_exists_can_be_corrected(number: str) -> None:
    assert Play().refuses("FIRO", "correct", entry=number).field == "entry"


def test_handing_over_changes_the_officer_tells_them_and_restarts_no_clock() -> None:
    play = Play()
    before = play.duty("stage-1/respond").duty
    assert play.refuses("FIRO", "hand-over", officer="the FIRO").field == "officer"
    play.on("2026-04-07").does("FIRO", "hand-over", officer="another FIRO")
    assert play.dispute.officer == "another FIRO"
    assert [(a.role, a.rule) for a in play.notice(NoticeKind.HANDED_OVER).to] == [("FIRO", "LD2")]
    assert play.duty("stage-1/respond").duty == before
    assert play.dispute.opening.officer == "the FIRO", "who raised it stays on record"


def test_what_somebody_else_owes_in_writing_can_be_marked_by_them_or_the_officer_only() -> None:
    play = at_stage_2().does("FIRO", "resolve")
    assert play.refuses("FSM", "fulfil", "stage-2/note-concluded").name == "not-yours"
    play.does("FIRO", "fulfil", "stage-2/note-concluded")
    assert play.duty("stage-2/note-concluded").closed_by == "The FIRO"


def test_nothing_happens_in_the_future() -> None:
    play = Play()
    assert play.refuses("TM", "acknowledge", at=moment("2026-03-31")).name == "in-the-future"
    assert play.refuses("FIRO", "tell", happened_on="2026-03-31", late_reason=ANYTHING).field == "happened_on"


def test_an_unknown_move_is_refused_kindly() -> None:
    assert "help" in Play().refuses("FIRO", "dance", "").next_step


def test_X9_the_record_alone_says_what_was_owed_whatever_the_protocol_says_later() -> None:
    play = at_stage_2()
    again = fold(play.entries)
    duty = again.duties["stage-2/confirm-meeting"].duty
    assert (duty.rules, duty.owners, duty.due) == (("B18",), ("FSM",), date(2026, 4, 16))
    assert again == play.dispute
