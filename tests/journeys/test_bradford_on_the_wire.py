"""Bradford and its small processes, played wholly at the clients: every move that a card offers anybody is made."""

from __future__ import annotations

import pytest

from tests.journeys.wire import Wire

pytestmark = pytest.mark.parametrize("wire", ["bradford-firo"], indirect=True)
FIRO = "bradford-firo"


async def test_bradford_by_typing_and_pressing_alone(wire: Wire) -> None:
    await _up_the_ladder(wire)
    await _straight_to_the_top(wire)
    await _raised_in_error(wire)
    await _a_concern_about_an_officer(wire)
    await _the_preparation_of_a_review(wire)
    wire.every_move_was_made()
    assert {"escalate", "confirm-meeting", "give-intent", "take-step", "classify-reply"} <= wire.made[FIRO]


async def _up_the_ladder(wire: Wire) -> None:
    ref = await wire.begins(
        "FIRO",
        "raise",
        FIRO,
        "respond by Wednesday 8 April 2026",
        "Friday 3 April 2026 (Good Friday)",
        "B11: “the Dispute Resolution will be sent to the SSW TM.”",
        stage="stage-1",
    )
    await wire.reads("TM", "what do I owe?", "You owe (1)", "Respond by Wednesday 8 April 2026.")
    await wire.is_refused("FIRO", f"escalate {ref}", "has until the end of Wednesday 8 April 2026")
    await wire.is_refused("TM", f"resolve {ref}", "it is for the Foster Carer Reviewing Officer")
    await _at_stage_1(wire, ref)

    await wire.types("FIRO", "escalte 1 pls", ref, "escalate", "B16", reasons="dissatisfaction")
    await wire.everybody_looks(ref)
    wire.has("FSM", "Confirm a meeting date by")
    await wire.answers_on_the_card("FSM", "Confirm the meeting date", ref, "confirm-meeting", meeting_on="2026-04-20")
    await wire.does("FIRO-TM", "rearrange-meeting", ref, meeting_on="2026-04-21")
    await wire.everybody_looks(ref)
    await wire.until("2026-04-21", "15:00")
    await wire.does("FIRO-TM", "record-meeting", ref, held_on="2026-04-21")

    await wire.does("FIRO", "escalate", ref, "B24", reasons="dissatisfaction")
    await wire.does("HoS", "confirm-meeting", ref, meeting_on="2026-04-28")
    await wire.until("2026-04-28", "15:00")
    await wire.does("SRSM", "record-meeting", ref, held_on="2026-04-28")
    await wire.everybody_looks(ref)
    await wire.is_refused("FIRO", "ofsted 1", "needs this first: notice of intent to the Head of Service (B32)")
    await wire.types("FIRO", "notice of intent 1", ref, "give-intent", "Friday 1 May 2026", steps="legal-advice,ofsted")
    await wire.types("FIRO", "ofsted 1", ref, "take-step", "This is not the notification of events")
    await wire.types("FIRO", "seek legal advice 1", ref, "take-step")
    await wire.everybody_looks(ref)
    await wire.reads("FIRO", "timeline 1", "Stage 4 of 4", "20-working-day marker", "Notice of intent was given")
    await wire.does("FIRO", "resolve", ref, "Carol Whitlock", outcome="resolved-in-part")
    await wire.everybody_looks(ref)
    for role, owed in (("FIRO-TM", 2), ("SRSM", 2), ("FIRO", 4)):
        assert await wire.writes_down_everything(role, ref) <= owed
    await wire.does("FIRO", "tell", ref, who="carer", told="yes")
    await wire.does("FIRO", "hand-over", ref, "Bryn Pritchard", officer=wire.somebody("FIRO#2").email)
    await wire.is_refused("FIRO", f"status {ref}", "I can't find")
    await wire.reads("FIRO#2", "ended disputes", ref, "Resolved")


async def _at_stage_1(wire: Wire, ref: str) -> None:
    await wire.does("TM", "acknowledge", ref)
    await wire.does("TM", "ask-more-time", ref)
    wire.has("FIRO", "more time")
    await wire.everybody_looks(ref)
    await wire.does("FIRO", "answer-request", ref)
    await wire.does("TM", "not-mine", ref)
    await wire.everybody_looks(ref)
    await wire.does("SSW", "record-occasion", ref, target="risk-alert")
    await wire.types("FIRO", "second opinion 1", ref, "consult")
    assert await wire.everybody_does_the_rest(ref) >= {"note", "tell", "correct", "record-conversation"}
    await wire.replies_by_mail("TM", "Two of the visits are booked.")
    await wire.everybody_looks(ref)
    await wire.does("FIRO", "classify-reply", ref, meaning="response", actions="not-yet")
    await wire.does("TM", "respond", ref, actions="partly")
    await wire.until("2026-04-09")
    await wire.reads("FIRO", "what's overdue", ref, "overdue since Wednesday 8 April 2026")


async def _straight_to_the_top(wire: Wire) -> None:
    ref = await wire.begins("FIRO", "new dispute", FIRO, stage="stage-1")
    await wire.does(
        "FIRO",
        "enter-higher",
        ref,
        target="stage-3",
        immediate_risk="yes",
        safeguarding="Reported by telephone at 09:20.",
    )
    await wire.does("HoS", "confirm-meeting", ref, meeting_on="2026-05-05")
    await wire.everybody_looks(ref)
    await wire.does("SRSM", "call-off-meeting", ref)
    await wire.everybody_looks(ref)
    await wire.does("FIRO", "end", ref)
    await wire.reads("FIRO", "my disputes that have ended", ref, "Ended unresolved")


async def _raised_in_error(wire: Wire) -> None:
    ref = await wire.begins("FIRO", "start a dispute", FIRO, stage="informal")
    await wire.does("FIRO", "escalate", ref)
    await wire.types("FIRO", "withdraw it, raised in error", ref, "withdraw")
    await wire.is_refused("FIRO", f"withdraw {ref}", "it has no place in")


async def _a_concern_about_an_officer(wire: Wire) -> None:
    process = "bradford-concern"
    ref = await wire.begins("SSW", "I want to raise a concern about a FIRO", process, "Dev Mistry", "B35")
    await wire.does("TM", "acknowledge", ref)
    await wire.does("TM", "not-mine", ref)
    await wire.everybody_looks(ref)
    await wire.does("SSW", "answer-request", ref)
    await wire.does("TM", "respond", ref)
    await wire.is_refused("FIRO", f"status {ref}", "I can't find")
    await wire.does("TM", "escalate", ref, target="shared")
    await wire.everybody_looks(ref)
    await wire.replies_by_mail("FIRO-TM", "Agreed: joint supervision for three months.")
    await wire.everybody_looks(ref)
    await wire.does("SSW", "classify-reply", ref, meaning="acknowledgement")
    await wire.does("FSM", "escalate", ref, target="outstanding")
    await wire.everybody_looks(ref)
    assert await wire.everybody_does_the_rest(ref) >= {"note", "tell", "correct", "record-conversation"}
    await wire.does("SSW", "end", ref)
    second = await wire.begins("SSW", "concern", process, stage="team-manager")
    await wire.does("SSW", "enter-higher", second, target="outstanding", stage_reason="It can't wait.")
    await wire.cant_be_handed_over("SSW", second)
    await wire.does("SSW", "resolve", second)
    third = await wire.begins("SSW", "concern about an officer", process, stage="team-manager")
    await wire.does("SSW", "withdraw", third)


async def _the_preparation_of_a_review(wire: Wire) -> None:
    process = "bradford-preparation"
    ref = await wire.begins("FIRO", "prepare a review", process, "B38")
    await wire.does("TM", "not-mine", ref)
    assert await wire.writes_down_everything("TM", ref) == 1
    assert await wire.writes_down_everything("FIRO", ref) == 2
    assert await wire.everybody_does_the_rest(ref) >= {"note", "tell", "correct", "record-conversation"}
    await wire.does("FIRO", "hand-over", ref, officer=wire.somebody("FIRO#2").email)
    await wire.does("FIRO#2", "resolve", ref)
    for end in ("end", "withdraw"):
        other = await wire.begins("FIRO", "preparation of a review", process)
        await wire.does("FIRO", end, other)
