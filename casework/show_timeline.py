"""Use case: a dispute's way through its stages: what was, is, and would come, with the 20-day marker among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.desk import Desk
from casework.due_words import due_text
from casework.entry_words import entry_words
from casework.ladder_ahead import Ahead, ahead_of
from casework.loading import Loaded, load_for
from disputes.dispute import DutyState, Visit
from disputes.entries import Entered, Entry, EntryKind, Status
from disputes.marker import marker_of
from disputes.working_days import london_date

_UNSEEN = frozenset({EntryKind.DELIVERED})
"""Entries that say no more than that a message arrived."""


class Rung(StrEnum):
    """Where a stage stands in a dispute."""

    DONE = "done"
    NOW = "now"
    PASSED_OVER = "passed over"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class RungState:
    """A stage of a dispute. `due` and `met` are of its own limit; of a stage ahead, dates say what would be."""

    title: str
    state: Rung
    entered: Entered | None = None
    opened: date | None = None
    ended: date | None = None
    due: str | None = None
    met: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry of the record in a few words."""

    sequence: int
    on: date
    what: str
    by: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """A dispute's timeline. `days_left` are working days up to the marker, below 0 once it has passed.

    `events` are one page, the newest first, after the first `after` of them; `marker_due` says that there will be a
    marker as soon as the dispute is formal.
    """

    reference: str
    protocol: str
    status: Status
    stage: str
    rungs: tuple[RungState, ...]
    today: date
    marker: date | None
    marker_due: bool
    days_left: int | None
    events: tuple[Event, ...]
    after: int
    total: int


async def show_timeline(desk: Desk, person_id: str, reference: str, *, after: int = 0, most: int = 10) -> TimelineView:
    """A dispute's timeline for somebody who may read it; anybody else gets the answer of an unknown reference."""
    async with desk.store.reading() as work:
        loaded, _ = await load_for(work, desk, reference, person_id, reading=True)
    dispute, case = loaded.dispute, loaded.case
    today = london_date(case.now)
    marker = marker_of(dispute, loaded.protocol, case.calendar)
    entries = [entry for entry in reversed(loaded.entries) if entry.kind not in _UNSEEN]
    return TimelineView(
        reference=reference,
        protocol=loaded.protocol.title,
        status=dispute.status,
        stage=case.stage.title,
        rungs=_rungs(loaded, today),
        today=today,
        marker=marker,
        marker_due=marker is None and dispute.open and not loaded.protocol.process,
        days_left=_days_left(loaded, today, marker),
        events=tuple(_event(loaded, entry) for entry in entries[after : after + most]),
        after=after,
        total=len(entries),
    )


def _rungs(loaded: Loaded, today: date) -> tuple[RungState, ...]:
    protocol, dispute = loaded.protocol, loaded.dispute
    visits = {visit.stage: visit for visit in dispute.visits}
    reached = max(protocol.position(stage) for stage in visits)
    ahead = ahead_of(loaded.case, today)
    rungs: list[RungState] = []
    for position, stage in enumerate(protocol.stages):
        visit = visits.get(stage.id)
        if visit:
            rungs.append(_visited(loaded, stage.title, visit, today))
        elif position < reached:
            rungs.append(RungState(title=stage.title, state=Rung.PASSED_OVER))
        else:
            rungs.append(_ahead(stage.title, ahead.get(stage.id)))
    return tuple(rungs)


def _visited(loaded: Loaded, title: str, visit: Visit, today: date) -> RungState:
    dispute = loaded.dispute
    here = dispute.open and visit is dispute.visit
    clock = dispute.clock(visit.stage)
    met = (clock.answered_at or clock.discharged_at) if clock else None
    return RungState(
        title=title,
        state=Rung.NOW if here else Rung.DONE,
        entered=visit.entered,
        opened=london_date(visit.opened_at),
        ended=london_date(visit.ended_at) if visit.ended_at else None,
        due=_due(loaded, clock),
        met=london_date(met) if met else None,
        late=_late(clock, today),
    )


def _due(loaded: Loaded, clock: DutyState | None) -> str | None:
    if clock is None or clock.duty.due is None:
        return None
    rule = loaded.protocol.stage(clock.duty.stage).clock
    return due_text(clock.duty.due, clock.duty.due_at, rule)


def _late(clock: DutyState | None, today: date) -> bool:
    """Whether a stage's own limit passed before it was met, or before the dispute moved on."""
    if clock is None or clock.duty.due is None:
        return False
    met = clock.answered_at or clock.discharged_at or clock.superseded_at
    return (london_date(met) if met else today) > clock.duty.due


def _ahead(title: str, ahead: Ahead | None) -> RungState:
    return RungState(
        title=title,
        state=Rung.AHEAD,
        opened=ahead.opens if ahead else None,
        due=ahead.due if ahead else None,
    )


def _days_left(loaded: Loaded, today: date, marker: date | None) -> int | None:
    if marker is None or not loaded.dispute.open:
        return None
    return loaded.case.calendar.count_between(today, marker)


def _event(loaded: Loaded, entry: Entry) -> Event:
    cover = " (as cover)" if entry.by.cover_for else ""
    return Event(
        sequence=entry.sequence,
        on=london_date(entry.happened_at),
        what=entry_words(entry.kind),
        by=f"{entry.by.name}{cover}",
        stage=loaded.protocol.stage(entry.stage).title if entry.stage else "",
    )
