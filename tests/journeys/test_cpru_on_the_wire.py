"""The council with the CPRU, played wholly at the clients: every move that a card offers anybody is made."""

from __future__ import annotations

import pytest

from tests.journeys.wire import Wire

pytestmark = pytest.mark.parametrize("wire", ["cpru-cla"], indirect=True)
CPRU, CHECKS = "cpru-cla", "cpru-checks"


async def test_cpru_by_typing_and_pressing_alone(wire: Wire) -> None:
    ref = await wire.begins(
        "IRO",
        "raise a dispute",
        CPRU,
        "respond by Wednesday 8 April 2026",
        "Monday 6 April 2026 (Easter Monday)",
        stage="informal",
    )
    await _informally(wire, ref)
    await _at_stage_1(wire, ref)
    await _at_stage_2(wire, ref)
    await _to_the_end(wire, ref)
    await _other_ends(wire)
    await _file_checks(wire)
    wire.every_move_was_made()


async def _informally(wire: Wire, ref: str) -> None:
    await wire.does("TM", "acknowledge", ref)
    await wire.does("TM", "ask-more-time", ref)
    await wire.does("TM", "not-mine", ref)
    await wire.types("IRO", "agree tasks and dates 1", ref, "agree-task", agreed_on="2026-04-07")
    await wire.everybody_looks(ref)
    wire.has("SW", "Tuesday 7 April 2026")
    assert await wire.everybody_does_the_rest(ref) >= {"answer-request", "note", "tell", "correct", "consult"}
    await wire.does("TM", "respond", ref, target="informal/respond")
    await wire.replies_by_mail("SW", "The visit is done.")
    await wire.everybody_looks(ref)
    await wire.does("IRO", "classify-reply", ref, meaning="response", actions="not-yet")
    await wire.does("SW", "respond", ref, actions="completed")


async def _at_stage_1(wire: Wire, ref: str) -> None:
    await wire.types("IRO", "escalate to stage 1 please, 1", ref, "escalate", reasons="dissatisfaction")
    await wire.types("IRO", "set up a meeting 1", ref, "arrange-meeting", meeting_on="2026-04-02", chair="IRO")
    await wire.everybody_looks(ref)
    await wire.does("IRO", "rearrange-meeting", ref, meeting_on="2026-04-07")
    await wire.types("IRO", "call off the meeting 1", ref, "call-off-meeting")
    await wire.everybody_looks(ref)
    await wire.does("TM", "respond", ref)


async def _at_stage_2(wire: Wire, ref: str) -> None:
    await wire.does("IRO", "escalate", ref, target="stage-2", reasons="dissatisfaction")
    wire.has("SM", "Respond by")
    await wire.does("SM", "respond", ref)
    await wire.does("CPRU-SM", "arrange-meeting", ref, meeting_on="2026-03-31")
    wire.has("SM", "The meeting date is confirmed", "within 24 hours of its end", "(C20). Weekends count, too.")
    await wire.until("2026-04-02", "16:00")
    await wire.does(
        "CPRU-SM",
        "record-meeting",
        ref,
        "15:30 on Friday 3 April 2026",
        held_on="2026-04-02",
        ended_at="15:30",
    )
    await wire.reads("CPRU-SM", "what do I owe", "by 15:30 on Friday 3 April 2026")
    await wire.everybody_looks(ref)
    assert await wire.writes_down_everything("CPRU-SM", ref) >= 2


async def _to_the_end(wire: Wire, ref: str) -> None:
    await wire.does("CPRU-SM", "escalate", ref, target="stage-3", reasons="dissatisfaction", agreed="yes")
    await wire.everybody_looks(ref)
    await wire.does("CPRU-SM", "arrange-meeting", ref, meeting_on="2026-04-09", chair="CPRU-SM")
    await wire.until("2026-04-09", "16:00")
    await wire.does("CPRU-SM", "record-meeting", ref, held_on="2026-04-09")
    await wire.everybody_looks(ref)
    await wire.does("IRO", "escalate", ref, target="stage-4", agreed="yes")
    await wire.everybody_looks(ref)
    await wire.types("IRO", "cafcass 1", ref, "take-step")
    await wire.types("IRO", "legal advice 1", ref, "take-step")
    await wire.reads("IRO", "timeline 1", "Stage 5 of 5: Stage 4", "20-working-day marker")
    await wire.does("IRO", "end", ref)
    await wire.everybody_looks(ref)
    assert await wire.writes_down_everything("IRO", ref) >= 1
    await wire.does("IRO", "tell", ref, who="child", told="yes")


async def _other_ends(wire: Wire) -> None:
    ref = await wire.begins("IRO", "new dispute", CPRU, stage="informal")
    await wire.is_refused("IRO", f"go straight to stage 2 {ref}", "(C36)")
    await wire.does("IRO", "consult", ref, target="bypass-discussion")
    await wire.types("IRO", f"skip to stage 2 {ref}", ref, "enter-higher", stage_reason="The lower ones were tried.")
    await wire.does("IRO", "hand-over", ref, officer=wire.somebody("IRO#2").email)
    await wire.does("IRO#2", "resolve", ref)
    other = await wire.begins("IRO", "start a dispute", CPRU, stage="informal")
    await wire.does("IRO", "withdraw", other)


async def _file_checks(wire: Wire) -> None:
    ref = await wire.begins("IRO", "file check", CHECKS, "C1")
    assert await wire.writes_down_everything("IRO", ref) == 1
    assert await wire.everybody_does_the_rest(ref) >= {"note", "tell", "correct", "record-conversation"}
    await wire.does("IRO", "hand-over", ref, officer=wire.somebody("IRO#2").email)
    await wire.does("IRO#2", "resolve", ref)
    for end in ("end", "withdraw"):
        other = await wire.begins("IRO", "file checks", CHECKS)
        await wire.does("IRO", end, other)
