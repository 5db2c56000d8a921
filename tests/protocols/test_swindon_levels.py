"""Swindon's four formal levels: to whom each goes, who is copied, what its limit asks for, and where it ends."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from disputes.england import england
from disputes.kinds import StageKind
from disputes.limits import Unit
from disputes.marker import marker_of
from disputes.notices import NoticeKind
from disputes.nudges import NudgeSettings, Reminder, schedule
from disputes.timeline import Handoff, timeline
from tests.disputes.cast import MONDAY, moment, roles
from tests.protocols.swindon import LEVELS, OPENED, at, raised, swindon


def check_level(level: str, to: list[str], copies: list[str], rule: str, due: date) -> None:
    """A level, reached by silence below it, notifies and binds exactly these."""
    play = at(level)
    (notice,) = [draft for draft in play.notices if draft.kind is NoticeKind.STAGE_RAISED]
    assert (roles(notice.to), roles(notice.copies)) == (to, copies)
    assert {addressee.rule for addressee in (*notice.to, *notice.copies)} == {rule}
    assert not any(addressee.alert for addressee in notice.copies)
    duty = play.duty(f"{level}/respond").duty
    assert (duty.owners, duty.due, duty.rules[0]) == (tuple(to), due, rule)
    assert notice.duty == duty.id


def test_S6_every_formal_level_has_the_formal_form_as_its_record() -> None:
    for level in LEVELS:
        stage = swindon().stage(level)
        assert (stage.record, stage.record_rule) == ("SBC IRO Local Dispute Resolution", "S6")
    assert swindon().stage("informal").record != "SBC IRO Local Dispute Resolution"


def test_S7_level_1_to_the_team_manager_copied_to_two_within_five_days() -> None:
    check_level("level-1", ["TM"], ["OSM", "SM-QAR"], "S7", date(2026, 4, 23))


def test_S8_level_2_to_the_operational_service_manager_copied_to_two_within_five_days() -> None:
    check_level("level-2", ["OSM"], ["HoS", "SM-QAR"], "S8", date(2026, 5, 1))


def test_S9_level_3_to_the_head_of_service_copied_to_the_director_alone_within_five_days() -> None:
    check_level("level-3", ["HoS"], ["BDC"], "S9", date(2026, 5, 12))
    assert swindon().reading("SA2") == "table"


def test_S10_level_4_to_the_director_copied_to_two_within_five_days() -> None:
    check_level("level-4", ["BDC"], ["HoS", "SM-QAR"], "S10", date(2026, 5, 20))


@pytest.mark.parametrize("stage", ["informal", *LEVELS])
def test_S11_only_completed_actions_meet_a_limit_a_reply_does_not(stage: str) -> None:
    play = raised() if stage == "informal" else at(stage)
    (owner,) = play.duty(f"{stage}/respond").duty.owners
    play.does(owner, "acknowledge").does(owner, "respond", actions="partly", response="One of two is done.")
    state = play.duty(f"{stage}/respond")
    assert state.open
    assert state.duty.due_at
    assert state.overdue(state.duty.due_at), "the clock goes on"
    play.does(owner, "respond", actions="completed", response="Both are done.")
    assert not play.duty(f"{stage}/respond").open


def test_S11_a_reply_that_completes_nothing_still_lets_the_officer_go_on() -> None:
    play = at("level-1").does("TM", "respond", actions="not-yet", response="We see it otherwise.")
    play.does("FCIRO", "escalate", "level-2", reasons="dissatisfaction")
    assert play.stage == "level-2"
    assert play.duty("level-1/respond").superseded_at


@pytest.mark.parametrize(("level", "above"), list(pairwise(LEVELS)))
def test_S12_the_addressees_own_line_manager_is_copied(level: str, above: str) -> None:
    (manager,) = roles(swindon().stage(above).to)
    assert manager in roles(at(level).notice(NoticeKind.STAGE_RAISED).copies)


def test_S12_at_level_4_nobody_is_added_above_the_director() -> None:
    told = [at(level).notice(NoticeKind.STAGE_RAISED) for level in LEVELS]
    everybody = {role for notice in told for role in roles((*notice.to, *notice.copies))}
    assert everybody == {"TM", "OSM", "SM-QAR", "HoS", "BDC"}
    assert not any("Chief Executive" in role.title for role in swindon().roles.values())
    assert swindon().reading("SA1") == "addressee's manager"


def test_S16_the_officer_is_told_of_every_answer_and_has_the_dates_to_watch() -> None:
    play = at("level-1").does("TM", "acknowledge")
    assert roles(play.notice(NoticeKind.ANSWERED).to) == ["FCIRO"]
    play.does("TM", "respond", actions="partly")
    assert roles(play.notice(NoticeKind.ANSWERED).to) == ["FCIRO"]
    duty = play.duty("level-1/respond").duty
    planned = schedule(duty, NudgeSettings(), play.calendar)
    assert (moment("2026-04-24", "09:00"), Reminder.OVERDUE) in [(item.at, item.what) for item in planned]


def test_S16_nobody_else_moves_it_on_or_ends_it() -> None:
    play = at("level-2").on("2026-05-05")
    for role in set(swindon().roles) - {"FCIRO"}:
        ways = {offer.split(":")[0] for offer in play.offered(role)}
        asks = {"ask-more-time", "not-mine"}  # of the officer; they move nothing
        assert ways <= {"acknowledge", "respond", "consult", *asks}, role
    assert {"escalate", "resolve", "withdraw"} <= {offer.split(":")[0] for offer in play.offered("FCIRO")}


def test_S24_the_formal_limits_add_up_to_twenty_working_days_and_the_informal_stage_is_extra() -> None:
    limits = {stage.id: stage.clock.limit for stage in swindon().stages if stage.clock and stage.clock.limit}
    assert {limit.unit for limit in limits.values()} == {Unit.WORKING_DAYS}
    assert limits["informal"].count == 10
    formal = [stage.id for stage in swindon().stages if stage.kind is StageKind.FORMAL]
    assert sum(limits[stage].count for stage in formal) == 20


def test_S24_with_no_gap_level_4_is_due_on_the_marker_day() -> None:
    plan = timeline(swindon(), england(), date(2026, 4, 16), Handoff.SAME_DAY, "level-1")
    assert [step.due for step in plan.stages][-1] == plan.marker == date(2026, 5, 15)
    whole = timeline(swindon(), england(), MONDAY)
    assert [step.opens.isoformat() for step in whole.stages if step.opens][1:] == list(OPENED.values())
    assert whole.marker == date(2026, 5, 15), "it counts from Level 1, not from the informal stage"
    assert marker_of(raised().dispute, swindon(), england()) is None
    assert marker_of(at("level-2").dispute, swindon(), england()) == date(2026, 5, 15)


def test_S25_after_level_4_the_protocol_ends_and_no_further_step_is_made_up() -> None:
    play = at("level-4").on("2026-05-21")
    assert swindon().after("level-4") is None
    refusal = play.refuses("FCIRO", "escalate", "level-5")
    assert refusal.name == "protocol-ends-here"
    assert "S25" in refusal.rules
    assert "SA6" in refusal.rules
    assert [step.id for step in swindon().outside] == ["legal-advice"]
    for body in ("cafcass", "ofsted", "chief-executive"):
        assert play.refuses("FCIRO", "take-step", body).name == "no-longer-open"


def test_S25_what_is_left_is_the_managers_view_legal_advice_and_an_end_with_its_reason() -> None:
    play = at("level-4").on("2026-05-21")
    offered = play.offered("FCIRO")
    assert {"consult:own-manager", "take-step:legal-advice", "end", "resolve"} <= set(offered)
    refusal = play.refuses("FCIRO", "end", reason="")
    assert (refusal.field, refusal.rules) == ("reason", ("SA6",))
    play.does("FCIRO", "consult", "own-manager").does("FCIRO", "take-step", "legal-advice")
    play.does("FCIRO", "end", reason="The Director has decided; advice was taken.")
    assert not play.dispute.open
    assert roles(play.notice(NoticeKind.ENDED).to) == ["BDC"]


def test_S25_below_level_4_a_dispute_cannot_just_end() -> None:
    for level in LEVELS[:-1]:
        assert "end" not in at(level).offered("FCIRO")
