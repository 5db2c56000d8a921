"""Opening a stage, and ending the one before: the duties and notices that follow, whatever move causes it."""

from __future__ import annotations

from datetime import datetime

from disputes import duties
from disputes.case import Case
from disputes.entries import Duty, Effects, Entered
from disputes.kinds import Trigger
from disputes.notices import NoticeDraft, NoticeKind
from disputes.protocol import Protocol, Stage


def notices_of(stage: Stage, kind: NoticeKind = NoticeKind.STAGE_RAISED) -> tuple[NoticeDraft, ...]:
    """The notices that opening a stage causes. The first carries the duty that its addressees owe."""
    clock = stage.clock
    return tuple(
        NoticeDraft(
            kind=kind,
            to=rule.to,
            copies=rule.copies,
            stage=stage.id,
            duty=f"{stage.id}/{clock.id}" if clock and index == 0 else None,
        )
        for index, rule in enumerate(stage.notices)
    )


def ending(case: Case, at: datetime) -> tuple[tuple[Duty, ...], tuple[str, ...]]:
    """What ending the present stage starts (its conclusion's duties) and supersedes (its clocks)."""
    started = duties.start(case.stage, Trigger.STAGE_ENDED, at, case.protocol, case.calendar, case.dispute)
    return started, duties.ended_with_stage(case.dispute)


def move_to(case: Case, stage: Stage, entered: Entered, at: datetime) -> Effects:
    """The present stage ends, another one opens."""
    started, superseded = ending(case, at)
    return Effects(
        ends_stage=True,
        opens_stage=stage.id,
        entered=entered,
        starts=started + opened(case.protocol, stage, case, at),
        supersedes=superseded,
    )


def opened(protocol: Protocol, stage: Stage, case: Case, at: datetime) -> tuple[Duty, ...]:
    """The duties that opening a stage starts."""
    return duties.start(stage, Trigger.OPENED, at, protocol, case.calendar, case.dispute)
