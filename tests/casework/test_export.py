"""The export: what the quality manager opens in a spreadsheet, over a real database."""

from __future__ import annotations

from casework.export_cases import export_cases
from rehearsal import council
from tests.casework.office import Office


async def test_S22_every_stage_with_its_dates_limits_and_themes_and_no_free_text(office: Office) -> None:
    reference = await office.raised()
    office.at(2026, 4, 9)
    await office.make(
        council.FIRO, reference, "escalate", "stage-2", reasons="silence", outstanding="Visits have not resumed."
    )
    await office.make(council.FSM, reference, "confirm-meeting", "stage-2/confirm-meeting", meeting_on="2026-04-15")
    first, second = [row async for row in export_cases(office.desk)]
    assert (first.stage, first.opened, first.ended) == ("Stage 1", "2026-03-30", "2026-04-09")
    assert (first.due, first.answered, first.limit_met) == ("2026-04-08", "", "no")
    assert (second.stage, second.due, second.answered, second.limit_met) == (
        "Stage 2",
        "2026-04-16",
        "2026-04-09",
        "yes",
    )
    assert first.themes == "Progress with the supervision of the foster carer"
    assert (second.marker, second.within_marker, second.status) == ("2026-04-29", "so far", "open")
    written = repr((first, second))
    assert "Visits have not resumed" not in written
    assert council.TM.name not in written
