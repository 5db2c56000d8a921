"""Brighton & Hove: who raises each level with whom, who is notified, what is owed by when, and what leads on."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.doubts import doubts
from disputes.entries import Duty
from disputes.fields import Fact
from disputes.moves.catalogue import fields_of
from disputes.notices import NoticeKind
from disputes.stage import Addressee
from disputes.timeline import timeline
from disputes.working_days import long_date
from tests.disputes.cast import Play
from tests.protocols.brighton import LEVELS, OPENED, RAISER, at, brighton, raised, recorded_before, up

ALERT = "Looked-after Manager Alert"


def told(play: Play) -> tuple[list[Addressee], list[Addressee]]:
    """Who was told of the level that has just opened: To, and copies."""
    notice = play.notice(NoticeKind.STAGE_RAISED)
    return list(notice.to), list(notice.copies)


def clock(play: Play) -> Duty:
    """The present level's own clock."""
    state = play.case.stage_clock
    assert state
    return state.duty


def summary_of(level: str, raiser: str, rule: str) -> None:
    """When the level ends, its raiser owes the summary of impact and outcome on the Alert; not before."""
    play = at(level)
    assert f"{level}/impact" not in play.dispute.duties
    play.does("IRO", "resolve")
    duty = play.duty(f"{level}/impact").duty
    assert (duty.owners, duty.record, duty.rules) == ((raiser,), ALERT, (rule,))
    assert not play.does(raiser, "fulfil", f"{level}/impact", text="Moved home.").duty(f"{level}/impact").open
    assert Fact("Recorded as", ALERT) in play.decision.facts


def only_raised_by(level: str, raiser: str, rule: str) -> Play:
    """The next level is its raiser's to raise and nobody else's; the officer sees that it could be."""
    below = LEVELS[LEVELS.index(level) - 1]
    play = recorded_before(at(below).on(OPENED[level]), level)
    for other in {"IRO", "PTM", "SM", "IROM", "HCDU", "HoSg", "DCS", "CE"} - {raiser}:
        refused = play.refuses(other, "escalate", level, reasons="silence")
        assert (refused.name, rule in refused.rules) == ("not-yours", True), other
    assert play.offered(raiser)[f"escalate:{level}"] is None
    return play.does(raiser, "escalate", level, reasons="silence")


def test_H9_formal_disputes_are_on_the_looked_after_manager_alert() -> None:
    for level in LEVELS:
        stage = brighton().stage(level)
        assert (stage.record, stage.record_rule) == (ALERT, "H9")


def test_H13_level_1_goes_to_the_pod_team_manager_and_the_service_manager_is_notified() -> None:
    play = at("level-1")
    assert told(play) == ([Addressee("PTM", "H13")], [Addressee("SM", "H13")])
    assert (clock(play).owners, clock(play).due, clock(play).rules) == (("PTM",), date(2026, 4, 20), ("H13", "HA1"))
    assert not play.does("PTM", "respond").duty("level-1/respond").open


def test_H14_level_2_needs_the_consultation_of_the_iro_manager_after_level_1() -> None:
    before = raised()
    assert before.refuses("IRO", "consult", "irom-before-level-2").name == "no-longer-open"
    play = at("level-1").on("2026-04-21")
    closed = play.refuses("IROM", "escalate", "level-2", reasons="silence")
    assert (closed.rules, closed.remedy) == (("H14",), ("consult", "irom-before-level-2"))
    play.does("IRO", "consult", "irom-before-level-2")
    assert play.does("IROM", "escalate", "level-2", reasons="silence").stage == "level-2"


def test_H15_the_officer_summarises_level_1_within_the_one_window() -> None:
    summary_of("level-1", "IRO", "H15")
    assert sum(duty.clock for duty in brighton().stage("level-1").duties) == 1
    assert "H15" in brighton().stage("level-1").rules


def test_H16_level_2_is_raised_by_the_iro_manager_with_the_service_manager() -> None:
    play = only_raised_by("level-2", "IROM", "H16")
    assert told(play) == ([Addressee("SM", "H16")], [Addressee("HCDU", "H16")])
    assert (clock(play).owners, clock(play).due, clock(play).rules[0]) == (("SM",), date(2026, 4, 28), "H16")


@pytest.mark.parametrize("level", LEVELS[1:])
def test_H16_H20_where_its_raiser_disagrees_the_officer_goes_up_with_a_reason(level: str) -> None:
    below = LEVELS[LEVELS.index(level) - 1]
    play = recorded_before(at(below).on(OPENED[level]), level)
    assert play.refuses("IRO", "enter-higher", level, stage_reason="").rules == ("HA6",)
    play.does("IRO", "enter-higher", level, stage_reason="It is not resolved for the child.")
    assert play.stage == level
    assert told(play)[0][0].role == brighton().stage(level).to[0].role


def test_H16_before_the_limit_passing_a_level_needs_the_discussion_with_the_iro_manager() -> None:
    play = recorded_before(at("level-1"), "level-2")
    closed = play.refuses("IRO", "enter-higher", "level-2", stage_reason="It can't wait.")
    assert (closed.rules, closed.remedy) == (("HA6",), ("consult", "irom-bypass"))
    play.does("IRO", "consult", "irom-bypass")
    assert play.does("IRO", "enter-higher", "level-2", stage_reason="It can't wait.").stage == "level-2"


def test_H17_pod_team_manager_and_officer_each_make_their_information_available() -> None:
    play = at("level-2")
    duty = play.duty("level-2/information").duty
    assert (duty.owners, duty.rules) == (("PTM", "IRO"), ("H17",))
    play.does("PTM", "fulfil", "level-2/information")
    assert play.duty("level-2/information").open
    assert play.refuses("PTM", "fulfil", "level-2/information").name == "no-longer-open"
    play.does("IRO", "fulfil", "level-2/information", whose="IRO")
    assert not play.duty("level-2/information").open


def test_H18_level_3_needs_the_consultation_of_the_head_of_safeguarding_after_level_2() -> None:
    assert at("level-1").refuses("IROM", "consult", "hosg-before-level-3").name == "no-longer-open"
    play = at("level-2").on("2026-04-29")
    closed = play.refuses("HoSg", "escalate", "level-3", reasons="silence")
    assert (closed.rules, closed.remedy) == (("H18",), ("consult", "hosg-before-level-3"))
    assert brighton().gates["hosg-before-level-3"].with_roles == ("HoSg",)
    play.does("IROM", "consult", "hosg-before-level-3")
    assert play.does("HoSg", "escalate", "level-3", reasons="silence").stage == "level-3"


def test_H19_the_service_manager_responds_on_the_alert_and_the_iro_manager_summarises() -> None:
    play = at("level-2")
    assert "H19" in clock(play).rules
    assert play.refuses("PTM", "respond", "level-2/respond").name == "not-yours"
    assert not play.does("SM", "respond", "level-2/respond").duty("level-2/respond").open
    summary_of("level-2", "IROM", "H19")


def test_H20_level_3_is_raised_by_the_head_of_safeguarding_with_four_working_days() -> None:
    play = only_raised_by("level-3", "HoSg", "H20")
    assert told(play) == ([Addressee("HCDU", "H20")], [Addressee("DCS", "H20")])
    assert (clock(play).owners, clock(play).due, clock(play).rules[0]) == (("HCDU",), date(2026, 5, 6), "H20")
    information = play.duty("level-3/information").duty
    assert (information.owners, information.rules) == (("HoSg",), ("H20",))


def test_H20_a_meeting_takes_place_within_them_chaired_by_whoever_is_chosen() -> None:
    play = at("level-3")
    held = play.duty("level-3/hold-meeting").duty
    assert (held.due, held.rules) == (date(2026, 5, 6), ("H20",))
    play.does("HoSg", "arrange-meeting", meeting_on="2026-05-01", chair="DCS")
    assert {a.role: a.rule for a in play.notice(NoticeKind.MEETING_CONFIRMED).to} == {
        "DCS": "H20",
        "HCDU": "H20",
    }
    play.does("HCDU", "rearrange-meeting", meeting_on="2026-05-05", reason="Illness.")
    assert play.duty("level-3/hold-meeting").open, "moving the date leaves the limit"
    assert play.duty("level-3/hold-meeting").duty.due == date(2026, 5, 6)
    play.on("2026-05-05").does("DCS", "record-meeting", held_on="2026-05-05")
    assert not play.duty("level-3/hold-meeting").open
    assert play.duty("level-3/respond").open


def test_H21_the_head_of_delivery_unit_responds_and_the_head_of_safeguarding_summarises() -> None:
    play = at("level-3")
    assert "H21" in clock(play).rules
    assert not play.does("HCDU", "respond", "level-3/respond").duty("level-3/respond").open
    summary_of("level-3", "HoSg", "H21")


def test_H23_level_4_asks_the_director_for_a_meeting_or_a_written_adjudication_in_three_working_days() -> None:
    play = only_raised_by("level-4", "HoSg", "H23")
    assert told(play) == ([Addressee("DCS", "H23")], [])
    assert (clock(play).owners, clock(play).due, clock(play).rules) == (("DCS",), date(2026, 5, 12), ("H23",))
    assert clock(play).title == "adjudicate in writing, or meet"
    assert "written adjudication" in brighton().stage("level-4").notices[0].asks
    information = play.duty("level-4/information").duty
    assert (information.owners, information.rules) == (("HCDU", "HoSg"), ("H23",))
    play.does("HCDU", "fulfil", "level-4/information")
    assert play.duty("level-4/information").open
    assert not play.does("HoSg", "fulfil", "level-4/information").duty("level-4/information").open
    summary_of("level-4", "HoSg", "H23")


def test_H23_a_meeting_stands_for_the_adjudication_and_may_leave_it_unresolved() -> None:
    play = at("level-4").does("HoSg", "arrange-meeting", meeting_on="2026-05-08", chair="DCS")
    invited = play.notice(NoticeKind.MEETING_CONFIRMED).to
    assert [(a.role, a.rule) for a in invited] == [("DCS", "H23"), ("HCDU", "H23")]
    play.on("2026-05-08").does("DCS", "record-meeting", held_on="2026-05-08")
    assert not play.duty("level-4/respond").open
    assert play.dispute.visit.responded_at == play.now
    assert up(play, "level-5", reasons="dissatisfaction").stage == "level-5"


def test_H26_level_5_asks_the_chief_executive_for_a_written_adjudication_in_three_working_days() -> None:
    play = only_raised_by("level-5", "HoSg", "H26")
    assert told(play) == ([Addressee("CE", "H26")], [])
    assert (clock(play).owners, clock(play).due, clock(play).rules) == (("CE",), date(2026, 5, 18), ("H26",))
    assert (clock(play).title, play.stage) == ("adjudicate in writing", "level-5")
    information = play.duty("level-5/information").duty
    assert (information.owners, information.rules) == (("HoSg",), ("H26",))
    assert "legal advice where appropriate" in (information.title or "")
    asked = fields_of(play.on("2026-05-19").case, play.actor("HoSg"), "take-step", "legal-advice")
    assert "reason" not in [field.name for field in asked]


def test_every_stage_shows_the_rules_behind_it_and_behind_going_on() -> None:
    assert {stage.id: stage.rules for stage in brighton().stages} == {
        "informal": ("H5", "H6", "H8", "H10", "H12", "H46", "HA11"),
        "level-1": ("H9", "H13", "H15", "H45", "H47", "HA2"),
        "level-2": ("H9", "H16", "H17", "H19", "H47", "HA2", "HA8"),
        "level-3": ("H9", "H20", "H21", "HA2", "HA8", "HA10"),
        "level-4": ("H9", "H23", "HA3", "HA8"),
        "level-5": ("H9", "H26", "HA3", "HA8"),
    }
    assert {stage.id: stage.progress_rules for stage in brighton().stages} == {
        "informal": ("H11",),
        "level-1": ("H14",),
        "level-2": ("H18",),
        "level-3": ("H23",),
        "level-4": ("H24", "H25"),
        "level-5": ("H27",),
    }
    assert {role.id for role in brighton().roles.values() if role.per_team} == {"IRO", "SW", "PTM", "SM"}


def test_H45_the_five_levels_add_up_to_twenty_working_days() -> None:
    limits = [clock.limit.count for level in LEVELS if (clock := brighton().stage(level).clock) and clock.limit]
    assert limits == [5, 5, 4, 3, 3]
    assert sum(limits) == 20
    assert doubts(brighton()) == []
    calendar = raised().calendar
    steps = timeline(brighton(), calendar, date.fromisoformat(OPENED["level-1"]), from_stage="level-1").stages
    assert [step.opens for step in steps] == [date.fromisoformat(OPENED[level]) for level in LEVELS]
    raisers = [brighton().title_of(RAISER[level]) for level in LEVELS]
    assert [step.raised_by for step in steps] == raisers
    assert long_date(steps[-1].due or date.min) == "Monday 18 May 2026"
