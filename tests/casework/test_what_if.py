"""What if: before anything is raised, where each hand-off would fall against the 20-working-day marker."""

from __future__ import annotations

import pytest

from casework.open_dispute import NewDispute
from casework.preview import preview_of_raising
from casework.what_if import ladder_view, what_if_today
from disputes.england import england
from disputes.refusals import Refusal
from protocols.reading import shipped
from rehearsal import council
from tests.casework.office import MONDAY, RAISING, Office


async def test_the_preview_of_raising_shows_the_whole_ladder_beside_the_first_due_date(office: Office) -> None:
    new = NewDispute("bradford-firo", RAISING)
    preview = await preview_of_raising(office.desk, office.id_of(council.FIRO), new)
    assert preview.ladder is not None
    assert [(rung.stage, rung.due) for rung in preview.ladder.rungs] == [
        ("Stage 1", "Wednesday 8 April 2026"),
        ("Stage 2", "Thursday 16 April 2026"),
        ("Stage 3", "Friday 24 April 2026"),
    ]
    assert preview.duties[0].due
    assert preview.duties[0].due.text == preview.ladder.rungs[0].due
    assert preview.ladder.marker == "Wednesday 29 April 2026"
    assert not any(rung.late for rung in preview.ladder.rungs)


async def test_at_the_top_of_the_ladder_there_is_nothing_to_show(office: Office) -> None:
    above = NewDispute("bradford-firo", {**RAISING, "stage": "stage-3", "stage_reason": "The lower ones were tried."})
    assert (await preview_of_raising(office.desk, office.id_of(council.FIRO), above)).ladder is None


async def test_what_if_today_is_for_officers_and_raises_nothing(office: Office) -> None:
    (ladder,) = await what_if_today(office.desk, office.id_of(council.FIRO))
    assert ladder.raised == "Monday 30 March 2026"
    assert len(ladder.rungs) == 3
    assert await office.waiting() == 0
    with pytest.raises(Refusal, match="you aren't one in the directory"):
        await what_if_today(office.desk, office.id_of(council.TM))


def test_a_date_agreed_for_an_informal_stage_is_where_the_ladder_goes_on_from() -> None:
    protocol, calendar, today = shipped()["brighton-hove-iro"], england(), MONDAY.date()
    agreed = ladder_view(protocol, calendar, today, "informal", today.replace(month=4, day=10))
    assert [rung.due for rung in agreed.rungs[:2]] == ["Friday 10 April 2026", "Monday 20 April 2026"]
    assert agreed.marker == "Tuesday 12 May 2026"
    unknown = ladder_view(protocol, calendar, today, "informal")
    assert [rung.opens for rung in unknown.rungs[:2]] == ["Monday 30 March 2026", None]


def test_stages_beyond_the_marker_say_so() -> None:
    ladder = ladder_view(shipped()["newcastle-iro"], england(), MONDAY.date())
    late = [rung.stage for rung in ladder.rungs if rung.late]
    assert late == ["Stage 4", "Director WCL", "Chief Executive"]


def test_a_process_without_limits_begins_where_it_begins_and_has_no_marker() -> None:
    concern = shipped()["bradford-concern"]
    ladder = ladder_view(concern, england(), MONDAY.date())
    assert [rung.stage for rung in ladder.rungs] == [stage.title for stage in concern.stages]
    assert {rung.due for rung in ladder.rungs} == {None}
    assert ladder.marker is None
