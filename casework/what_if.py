"""Use case: what if every limit were used up: where each stage would fall against the 20-working-day marker (G1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.desk import Desk
from casework.open_dispute import officer_of
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.timeline import Step, timeline
from disputes.working_days import WorkingCalendar, london_date, long_date


@dataclass(frozen=True, slots=True, kw_only=True)
class RungView:
    """One stage of it in words; `late` says that it would end, or at least begin, after the marker."""

    stage: str
    opens: str | None
    due: str | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderView:
    """A protocol's stages with their dates, and the marker, None where nothing formal has a date."""

    protocol: str
    raised: str
    rungs: tuple[RungView, ...]
    marker: str | None


async def what_if_today(desk: Desk, person_id: str) -> tuple[LadderView, ...]:
    """What raising today would come to, under each protocol of this officer. Refuses who isn't one."""
    protocols = await officer_of(desk, person_id)
    if not protocols:
        raise Refusal(
            "not-an-officer",
            "Disputes are raised by reviewing officers, and you aren't one in the directory.",
            "If that is wrong, ask your administrator to add your appointment.",
        )
    today = london_date(desk.clock())
    return tuple(ladder_view(protocol, desk.calendar(protocol), today) for protocol in protocols)


def ladder_view(
    protocol: Protocol,
    calendar: WorkingCalendar,
    raised: date,
    from_stage: str | None = None,
    first_due: date | None = None,
) -> LadderView:
    """The ladder from a stage, else from the lowest with a limit; each stage opens the working day after the last."""
    has_limits = any(stage.clock and stage.clock.limit for stage in protocol.stages)
    begins = from_stage or (None if has_limits else protocol.enter_at)
    dates = timeline(protocol, calendar, raised, from_stage=begins, first_due=first_due)
    rungs = tuple(_rung(step, dates.marker) for step in dates.stages)
    return LadderView(protocol=protocol.title, raised=long_date(raised), rungs=rungs, marker=_in_full(dates.marker))


def _rung(step: Step, marker: date | None) -> RungView:
    last = step.due or step.opens
    late = marker is not None and last is not None and last > marker
    return RungView(stage=step.title, opens=_in_full(step.opens), due=_in_full(step.due), late=late)


def _in_full(day: date | None) -> str | None:
    return long_date(day) if day else None
