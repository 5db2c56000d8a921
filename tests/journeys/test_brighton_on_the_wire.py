"""Brighton & Hove and its small processes, played wholly at the clients: every move that a card offers is made."""

from __future__ import annotations

import pytest

from tests.journeys.wire import Wire

pytestmark = pytest.mark.parametrize("wire", ["brighton-hove-iro"], indirect=True)
BRIGHTON, CHAIRING, RECOGNITION = "brighton-hove-iro", "brighton-hove-chairing", "brighton-hove-recognition"


async def test_brighton_by_typing_and_pressing_alone(wire: Wire) -> None:
    ref = await wire.begins(
        "IRO", "raise", BRIGHTON, "respond by Friday 10 April 2026", stage="informal", agreed_on="2026-04-10"
    )
    await _informally(wire, ref)
    await _levels_1_and_2(wire, ref)
    await _level_3(wire, ref)
    await _for_court(wire, ref)
    await _beyond(wire, ref)
    await _other_ends(wire)
    await _a_complaint_about_chairing(wire)
    await _good_practice(wire)
    wire.every_move_was_made()


async def _informally(wire: Wire, ref: str) -> None:
    await wire.does("PTM", "acknowledge", ref)
    await wire.does("PTM", "ask-more-time", ref, wished_on="2026-04-15")
    await wire.does("PTM", "not-mine", ref)
    await wire.everybody_looks(ref)
    await wire.is_refused("IRO", "escalate 1", "(H11)")
    rest = await wire.everybody_does_the_rest(ref)
    assert rest >= {"answer-request", "note", "tell", "correct", "consult", "record-occasion", "record-conversation"}
    await wire.replies_by_mail("PTM", "We are looking into it.")
    await wire.everybody_looks(ref)
    await wire.does("IRO", "classify-reply", ref, meaning="response")


async def _levels_1_and_2(wire: Wire, ref: str) -> None:
    await wire.does("IRO", "consult", ref, target="irom-before-level-1")
    await wire.does("IRO", "escalate", ref, "Friday 3 April 2026 (Good Friday)", target="level-1")
    wire.has("PTM", "Respond by Wednesday 8 April 2026")
    await wire.does("PTM", "respond", ref)
    await wire.does("IRO", "consult", ref, target="irom-before-level-2")
    await wire.is_refused("IRO", "escalate 1", "it is for the IRO Manager")
    await wire.does("IROM", "escalate", ref, target="level-2", reasons="dissatisfaction")
    wire.has("SM", "Respond by")
    await wire.does("SM", "respond", ref)
    await wire.does("IROM", "consult", ref, target="hosg-before-level-3")


async def _level_3(wire: Wire, ref: str) -> None:
    await wire.does("HoSg", "escalate", ref, target="level-3", reasons="dissatisfaction")
    await wire.everybody_looks(ref)
    await wire.does("HoSg", "arrange-meeting", ref, meeting_on="2026-04-01", chair="HCDU")
    await wire.does("HoSg", "rearrange-meeting", ref, meeting_on="2026-04-02")
    await wire.types("HCDU", "call off the meeting 1", ref, "call-off-meeting")
    await wire.everybody_looks(ref)
    await wire.does("HoSg", "arrange-meeting", ref, meeting_on="2026-04-02", chair="HCDU")
    await wire.until("2026-04-02", "15:00")
    await wire.does("HCDU", "record-meeting", ref, held_on="2026-04-02")


async def _for_court(wire: Wire, ref: str) -> None:
    await wire.is_refused("IRO", "going to court 1", "(H41)")
    await wire.does("IRO", "consult", ref, target="irom-court")
    await wire.types("IRO", "shorten the limits 1", ref, "compress", "H42", hearing_on="2026-05-11", days="2")
    await wire.reads("HoSg", "status 1", "To think of", "separate advice is likely to be needed", "(H42)")
    await wire.until("2026-04-03")
    await wire.types("HoSg", "legal advice 1", ref, "take-step")
    assert "To think of" not in await wire.reads("HoSg", "status 1")
    await wire.everybody_looks(ref)
    await wire.does("IRO", "record-conversation", ref, **{"with": "GUARDIAN"})
    await wire.does("IRO", "record-advice", ref, target="court-advice")
    await wire.does("IRO", "take-step", ref, target="tell-court")


async def _beyond(wire: Wire, ref: str) -> None:
    await wire.does("HCDU", "respond", ref)
    await wire.does("HoSg", "escalate", ref, target="level-4", reasons="dissatisfaction")
    await wire.does("DCS", "respond", ref)
    await wire.everybody_looks(ref)
    await wire.is_refused("HoSg", "escalate 1", "advice")
    await wire.does("HoSg", "record-advice", ref, target="advice-after-level-4")
    await wire.does("HoSg", "give-intent", ref, target="intent-chief-executive")
    await wire.does("HoSg", "escalate", ref, target="level-5", reasons="dissatisfaction")
    await wire.does("CE", "respond", ref)
    await wire.does("HoSg", "give-intent", ref, target="intent-cafcass", steps="cafcass")
    await wire.does("IRO", "take-step", ref, target="cafcass")
    await wire.everybody_looks(ref)
    await wire.reads("IRO", "timeline 1", "Stage 6 of 6: Level 5", "20-working-day marker", "Show 10 earlier")
    await wire.does("IRO", "end", ref)
    for role in ("IRO", "IROM", "HoSg", "HCDU", "PTM"):
        await wire.writes_down_everything(role, ref)
    await wire.reads("IRO", "status 1", "Nothing is owed at present")


async def _other_ends(wire: Wire) -> None:
    ref = await wire.begins("IRO", "new dispute", BRIGHTON, stage="informal", agreed_on="2026-04-17")
    await wire.is_refused("IRO", f"go straight to level 1 {ref}", "(HA6)")
    await wire.does("IRO", "consult", ref, target="irom-bypass")
    await wire.does("IRO", "consult", ref, target="irom-before-level-1")
    await wire.types("IRO", f"go straight to level 1 {ref}", ref, "enter-higher", stage_reason="It can't wait.")
    await wire.does("IRO", "hand-over", ref, officer=wire.somebody("IRO#2").email)
    await wire.does("IRO#2", "resolve", ref)
    other = await wire.begins("IRO", "raise an issue", BRIGHTON, stage="informal", agreed_on="2026-04-17")
    await wire.does("IRO", "withdraw", other)


async def _a_complaint_about_chairing(wire: Wire) -> None:
    ref = await wire.begins("IROM", "complaint about chairing", CHAIRING, "H34", stage="investigation")
    await wire.everybody_looks(ref)
    await wire.does("IROM", "acknowledge", ref)
    assert await wire.everybody_does_the_rest(ref) >= {"note", "tell", "correct", "record-conversation"}
    await wire.does("IROM", "respond", ref)
    await wire.does("IROM", "escalate", ref, target="head-of-service", reasons="dissatisfaction")
    await wire.does("HoS-SQA", "not-mine", ref)
    await wire.does("IROM", "answer-request", ref)
    await wire.replies_by_mail("HoS-SQA", "I will look at it.")
    await wire.everybody_looks(ref)
    await wire.does("IROM", "classify-reply", ref, meaning="acknowledgement")
    await wire.does("IROM", "end", ref)
    other = await wire.begins("IROM", "complaint", CHAIRING, stage="investigation")
    await wire.does("IROM", "enter-higher", other, stage_reason="It is about the manager.")
    await wire.cant_be_handed_over("IROM", other)
    await wire.does("IROM", "resolve", other)
    third = await wire.begins("IROM", "complaint", CHAIRING, stage="investigation")
    await wire.does("IROM", "withdraw", third)


async def _good_practice(wire: Wire) -> None:
    ref = await wire.begins("IRO", "practice recognition", RECOGNITION, "H2", themes="tenacity,planning")
    wire.has("LINE-MANAGER", "Practice Recognition")
    assert await wire.writes_down_everything("IRO", ref) == 1
    rest = await wire.everybody_does_the_rest(ref)
    assert rest >= {"note", "tell", "correct", "record-conversation", "record-occasion"}
    await wire.does("IRO", "hand-over", ref, officer=wire.somebody("IRO#2").email)
    await wire.does("IRO#2", "resolve", ref)
    for end in ("end", "withdraw"):
        other = await wire.begins("IRO", "recognise good practice", RECOGNITION, themes="tenacity")
        await wire.does("IRO", end, other)
