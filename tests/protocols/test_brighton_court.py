"""Brighton & Hove: care plans for the court, with the process compressed and everybody told at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from disputes.notices import Holder, NoticeDraft, NoticeKind, address
from disputes.refusals import Refusal
from disputes.stage import Addressee
from tests.disputes.cast import Play
from tests.protocols.brighton import at, brighton, raised, recorded_before, up

HEARING = "2026-05-11"


def compressed(play: Play, days: int = 2) -> Play:
    """The limits are shortened for a hearing, after talking to the IRO Manager."""
    play.does("IRO", "consult", "irom-court")
    return play.does("IRO", "compress", hearing_on=HEARING, days=str(days))


def of_occasion(occasion: str, rule: str, *by: str) -> Play:
    """An occasion of the court procedure: by whom, by which rule, and on record."""
    (found,) = [each for each in brighton().occasions if each.id == occasion]
    assert (found.rules, found.by) == ((rule,), by)
    play = at("level-1").does(by[0], "record-occasion", occasion, details="On Tuesday.")
    assert play.entries[-1].values == {"occasion": occasion, "details": "On Tuesday."}
    return play


def reached(draft: NoticeDraft, absent: set[str]) -> list[str]:
    """Who gets a notice while nobody holds some of the roles."""

    def holders(role: str) -> Sequence[Holder]:
        return [] if role in absent else [Holder(role)]

    def nobody(role: str) -> Refusal:
        raise AssertionError(f"nobody holds {role}")

    return [recipient.person for recipient in address(draft, holders, nobody).to]


def test_H37_the_final_care_plan_and_specialist_assessments_are_on_record() -> None:
    play = of_occasion("court-plan", "H37", "IRO")
    (occasion,) = [each for each in brighton().occasions if each.id == "court-plan"]
    assert occasion.title == "Court: final care plan and specialist assessments received"
    assert (play.decision.effects.starts, play.stage) == ((), "level-1")


def test_H38_the_childrens_guardian_is_involved() -> None:
    of_occasion("guardian", "H38", "IRO")
    assert brighton().title_of("GUARDIAN") == "Children's Guardian"


def test_H39_social_worker_pod_team_manager_and_service_manager_are_told_at_once() -> None:
    play = compressed(at("level-1"))
    notice = play.notice(NoticeKind.COURT)
    assert list(notice.to) == [Addressee("SW", "H39"), Addressee("PTM", "H39"), Addressee("SM", "H39")]
    assert reached(notice, set()) == ["SW", "PTM", "SM"]


def test_H40_who_is_absent_is_stood_in_for_and_the_head_of_service_if_all_three_are() -> None:
    notice = compressed(at("level-1")).notice(NoticeKind.COURT)
    assert reached(notice, {"SW"}) == ["PTM", "SM"]
    assert reached(notice, {"SW", "PTM"}) == ["SM"]
    assert reached(notice, {"SW", "PTM", "SM"}) == ["HCDU"]
    assert brighton().readings["HA5"].value == "HCDU"
    with pytest.raises(AssertionError, match="nobody holds SW"):
        reached(notice, {"SW", "PTM", "SM", "HCDU"})


def test_H41_compression_always_needs_the_discussion_with_the_iro_manager() -> None:
    play = at("level-1")
    closed = play.refuses("IRO", "compress", hearing_on=HEARING, days="2")
    assert (closed.rules, closed.remedy) == (("H41",), ("consult", "irom-court"))
    play.does("IRO", "consult", "irom-bypass")
    assert play.refuses("IRO", "compress", hearing_on=HEARING, days="2").rules == ("H41",), "that is another one"
    assert compressed(play).dispute.compressed_to == 2
    assert play.refuses("PTM", "compress", hearing_on=HEARING, days="1").name == "not-yours"


def test_H41_the_limits_shrink_from_now_on_and_never_grow() -> None:
    play = compressed(at("level-1"))
    assert play.duty("level-1/respond").superseded_at == play.now
    assert play.duty("level-1/respond#2").duty.due == date(2026, 4, 15)
    up(play.on("2026-04-16"), "level-2", reasons="silence")
    assert play.duty("level-2/respond").duty.due == date(2026, 4, 20)
    longer = compressed(at("level-1"), days=9)
    assert longer.duty("level-1/respond").duty.due == date(2026, 4, 20)
    up(longer.on("2026-04-21"), "level-2", reasons="silence")
    assert longer.duty("level-2/respond").duty.due == date(2026, 4, 28)


def test_H41_a_limit_that_has_shrunk_already_is_over_today_at_the_earliest() -> None:
    play = compressed(at("level-1").on("2026-04-17"), days=1)
    assert play.duty("level-1/respond#2").duty.due == date(2026, 4, 17)


def test_H41_the_meeting_of_a_level_shrinks_with_its_answer() -> None:
    play = compressed(at("level-3"))
    assert play.duty("level-3/hold-meeting#2").duty.due == date(2026, 5, 1)
    assert play.duty("level-3/respond#2").duty.due == date(2026, 5, 1)


def test_H42_without_agreement_it_goes_up_as_fast_as_possible_with_separate_legal_advice() -> None:
    play = compressed(raised(agreed_on="2026-04-17"), days=1)
    assert play.duty("informal/respond#2").duty.due == date(2026, 3, 31)
    up(play.on("2026-04-01"), "level-1")
    assert play.duty("level-1/respond").duty.due == date(2026, 4, 2)
    play.does("HoSg", "take-step", "legal-advice", reason="The hearing is near.")
    assert "legal-advice" in play.dispute.steps
    (step,) = [step for step in brighton().outside if step.id == "legal-advice"]
    assert "H42" in step.rules


def test_H43_the_court_is_told_only_after_the_guardian_and_with_advice() -> None:
    play = at("level-1")
    closed = play.refuses("IRO", "take-step", "tell-court")
    assert (closed.rules, closed.remedy) == (("H43",), ("record-conversation", ""))
    play.does("IRO", "record-conversation", at=None, **{"with": "GUARDIAN"})
    closed = play.refuses("IRO", "take-step", "tell-court")
    assert (closed.rules, closed.remedy) == (("H43",), ("record-advice", "court-advice"))
    assert "Cafcass advice" in closed.text
    play.does("IRO", "record-advice", "court-advice").does("IRO", "take-step", "tell-court")
    assert any("Guardian may be asked to make the court aware" in caution.text for caution in play.decision.cautions)
    assert {caution.rule for caution in play.decision.cautions} == {"H43"}


def test_H43_a_talk_with_somebody_else_does_not_inform_the_guardian() -> None:
    play = at("level-1").does("IRO", "record-conversation", at=None, **{"with": "SW"})
    assert play.refuses("IRO", "take-step", "tell-court").rules == ("H43",)


@pytest.mark.parametrize("level", ["level-2", "level-3"])
def test_H44_for_court_the_social_worker_is_informed_at_every_stage(level: str) -> None:
    below = at("level-1" if level == "level-2" else "level-2")
    usual = up(below.on("2026-05-07"), level, reasons="silence").notice(NoticeKind.STAGE_RAISED)
    assert "SW" not in [copy.role for copy in usual.copies]
    play = compressed(at("level-1" if level == "level-2" else "level-2"))
    told = up(play.on("2026-05-07"), level, reasons="silence").notice(NoticeKind.STAGE_RAISED)
    assert told.copies == (*usual.copies, Addressee("SW", "H44"))
    ended = play.does("IRO", "resolve").notice(NoticeKind.ENDED)
    assert "SW" in [copy.role for copy in ended.copies]


def test_H44_also_where_a_level_is_passed_over() -> None:
    play = compressed(at("level-1")).does("IRO", "consult", "irom-bypass")
    play.does("IRO", "enter-higher", "level-4", stage_reason="The hearing is near.")
    assert play.notice(NoticeKind.STAGE_RAISED).copies == (Addressee("SW", "H44"),)


def test_H44_the_social_worker_tells_children_and_parents_and_says_so() -> None:
    of_occasion("family-told", "H44", "IRO", "SW")
    play = recorded_before(at("level-1"), "level-2")
    play.does("SW", "record-occasion", "family-told")
    assert play.refuses("PTM", "record-occasion", "family-told").name == "not-yours"
    notice = brighton().court
    assert notice
    assert notice.notice
    assert "The social worker informs child and parents (H44)" in notice.notice.asks
