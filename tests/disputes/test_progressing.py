"""Going up the ladder: on silence or on dissatisfaction, never by itself, never on a reason that isn't true."""

from __future__ import annotations

import pytest

from disputes.entries import Entered, EntryKind
from tests.disputes.cast import Play, at_stage_2, at_stage_3, bradford, roles


def test_B15_stage_2_opens_when_no_communication_has_happened_within_the_limit() -> None:
    play = Play().on("2026-04-08", "23:59")
    closed = play.offered("FIRO")["escalate:stage-2"]
    assert closed
    assert "until the end of Wednesday 8 April 2026" in closed.text
    assert closed.rules == ("B15",)
    play.on("2026-04-09", "00:00")
    assert play.offered("FIRO")["escalate:stage-2"] is None
    play.does("FIRO", "escalate", "stage-2", reasons="silence")
    assert (play.stage, play.dispute.visit.entered) == ("stage-2", Entered.ESCALATED)


def test_B15_stage_2_opens_when_the_response_resolved_nothing_also_before_the_limit() -> None:
    play = Play().on("2026-04-01").does("TM", "respond", actions="not-yet")
    play.does("FIRO", "escalate", "stage-2", reasons="dissatisfaction", outstanding="The training plan.")
    assert play.stage == "stage-2"
    assert not play.duty("stage-1/respond").open


def test_B15_an_acknowledgement_is_no_communication_that_could_satisfy_or_not() -> None:
    play = Play().on("2026-04-01").does("TM", "acknowledge")
    assert play.offered("FIRO")["escalate:stage-2"]
    play.on("2026-04-09")
    assert play.refuses("FIRO", "escalate", reasons="dissatisfaction").rules == ("X4",)
    play.does("FIRO", "escalate", reasons="silence")


def test_X4_silence_is_not_a_reason_once_there_was_an_answer() -> None:
    play = Play().on("2026-04-01").does("TM", "respond", actions="partly").on("2026-04-09")
    refusal = play.refuses("FIRO", "escalate", reasons="silence")
    assert (refusal.field, refusal.rules) == ("reasons", ("X4",))
    assert play.refuses("FIRO", "escalate", reasons="silence,dissatisfaction").rules == ("X4",)
    play.does("FIRO", "escalate", reasons="dissatisfaction")
    assert play.entries[-1].values["reasons"] == "dissatisfaction"


def test_X4_dissatisfaction_is_not_a_reason_where_nothing_came() -> None:
    play = Play().on("2026-04-09")
    refusal = play.refuses("FIRO", "escalate", reasons="dissatisfaction")
    assert "No response is on record at Stage 1" in refusal.text
    play.does("FIRO", "escalate", reasons="silence")
    assert play.entries[-1].values["reasons"] == "silence"


@pytest.mark.parametrize("reasons", ["", ",", "boredom"])
def test_X4_a_reason_is_always_given(reasons: str) -> None:
    assert Play().on("2026-04-09").refuses("FIRO", "escalate", reasons=reasons).field == "reasons"


def test_X4_silence_is_not_claimed_while_a_reply_waits_to_be_classified() -> None:
    play = Play().on("2026-04-08", "17:00")
    reply = play.reply_arrives("stage-1/respond")
    play.on("2026-04-09")
    refusal = play.refuses("FIRO", "escalate", reasons="silence")
    assert (refusal.field, set(refusal.rules)) == ("reasons", {"X4", "X5"})
    play.does("FIRO", "classify-reply", reply, meaning="acknowledgement")
    play.does("FIRO", "escalate", reasons="silence")
    assert play.stage == "stage-2"


def test_X3_when_a_limit_passes_the_officer_is_free_to_go_up_and_nothing_moves_by_itself() -> None:
    play = Play().on("2026-06-01").happens(EntryKind.LAPSED, "stage-1/respond")
    assert play.stage == "stage-1"
    assert play.duty("stage-1/respond").open, "it is still owed"
    assert play.offered("FIRO")["escalate:stage-2"] is None
    play.does("TM", "respond", actions="completed")
    assert play.duty("stage-1/respond").discharged_at, "late is better than never"


def test_X3_only_the_officer_escalates() -> None:
    play = Play().on("2026-04-09")
    for role in bradford().roles:
        allowed = any(offer.startswith(("escalate", "enter-higher")) for offer in play.offered(role))
        assert allowed == (role == "FIRO"), role


def test_B18_the_service_manager_owes_a_confirmed_date_within_five_working_days() -> None:
    play = at_stage_2()
    duty = play.duty("stage-2/confirm-meeting").duty
    assert (duty.owners, duty.rules, str(duty.due)) == (("FSM",), ("B18",), "2026-04-16")
    play.on("2026-04-16").does("FSM", "confirm-meeting", meeting_on="2026-05-20")
    assert not play.duty("stage-2/confirm-meeting").open, "the meeting may be later than the limit"


def test_B26_the_head_of_service_owes_a_confirmed_date_within_five_working_days() -> None:
    duty = at_stage_3().duty("stage-3/confirm-meeting").duty
    assert (duty.owners, duty.rules, str(duty.due)) == (("HoS",), ("B26",), "2026-04-24")


def test_B23_stage_3_opens_once_the_stage_2_meeting_was_held_and_resolved_nothing() -> None:
    play = at_stage_2().on("2026-04-13").does("FSM", "confirm-meeting", meeting_on="2026-04-22")
    closed = play.offered("FIRO")["escalate:stage-3"]
    assert closed
    assert closed.text == "The meeting is on Wednesday 22 April 2026."
    assert closed.rules == ("B23",)
    play.on("2026-04-22").does("FIRO-TM", "record-meeting", held_on="2026-04-22")
    refusal = play.refuses("FIRO", "escalate", reasons="silence")
    assert refusal.rules == ("X4",)
    play.does("FIRO", "escalate", reasons="dissatisfaction")
    assert play.stage == "stage-3"


def test_B23_a_confirmed_date_alone_is_no_meeting_to_be_dissatisfied_with() -> None:
    play = at_stage_2().on("2026-04-13").does("FSM", "confirm-meeting", meeting_on="2026-04-14")
    play.on("2026-04-15")
    assert "No meeting has been held at Stage 2" in play.refuses("FIRO", "escalate", reasons="dissatisfaction").text
    play.does("FIRO", "escalate", reasons="silence")
    assert play.stage == "stage-3", "the day passed with nothing recorded"


def test_going_up_ends_the_clocks_of_the_stage_and_keeps_what_must_be_written() -> None:
    play = at_stage_2()
    assert play.duty("stage-1/respond").superseded_at
    assert {"stage-1/note-issued", "stage-1/note-concluded", "stage-2/note-issued"} <= set(play.owed("FIRO"))


def test_B14_the_officer_owes_the_note_that_stage_1_concluded_once_it_has() -> None:
    play = Play()
    assert "stage-1/note-concluded" not in play.dispute.duties
    play.does("FIRO", "resolve")
    note = play.duty("stage-1/note-concluded")
    assert (note.duty.owners, note.duty.rules, note.open) == (("FIRO",), ("B14",), True)
    play.does("FIRO", "fulfil", "stage-1/note-concluded")
    assert not note.open


def test_nothing_is_above_the_top_stage() -> None:
    play = at_stage_3().on("2026-05-01")
    assert not any(offer.startswith(("escalate", "enter-higher")) for offer in play.offered("FIRO"))
    assert play.refuses("FIRO", "escalate", "stage-4").name == "protocol-ends-here"
    assert play.refuses("FIRO", "escalate", "stage-2").name == "no-longer-open", "a press on an old card"


def test_one_may_not_go_down_or_stay() -> None:
    play = at_stage_2()
    for stage in ("informal", "stage-1", "stage-2"):
        assert play.refuses("FIRO", "enter-higher", stage).name == "no-longer-open"


def test_who_raises_the_stage_is_asked_what_remains_and_it_is_on_record() -> None:
    play = at_stage_2()
    assert play.entries[-1].values["outstanding"]
    assert [fact.label for fact in play.entries[-1].facts] == ["Why it goes up", "What is still not resolved, in brief"]
    assert roles(play.notices[0].to) == ["FSM"]
