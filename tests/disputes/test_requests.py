"""Asking for more time, saying that a duty isn't theirs, and the answer: recorded, told, and moving nothing."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.entries import EntryKind
from disputes.notices import NoticeKind
from protocols.reading import shipped
from tests.disputes.cast import Play, moment, roles

DUTY = "stage-1/respond"
WISHED = "2026-04-17"


def informal() -> Play:
    """Brighton & Hove's informal stage, whose date the officer and the team manager agreed: Friday 10 April 2026."""
    return Play(shipped()["brighton-hove-iro"], stage="informal", agreed_on="2026-04-10")


def test_asking_for_more_time_is_told_to_the_officer_and_moves_no_date() -> None:
    play = Play().does("TM", "ask-more-time", wished_on=WISHED, reason="The visit is on the 15th.")
    state = play.duty(DUTY)
    assert state.open
    assert state.duty.due == date(2026, 4, 8), "the protocol's limit stays (B12)"
    assert state.acknowledged_at is None, "asking isn't acknowledging (X5)"
    assert [(a.role, a.rule) for a in play.notice(NoticeKind.MORE_TIME).to] == [("FIRO", "LD3")]
    asked = play.dispute.requests[2]
    assert (asked.by, asked.wished_on, asked.answer) == ("The TM", date(2026, 4, 17), None)
    assert ("The date, which stays as it is", "Wednesday 8 April 2026") in [
        (f.label, f.text) for f in play.decision.facts
    ]


def test_it_is_overdue_on_the_day_that_it_always_was() -> None:
    play = Play().does("TM", "ask-more-time", wished_on=WISHED)
    play.on("2026-04-01").does("FIRO", "answer-request", "2", answer="I understand; the date stays.")
    assert play.duty(DUTY).overdue(moment("2026-04-09", "00:00"))


@pytest.mark.parametrize(
    ("day", "wished", "said"),
    [
        ("2026-03-31", "2026-04-08", "You have until Wednesday 8 April 2026 anyway."),
        ("2026-03-31", "2026-04-02", "You have until Wednesday 8 April 2026 anyway."),
        ("2026-04-10", "2026-04-09", "That day has passed."),
        ("2026-03-31", "2027-04-09", "Friday 9 April 2027 is more than a year away."),
    ],
)
def test_the_day_wished_for_is_one_that_can_be_meant(day: str, wished: str, said: str) -> None:
    refusal = Play().on(day).refuses("TM", "ask-more-time", wished_on=wished)
    assert refusal.text == said
    assert refusal.field == "wished_on"


def test_only_whoever_owes_it_asks_and_the_officer_asks_nobody_but_themselves() -> None:
    play = Play()
    for move in ("ask-more-time", "not-mine"):
        assert play.targets(move, "TM") == [DUTY]
        assert play.targets(move, "FIRO") == play.targets(move, "FSM") == []
        assert play.refuses("SSW", move, DUTY).name == "not-yours"


def test_the_officer_answers_once_and_whoever_owes_it_is_told() -> None:
    play = Play().does("TM", "ask-more-time", wished_on=WISHED)
    assert play.refuses("TM", "answer-request", "2").name == "not-yours"
    play.does("FIRO", "answer-request", "2", answer="The date stays.")
    assert roles(play.notice(NoticeKind.REQUEST_ANSWERED).to) == ["TM"]
    assert play.dispute.requests[2].answer == "The date stays."
    assert play.refuses("FIRO", "answer-request", "2").name == "no-longer-open"


def test_a_request_ends_with_what_it_was_about() -> None:
    play = Play().does("TM", "ask-more-time", wished_on=WISHED).does("TM", "respond", actions="completed")
    assert play.targets("answer-request", "FIRO") == []


def test_where_the_protocol_gives_the_limit_no_other_date_can_be_agreed() -> None:
    play = Play().does("TM", "ask-more-time", wished_on=WISHED)
    refusal = play.refuses("FIRO", "answer-request", "2", answer="Very well.", decision="agreed")
    assert refusal.name == "unknown-field"


def test_H10_where_the_date_is_negotiated_another_one_can_be_agreed_and_the_clock_does_not_restart() -> None:
    play = informal().on("2026-03-31").does("PTM", "acknowledge").does("PTM", "ask-more-time", wished_on=WISHED)
    issued = play.duty("informal/respond").duty.issued_at
    play.does("IRO", "answer-request", "3", decision="agreed", answer="Agreed.")
    state = play.duty("informal/respond")
    assert state.duty.due == date(2026, 4, 17)
    assert state.duty.issued_at == issued
    assert state.acknowledged_by == "The PTM", "what has become of it stays"
    assert not state.overdue(moment("2026-04-17", "23:59"))
    assert state.overdue(moment("2026-04-18", "00:00"))


def test_H10_the_officer_may_leave_a_negotiated_date_as_it_is() -> None:
    play = informal().does("PTM", "ask-more-time", wished_on=WISHED)
    play.does("IRO", "answer-request", "2", decision="stays", answer="The review is on the 13th.")
    assert play.duty("informal/respond").duty.due == date(2026, 4, 10)


def test_a_date_agreed_after_the_limit_had_passed_is_reminded_of_anew() -> None:
    play = informal().on("2026-04-13").happens(EntryKind.LAPSED, "informal/respond")
    play.does("PTM", "ask-more-time", wished_on=WISHED)
    play.does("IRO", "answer-request", "3", decision="agreed", agreed_on="2026-04-16", answer="Agreed.")
    state = play.duty("informal/respond")
    assert (state.duty.due, state.lapsed_at, state.nudges) == (date(2026, 4, 16), None, 0)


@pytest.mark.parametrize("agreed", ["2026-04-10", "2027-06-01"])
def test_the_date_agreed_is_one_that_can_be_meant(agreed: str) -> None:
    play = informal().on("2026-04-13").does("PTM", "ask-more-time", wished_on=WISHED)
    refusal = play.refuses("IRO", "answer-request", "2", decision="agreed", agreed_on=agreed, answer="Agreed.")
    assert refusal.field == "agreed_on"


def test_not_mine_is_told_to_the_officer_and_whoever_keeps_the_directory_and_moves_nothing() -> None:
    play = Play().does("TM", "not-mine", reason="This carer is with the South team.", whose="The South team's manager")
    assert roles(play.notice(NoticeKind.NOT_MINE).to) == ["FIRO"]
    directory = play.notice(NoticeKind.CHECK_DIRECTORY)
    assert roles(directory.to) == ["ADMIN"]
    assert directory.if_held, "without an administrator it is still said to the officer"
    assert play.owed("TM") == [DUTY]
    assert play.duty(DUTY).duty.due == date(2026, 4, 8)
    assert play.targets("respond", "TM") == [DUTY], "they may still answer"
    assert "ADMIN" not in play.dispute.told, "an administrator isn't told how the dispute ends"


def test_the_officer_says_what_happens_to_what_isnt_theirs() -> None:
    play = Play().does("TM", "not-mine", reason="Not my team.")
    assert play.offered("FIRO")["answer-request:2"] is None
    play.does("FIRO", "answer-request", "2", answer="The directory is being put right.")
    assert play.dispute.requests[2].answered_by == "The FIRO"


def test_after_the_end_nothing_is_asked_or_answered() -> None:
    play = Play().does("TM", "not-mine", reason="Not my team.").does("FIRO", "withdraw")
    for role in play.protocol.roles:
        assert not {"ask-more-time", "not-mine", "answer-request"} & {o.split(":")[0] for o in play.offered(role)}


def test_the_same_isnt_asked_twice_before_it_is_answered() -> None:
    play = Play().does("TM", "ask-more-time", wished_on=WISHED)
    refusal = play.refuses("TM", "ask-more-time", wished_on="2026-04-24")
    assert refusal.text == "The TM said so on Monday 30 March 2026, and the officer hasn't answered yet."
    assert play.offered("TM")[f"not-mine:{DUTY}"] is None, "something else may be said"
    play.does("FIRO", "answer-request", "2", answer="The date stays.")
    play.does("TM", "ask-more-time", wished_on="2026-04-24")
    assert play.dispute.requests[4].wished_on == date(2026, 4, 24)
