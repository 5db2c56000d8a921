"""Newcastle, played wholly at the clients: every move that a card offers anybody is made."""

from __future__ import annotations

import pytest

from tests.journeys.wire import Wire

pytestmark = pytest.mark.parametrize("wire", ["newcastle-iro"], indirect=True)
NEWCASTLE = "newcastle-iro"


async def test_newcastle_by_typing_and_pressing_alone(wire: Wire) -> None:
    ref = await wire.begins(
        "IRO",
        "raise",
        NEWCASTLE,
        "respond by Wednesday 8 April 2026",
        "Friday 3 April 2026 (Good Friday)",
        stage="stage-1",
        spoke_on="2026-03-30",
    )
    await _stages_1_and_2(wire, ref)
    await _stages_3_and_4(wire, ref)
    await _off_the_form(wire, ref)
    await _other_ends(wire)
    wire.every_move_was_made()


async def _stages_1_and_2(wire: Wire, ref: str) -> None:
    await wire.does("TM-CSW", "acknowledge", ref)
    await wire.does("TM-CSW", "ask-more-time", ref)
    await wire.does("TM-CSW", "not-mine", ref)
    await wire.everybody_looks(ref)
    assert await wire.everybody_does_the_rest(ref) >= {"answer-request", "note", "tell", "correct"}
    await wire.types(
        "IRO",
        "significant change 1",
        ref,
        "record-occasion",
        "hold a LAC Review by Monday 27 April 2026",
    )
    await wire.replies_by_mail("TM-CSW", "See the oversight record.")
    await wire.everybody_looks(ref)
    await wire.does("IRO", "classify-reply", ref, meaning="response")
    await wire.does("IRO", "escalate", ref, "W6", target="stage-2", reasons="dissatisfaction")
    await wire.does("GM", "arrange-meeting", ref, meeting_on="2026-04-01")
    await wire.does("GM", "rearrange-meeting", ref, meeting_on="2026-04-02")
    await wire.does("GM", "call-off-meeting", ref)
    await wire.everybody_looks(ref)
    await wire.does("GM", "respond", ref)


async def _stages_3_and_4(wire: Wire, ref: str) -> None:
    await wire.does("IRO", "escalate", ref, target="stage-3", reasons="dissatisfaction")
    await wire.does("SM-SC", "respond", ref)
    await wire.is_refused("SM-SC", "escalate 1", "it is for the Independent Reviewing Officer")
    await wire.does("SM-CSSU", "respond", ref)
    await wire.does("SM-SC", "arrange-meeting", ref, meeting_on="2026-03-31", chair="SM-SC")
    await wire.until("2026-03-31", "15:00")
    await wire.does("SM-SC", "record-meeting", ref, held_on="2026-03-31")
    await wire.everybody_looks(ref)
    await wire.does("IRO", "escalate", ref, target="stage-4", reasons="dissatisfaction")
    await wire.does("AD", "respond", ref)
    await wire.is_refused("IRO", "authorise the form 1", "(W24")


async def _off_the_form(wire: Wire, ref: str) -> None:
    await wire.does("IRO", "escalate", ref, target="director", reasons="dissatisfaction")
    await wire.everybody_looks(ref)
    await wire.types("IRO", "authorise the form 1", ref, "authorise")
    await wire.does("DIRECTOR", "respond", ref)
    await wire.does("IRO", "record-advice", ref, target="director-advice")
    await wire.does("IRO", "escalate", ref, target="chief-executive", reasons="dissatisfaction")
    await wire.does("CE", "respond", ref)
    await wire.everybody_looks(ref)
    await wire.types("IRO", "legal advice 1", ref, "take-step")
    await wire.types("IRO", "refer to cafcass 1", ref, "take-step")
    await wire.reads("IRO", "timeline 1", "Stage 6 of 6: Chief Executive", "The form was authorised")
    await wire.does("IRO", "end", ref)
    await wire.everybody_looks(ref)
    assert await wire.writes_down_everything("IRO", ref) >= 2


async def _other_ends(wire: Wire) -> None:
    ref = await wire.begins("IRO", "new dispute", NEWCASTLE, stage="stage-1")
    await wire.is_refused("IRO", f"go straight to stage 3 {ref}", "(W11)")
    await wire.types("IRO", f"go straight to stage 2 {ref}", ref, "enter-higher", stage_reason="It can't wait.")
    await wire.does("IRO", "hand-over", ref, officer=wire.somebody("IRO#2").email)
    await wire.does("IRO#2", "resolve", ref)
    other = await wire.begins("IRO", "challenge", NEWCASTLE, stage="stage-1")
    await wire.does("IRO", "withdraw", other)
