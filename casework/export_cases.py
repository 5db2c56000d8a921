"""Use case: every dispute as rows for the quality manager: stages, dates, limits met, themes; no free text (S22)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from datetime import date, datetime

from casework.desk import Desk
from casework.loading import load
from disputes.dispute import Dispute, DutyState, Visit
from disputes.marker import marker_of
from disputes.protocol import Protocol
from disputes.working_days import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """One stage that one dispute was at. Dates are calendar dates in London; "" is none."""

    reference: str
    protocol: str
    version: str
    team: str
    themes: str
    status: str
    stage: str
    entered: str
    opened: str
    ended: str
    limit_owed: str
    due: str
    answered: str
    limit_met: str
    marker: str
    within_marker: str


COLUMNS = tuple(field.name for field in fields(StageRow))


async def export_cases(desk: Desk) -> AsyncIterator[StageRow]:
    """The rows of every dispute, oldest first; what was erased is gone from here too."""
    async with desk.store.reading() as work:
        for case in await work.caseload.all(only_open=False):
            loaded = await load(work, desk, case.reference)
            if loaded is None:
                continue
            marker = marker_of(loaded.dispute, loaded.protocol, loaded.case.calendar)
            for visit in loaded.dispute.visits:
                yield _row(loaded.protocol, loaded.dispute, visit, marker, loaded.case.now)


def _row(protocol: Protocol, dispute: Dispute, visit: Visit, marker: date | None, now: datetime) -> StageRow:
    clock = _clock(dispute, visit)
    titles = {theme.id: theme.title for theme in protocol.themes}
    chosen = dispute.concern.get("themes", "")
    ended = dispute.visits[-1].ended_at
    return StageRow(
        reference=dispute.reference,
        protocol=protocol.id,
        version=protocol.version,
        team=dispute.opening.team,
        themes="; ".join(titles.get(theme, theme) for theme in chosen.split(",") if theme),
        status=dispute.status.value,
        stage=protocol.stage(visit.stage).title,
        entered=visit.entered.value,
        opened=_day(visit.opened_at),
        ended=_day(visit.ended_at),
        limit_owed=clock.duty.kind.value if clock else "",
        due=clock.duty.due.isoformat() if clock and clock.duty.due else "",
        answered=_day(clock.discharged_at) if clock else "",
        limit_met=_met(clock, now) if clock else "",
        marker=marker.isoformat() if marker else "",
        within_marker=_within(ended or now, marker, over=ended is not None),
    )


def _clock(dispute: Dispute, visit: Visit) -> DutyState | None:
    """The duty that carried the stage's limit during this stay; the last of them, where it was shortened."""
    during = [
        state
        for state in dispute.duties.values()
        if state.duty.clock
        and state.duty.stage == visit.stage
        and (visit.ended_at is None or state.duty.issued_at <= visit.ended_at)
    ]
    return during[-1] if during else None


def _met(clock: DutyState, now: datetime) -> str:
    due_at = clock.duty.due_at
    if due_at is None:
        return "no limit"
    if clock.discharged_at:
        return "yes" if clock.discharged_at < due_at else "no"
    ended = clock.superseded_at or now
    if ended >= due_at:
        return "no"
    return "ended before the limit" if clock.superseded_at else "running"


def _within(moment: datetime, marker: date | None, *, over: bool) -> str:
    if marker is None:
        return ""
    within = london_date(moment) <= marker
    return ("yes" if over else "so far") if within else "no"


def _day(moment: datetime | None) -> str:
    return london_date(moment).isoformat() if moment else ""
