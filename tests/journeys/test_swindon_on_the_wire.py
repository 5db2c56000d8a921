"""Swindon, played wholly at the clients: every move that a card offers anybody is made."""

from __future__ import annotations

import pytest

from tests.journeys.wire import Wire

pytestmark = pytest.mark.parametrize("wire", ["swindon-fciro"], indirect=True)
SWINDON = "swindon-fciro"


async def test_swindon_by_typing_and_pressing_alone(wire: Wire) -> None:
    ref = await wire.begins(
        "FCIRO",
        "raise",
        SWINDON,
        "respond by Wednesday 15 April 2026",
        "Friday 3 April 2026 (Good Friday)",
        stage="informal",
    )
    await wire.does("TM", "acknowledge", ref)
    await wire.does("TM", "ask-more-time", ref)
    await wire.does("TM", "not-mine", ref)
    await wire.is_refused("FCIRO", f"escalate {ref}", "has until the end of Wednesday 15 April 2026")
    await wire.everybody_looks(ref)
    assert await wire.everybody_does_the_rest(ref) >= {"answer-request", "note", "tell", "correct", "consult"}
    await wire.does("TM", "respond", ref, actions="not-yet")

    await _up(wire, ref, "level-1", "TM")
    await wire.replies_by_mail("TM", "We have a plan now, see the case system.")
    await wire.everybody_looks(ref)
    await wire.does("FCIRO", "classify-reply", ref, meaning="response", actions="completed")
    await wire.until("2026-03-31")
    await _up(wire, ref, "level-2", "OSM")
    await wire.types("FCIRO", "legal advice 1", ref, "take-step")
    await wire.until("2026-04-10")
    await wire.reads("FCIRO", "overdue", ref)
    await wire.types("FCIRO", "escalate 1", ref, "escalate", reasons="silence")
    await wire.does("HoS", "respond", ref, actions="not-yet")
    await _up(wire, ref, "level-4", "BDC")
    await wire.is_refused("FCIRO", f"escalate {ref}", "it has no place in")
    await wire.reads("FCIRO", "timeline 1", "Stage 5 of 5", "20-working-day marker", "20 working days")
    await wire.everybody_looks(ref)
    await wire.does("FCIRO", "end", ref, "Helen Baxter: Board Director")
    await wire.everybody_looks(ref)
    assert await wire.writes_down_everything("FCIRO", ref) >= 1

    second = await wire.begins("FCIRO", "raise a challenge", SWINDON, stage="informal")
    await wire.types("FCIRO", "go straight to level 3 2", second, "enter-higher", stage_reason="It can't wait.")
    await wire.does("FCIRO", "resolve", second, outcome="resolved")
    third = await wire.begins("FCIRO", "raise", SWINDON, stage="level-1", stage_reason="Tried before.")
    await wire.does("FCIRO", "hand-over", third, officer=wire.somebody("FCIRO#2").email)
    await wire.does("FCIRO#2", "withdraw", third)
    wire.every_move_was_made()


async def _up(wire: Wire, ref: str, stage: str, answers: str) -> None:
    await wire.does("FCIRO", "escalate", ref, target=stage, reasons="dissatisfaction")
    wire.has(answers, "Respond by")


async def test_S16_the_officer_tracks_each_dispute_with_its_dates_and_its_next_move(wire: Wire) -> None:
    first = await wire.begins("FCIRO", "raise", SWINDON, stage="informal")
    second = await wire.begins("FCIRO", "raise", SWINDON, stage="level-2", stage_reason="Tried before.")
    await wire.reads(
        "FCIRO",
        "my disputes",
        first,
        "Fostering North, raised Monday 30 March 2026.",
        "Team Manager: respond by Wednesday 15 April 2026.",
        second,
        "Level 2 · 20 working days end on Wednesday 29 April 2026",
        "Operational Service Manager: respond by Wednesday 8 April 2026.",
    )
    await wire.until("2026-04-09")
    await wire.reads(
        "FCIRO",
        "what's overdue",
        second,
        "respond, overdue since Wednesday 8 April 2026",
        "Next for you: Escalate to Level 3 or Resolve.",
    )
    assert second in await wire.reads("FCIRO", "disputes at level 2")
    assert first not in await wire.reads("FCIRO", "disputes at level 2")
