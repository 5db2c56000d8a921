"""Swindon's informal stage: whom it is raised with, for how long, where it is recorded, and that it goes on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from disputes.fields import Fact
from disputes.kinds import StageKind
from disputes.moves.catalogue import offers
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from tests.disputes.cast import Play, moment, roles
from tests.protocols.swindon import LEVELS, at, raised, swindon

INFORMAL_FORM = "SBC IRO Local Dispute Resolution (Informal Discussion)"


def test_S1_an_informal_stage_and_then_a_formal_one_of_four_levels() -> None:
    kinds = {stage.id: stage.kind for stage in swindon().stages}
    assert kinds == {"informal": StageKind.INFORMAL, **dict.fromkeys(LEVELS, StageKind.FORMAL)}
    play = at("level-4")
    assert [visit.stage for visit in play.dispute.visits] == ["informal", *LEVELS]


def test_S2_it_is_raised_with_the_supervising_social_worker_and_their_manager() -> None:
    notice = raised().notice(NoticeKind.STAGE_RAISED)
    assert roles(notice.to) == ["SSW", "TM"]
    assert notice.copies == ()
    assert {addressee.rule for addressee in notice.to} == {"S2"}


@pytest.mark.parametrize("how", ["case-system", "phone", "face-to-face"])
def test_S2_in_the_case_system_by_telephone_or_in_conversation(how: str) -> None:
    said: dict[str, Any] = {"with": "SSW,TM", "how": how, "summary": "Both agree."}
    play = raised().does("FCIRO", "record-conversation", **said)
    assert play.entries[-1].values["how"] == how


def test_S3_the_officer_owes_the_details_and_the_outcome_under_the_forms_own_name() -> None:
    assert swindon().stage("informal").record == INFORMAL_FORM
    play = raised()
    assert play.owed("FCIRO") == []
    play.on("2026-04-16").does("FCIRO", "escalate", reasons="silence")
    assert play.owed("FCIRO") == ["informal/outcome"]
    duty = play.duty("informal/outcome").duty
    assert (duty.record, duty.rules, duty.due) == (INFORMAL_FORM, ("S3",), None)
    play.does("FCIRO", "fulfil", "informal/outcome", text="No answer; it goes to Level 1.")
    assert Fact("Recorded as", INFORMAL_FORM) in play.entries[-1].facts
    assert play.owed("FCIRO") == []


def test_S3_the_outcome_is_owed_too_when_the_matter_was_resolved() -> None:
    play = raised().on("2026-04-01").does("FCIRO", "resolve")
    labels = [offer.label for offer in offers(play.case, play.actor("FCIRO")) if offer.target == "informal/outcome"]
    assert labels == ["Done: record the details and the outcome of the informal discussion"]
    assert play.refuses("TM", "fulfil", "informal/outcome").name == "not-yours"


def test_S4_it_is_to_be_resolved_within_ten_working_days() -> None:
    play = raised()
    duty = play.duty("informal/respond").duty
    assert (duty.owners, duty.rules[0]) == (("TM",), "S4")
    assert (duty.due, duty.due_at) == (date(2026, 4, 15), moment("2026-04-16", "00:00"))
    closed = play.on("2026-04-15", "23:59").offered("FCIRO")["escalate:level-1"]
    assert closed
    assert "until the end of Wednesday 15 April 2026" in closed.text
    assert play.on("2026-04-16", "00:00").offered("FCIRO")["escalate:level-1"] is None


def test_S4_the_one_who_owes_it_is_the_manager_of_the_supervising_social_worker() -> None:
    play = raised()
    assert play.owed("SSW") == []
    assert play.refuses("SSW", "respond", "informal/respond").name == "not-yours"
    assert swindon().reading("SA8") == "TM"


def test_S5_without_a_satisfactory_conclusion_the_officer_escalates_and_nobody_else() -> None:
    play = raised().on("2026-04-08").does("TM", "respond", actions="completed", response="The visits took place.")
    assert play.refuses("TM", "escalate", "level-1").name == "not-yours"
    play.does("FCIRO", "escalate", "level-1", reasons="dissatisfaction", outstanding="Contact is still unsuitable.")
    assert play.stage == "level-1"


def test_S5_it_is_a_duty_so_leaving_it_as_it_is_needs_a_reason() -> None:
    play = raised().on("2026-04-16")
    assert "end" not in play.offered("FCIRO")
    refusal = play.refuses("FCIRO", "withdraw", reason="")
    assert (refusal.field, refusal.rules) == ("reason", ("S5",))
    assert swindon().must_progress_rule == "S5"
    play.does("FCIRO", "withdraw", reason="The carer has left fostering.")
    assert not play.dispute.open


def test_S5_nothing_escalates_by_itself() -> None:
    play = raised().on("2026-06-01")
    assert (play.stage, play.dispute.open) == ("informal", True)


def test_S26_it_begins_at_the_lowest_level_unless_a_reason_is_given() -> None:
    assert swindon().enter_at == "informal"
    assert raised().stage == "informal"
    with pytest.raises(Refusal, match="needs a reason") as caught:
        Play(swindon(), stage="level-1", themes="general")
    assert caught.value.rules == ("S15",)


def test_S26_an_answer_lets_it_end_or_go_on_before_the_limit() -> None:
    play = raised().on("2026-03-31").does("TM", "respond", actions="completed")
    assert play.offered("FCIRO")["escalate:level-1"] is None
    assert play.does("FCIRO", "resolve").dispute.open is False


def test_S26_a_formal_level_asks_what_was_tried_before() -> None:
    with pytest.raises(Refusal, match="tried informally") as caught:
        raised("level-1", tried="")
    assert caught.value.rules == ("S2",)
