"""What if: where each stage would open and fall due, were every limit used up, before anything is raised (G1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from disputes.duties import DUTY_TITLES
from disputes.kinds import StageKind
from disputes.limits import due_after
from disputes.marker import marker_from
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.stage import Stage
from disputes.working_days import WorkingCalendar, start_of


class Handoff(StrEnum):
    """When the next stage opens after a due date that passed."""

    NEXT_WORKING_DAY = "next-working-day"
    SAME_DAY = "same-day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stage of a timeline. `opens` and `due` are None after the first stage that has no limit."""

    id: str
    title: str
    kind: StageKind
    raised_by: str
    to: tuple[str, ...]
    copies: tuple[str, ...]
    opens: date | None
    due: date | None
    owes: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Every stage of a ladder with its dates; the marker where a formal stage has a date, but not for processes."""

    protocol: str
    stages: tuple[Step, ...]
    marker: date | None


def timeline(
    protocol: Protocol,
    calendar: WorkingCalendar,
    raised: date,
    handoff: Handoff = Handoff.NEXT_WORKING_DAY,
    from_stage: str | None = None,
    first_due: date | None = None,
) -> Timeline:
    """The dates of a ladder that begins on `raised` at `from_stage`, or at the lowest stage that has a limit.

    `first_due` is the first stage's due date where it is known already: agreed, or counted from a conversation.
    """
    steps: list[Step] = []
    opens: date | None = raised
    marker: date | None = None
    for stage in _ladder(protocol, from_stage):
        due = first_due if first_due and not steps else _due(stage, opens, calendar)
        steps.append(_step(protocol, stage, opens, due))
        formal = stage.kind is not StageKind.INFORMAL and not protocol.process
        if marker is None and opens is not None and formal:
            marker = marker_from(opens, calendar)
        opens = _handed_on(due, handoff, calendar)
    return Timeline(protocol=protocol.id, stages=tuple(steps), marker=marker)


def _ladder(protocol: Protocol, from_stage: str | None) -> Sequence[Stage]:
    if from_stage is not None:
        return protocol.stages[protocol.position(from_stage) :]
    for position, stage in enumerate(protocol.stages):
        if stage.clock and stage.clock.limit:
            return protocol.stages[position:]
    raise Refusal("no-limits", f"{protocol.id} has no stage with a limit.", "Name the stage to begin at.")


def _due(stage: Stage, opens: date | None, calendar: WorkingCalendar) -> date | None:
    if opens is None or stage.clock is None or stage.clock.limit is None:
        return None
    return due_after(stage.clock.limit, start_of(opens), calendar).on


def _handed_on(due: date | None, handoff: Handoff, calendar: WorkingCalendar) -> date | None:
    if due is None or handoff is Handoff.SAME_DAY:
        return due
    return calendar.next_working_day(due)


def _step(protocol: Protocol, stage: Stage, opens: date | None, due: date | None) -> Step:
    return Step(
        id=stage.id,
        title=stage.title,
        kind=stage.kind,
        raised_by=protocol.title_of(stage.raised_by),
        to=tuple(protocol.title_of(addressee.role) for addressee in stage.to),
        copies=tuple(protocol.title_of(addressee.role) for addressee in stage.copies),
        opens=opens,
        due=due,
        owes=(stage.clock.title or DUTY_TITLES[stage.clock.kind]) if stage.clock else None,
    )
