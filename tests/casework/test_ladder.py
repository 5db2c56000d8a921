"""The whole Bradford ladder at the desk, over a real SQLite file."""

from __future__ import annotations

import pytest

from casework.list_work import list_work
from casework.sweep import sweep
from disputes.refusals import Refusal
from rehearsal import council
from tests.casework.office import Office


async def test_a_dispute_goes_from_stage_1_to_the_notice_of_intent_and_is_resolved(office: Office) -> None:
    reference = await office.raised()
    assert reference == "DRP-2026-0001"
    await office.make(council.TM, reference, "acknowledge", "stage-1/respond")
    office.at(2026, 4, 1)
    await office.make(council.TM, reference, "respond", "stage-1/respond", response="Half done.", actions="partly")
    view = await office.show(council.FIRO, reference)
    assert view.duties[0].owes == "respond"
    await office.make(council.FIRO, reference, "escalate", "stage-2", reasons="dissatisfaction", outstanding="Visits.")
    await office.make(council.FSM, reference, "confirm-meeting", "stage-2/confirm-meeting", meeting_on="2026-04-15")
    office.at(2026, 4, 15, 16)
    await office.make(
        council.FIRO_TM, reference, "record-meeting", held_on="2026-04-15", attended="FIRO,FSM", summary="Not agreed."
    )
    await office.make(council.FIRO, reference, "escalate", "stage-3", reasons="dissatisfaction", outstanding="Visits.")
    office.at(2026, 4, 22)
    with pytest.raises(Refusal, match="moved on"):
        await office.make(council.FIRO, reference, "give-intent", "intent", steps="ofsted", outline="Visits.")
    office.at(2026, 4, 23)
    await sweep(office.desk)
    await office.make(council.FIRO, reference, "give-intent", "intent", steps="ofsted", outline="Visits.")
    await office.make(council.FIRO, reference, "take-step", "ofsted", details="Notified by telephone.")
    await office.make(
        council.FIRO, reference, "resolve", outcome="resolved", resolution="Visits resumed.", impact="Calmer."
    )
    view = await office.show(council.FIRO, reference)
    assert view.status == "resolved"
    assert (await list_work(office.desk, office.id_of(council.FIRO))).disputes == ()
    async with office.store.reading() as work:
        assert await work.records.verify() == []
