"""Newcastle: the Dispute Resolution Record, who alone authorises it and when, and what is recorded elsewhere."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.fields import Fact
from disputes.kinds import DutyKind
from disputes.moves.raising import raise_fields
from disputes.wording import doubts_in
from tests.disputes.cast import Play
from tests.protocols.newcastle import STAGES, at, newcastle, raised, up

MANAGERS = {"stage-1": "TM-CSW", "stage-2": "GM", "stage-3": "SM-SC", "stage-4": "AD"}


def instructions(stage: str) -> str:
    """What the addressee is told to do with the form."""
    clock = newcastle().stage(stage).clock
    assert clock
    return clock.instructions


def nobody_but_the_officer(stage: str, rule: str) -> None:
    """The stage's manager finishes and saves; authorising is refused, before and after the end, with the rule."""
    play, manager = at(stage), MANAGERS[stage]
    refused = play.refuses(manager, "authorise", "")
    assert (refused.name, rule in refused.rules, refused.rules[0]) == ("not-yours", True, "W24")
    assert "authorise" not in play.offered(manager)
    play.does("IRO", "resolve")
    assert play.refuses(manager, "authorise", "").name == "not-yours"
    assert rule in play.duty(f"{stage}/respond").duty.rules


def test_W5_the_team_manager_finishes_and_saves_and_never_authorises() -> None:
    assert instructions("stage-1") == "Finish and save the record, don't authorise it, and reassign it to the IRO."
    nobody_but_the_officer("stage-1", "W5")


def test_W9_the_group_manager_updates_finishes_and_saves_and_never_authorises() -> None:
    assert instructions("stage-2").startswith("Update, finish and save the record, don't authorise it, and reassign it")
    nobody_but_the_officer("stage-2", "W9")


@pytest.mark.parametrize("stage", ["stage-3", "stage-4"])
def test_W14_service_manager_and_assistant_director_finish_and_save_and_never_authorise(stage: str) -> None:
    assert instructions(stage).startswith("Update, finish and save the record, don't authorise it, and reassign it")
    nobody_but_the_officer(stage, "W14")


def test_W22_views_on_how_somebody_works_are_pointed_out_with_the_rule() -> None:
    assert newcastle().wording_rule == "W22"
    fields = raise_fields(newcastle())
    judged = doubts_in(fields, {"wrong": "The team manager is incompetent."}, ())
    assert [doubt.judges for doubt in judged] == [True]
    assert not any(doubt.judges for doubt in doubts_in(fields, {"wrong": "The plan was not carried out."}, ()))


def test_W23_the_allocated_officer_owns_the_record_and_sees_it_through() -> None:
    play = raised()
    assert play.dispute.officer == "the IRO"
    for move in ("resolve", "escalate", "authorise", "hand-over", "withdraw"):
        assert any(offered.startswith(move) for offered in play.offered("IRO")), move
        assert not any(offered.startswith(move) for offered in play.offered("TM-CSW")), move
    play.does("IRO", "hand-over", officer="the other IRO")
    assert play.dispute.officer == "the other IRO"
    play.does("IRO", "resolve")
    owed = play.duty("dispute/authorise-resolved").duty
    assert (owed.kind, owed.owners, owed.rules) == (DutyKind.AUTHORISE, ("IRO",), ("W23", "W24"))
    assert owed.record == "Dispute Resolution Record"


@pytest.mark.parametrize("stage", STAGES[:4])
def test_W24_the_form_is_never_authorised_before_it_is_resolved_or_left(stage: str) -> None:
    play = at(stage)
    refused = play.refuses("IRO", "authorise")
    assert (refused.name, refused.rules[:2]) == ("not-yet", ("W24", "W25"))
    assert not any("authorise" in duty for duty in play.owed("IRO"))


def test_W24_once_resolved_the_officer_authorises_it() -> None:
    play = raised().does("IRO", "resolve").does("IRO", "authorise")
    assert play.dispute.form_locked_at == play.now
    assert not play.duty("dispute/authorise-resolved").open
    assert "authorise" not in play.offered("IRO")


def test_W24_on_the_escalation_to_the_director_the_officer_is_owed_it_once() -> None:
    play = at("director")
    owed = play.duty("dispute/authorise-left").duty
    assert (owed.owners, owed.rules, owed.record) == (("IRO",), ("W23", "W24", "WA8"), "Dispute Resolution Record")
    play.does("IRO", "authorise")
    assert (play.stage, play.dispute.open) == ("director", True)
    play.does("IRO", "resolve")
    assert "dispute/authorise-resolved" not in play.dispute.duties


def test_W24_a_withdrawn_dispute_and_one_that_never_had_the_form_have_nothing_to_authorise() -> None:
    assert "authorise" not in raised().does("IRO", "withdraw").offered("IRO")
    play = raised("director")
    assert "authorise" not in play.offered("IRO")
    assert not any("authorise" in duty for duty in play.does("IRO", "resolve").dispute.duties)
    brought_in = Play(newcastle(), stage="director", brought_in=True)
    assert brought_in.owed("IRO")[-1] == "dispute/authorise-left"


def test_W25_once_authorised_nothing_on_the_form_changes() -> None:
    play = at("director").does("IRO", "authorise")
    for entry in ("1", "5"):
        refused = play.refuses("IRO", "correct", entry=entry, correction="Otherwise.")
        assert (refused.name, "W25" in refused.rules) == ("form-closed", True)
    beyond = play.does("IRO", "note", note="A slip in this note.")
    number = str(len(beyond.entries))
    assert play.does("IRO", "correct", entry=number, correction="Otherwise.").entries[-1].values["entry"] == number


def test_W25_a_form_that_is_resolved_and_closed_takes_no_conversation_any_more_and_corrections_neither() -> None:
    play = raised().does("IRO", "resolve").does("IRO", "authorise")
    assert play.refuses("IRO", "correct", entry="1", correction="Otherwise.").name == "form-closed"
    assert {move.split(":")[0] for move in play.offered("IRO")} == {
        "record-occasion", "tell", "note", "correct", "hand-over",
    }  # fmt: skip


def test_W25_what_follows_the_director_goes_on_outside_the_form() -> None:
    play = at("director").does("IRO", "authorise")
    play.does("DIRECTOR", "respond", actions="completed").on("2026-05-14")
    assert up(play, "chief-executive", reasons="dissatisfaction").stage == "chief-executive"
    assert newcastle().stage("chief-executive").record is None


def test_W26_other_communication_is_recorded_on_oversight_records_also_beside_a_closed_form() -> None:
    play = raised().does("IRO", "resolve").does("IRO", "authorise")
    play.does("IRO", "record-occasion", "communication", details="A letter from the school.")
    occasion = next(o for o in newcastle().occasions if o.id == "communication")
    assert ("IRO oversight records and / or Observations" in occasion.title, occasion.rules) == (True, ("W26",))
    assert Fact("What happened", "A letter from the school.") in play.decision.facts


def test_W27_the_minutes_of_every_meeting_are_uploaded_to_total_view() -> None:
    for stage in STAGES[1:]:
        assert newcastle().stage(stage).meeting, stage
    play = at("stage-2").on("2026-04-10").does("GM", "record-meeting")
    owed = play.duty("dispute/upload-minutes").duty
    assert (owed.owners, owed.record, owed.rules) == (("IRO",), "Total View", ("W27",))
    play.does("IRO", "resolve").does("IRO", "authorise")
    play.does("IRO", "fulfil", "dispute/upload-minutes")
    assert Fact("Recorded as", "Total View") in play.decision.facts
    assert not play.duty("dispute/upload-minutes").open


def test_W27_each_meeting_has_minutes_of_its_own() -> None:
    play = at("stage-2").on("2026-04-10").does("GM", "record-meeting")
    up(play, "stage-3", reasons="dissatisfaction").on("2026-04-13").does("SM-SC", "record-meeting")
    assert [duty for duty in play.owed("IRO") if "minutes" in duty] == [
        "dispute/upload-minutes",
        "dispute/upload-minutes#2",
    ]


def test_W29_a_significant_change_of_the_plan_needs_a_review_within_four_weeks_of_the_decision() -> None:
    play = raised().on("2026-04-03")
    play.does("IRO", "record-occasion", "plan-changed", happened_on="2026-04-01", late_reason="I was on leave.")
    duty = play.duty("dispute/review").duty
    assert (duty.kind, duty.owners, duty.due) == (DutyKind.HOLD_REVIEW, ("IRO",), date(2026, 4, 29))
    assert duty.rules == ("W29", "WA3")
    assert next(occasion.rules for occasion in newcastle().occasions if occasion.id == "plan-changed") == ("W29",)


def test_W29_also_where_the_end_of_the_dispute_is_what_changed_the_plan() -> None:
    play = raised().does("IRO", "resolve").does("IRO", "authorise")
    play.does("IRO", "record-occasion", "plan-changed")
    assert play.duty("dispute/review").duty.due == date(2026, 4, 27)
    assert not play.on("2026-04-20").does("IRO", "fulfil", "dispute/review").duty("dispute/review").open
