"""Opening a stage, and ending the one before: the duties and notices that follow, whatever move causes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from disputes import duties
from disputes.case import Case
from disputes.dispute import Dispute
from disputes.entries import Duty, Effects, Entered
from disputes.kinds import StageKind, Trigger
from disputes.notices import NoticeDraft, NoticeKind
from disputes.protocol import Protocol
from disputes.stage import Stage
from disputes.working_days import WorkingCalendar


def notices_of(stage: Stage, kind: NoticeKind = NoticeKind.STAGE_RAISED) -> tuple[NoticeDraft, ...]:
    """The notices that opening a stage causes. The first carries the duty that its addressees owe."""
    clock = stage.clock
    return tuple(
        NoticeDraft(
            kind=kind,
            to=rule.to,
            copies=(*rule.copies, *(replace(alerted, alert=True) for alerted in rule.alerts)),
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
        starts=started + opened(case.protocol, stage, at, case.calendar, case.dispute),
        supersedes=superseded,
    )


def opened(
    protocol: Protocol,
    stage: Stage,
    at: datetime,
    calendar: WorkingCalendar,
    dispute: Dispute | None,
    agreed: date | None = None,
    *,
    brought_in: bool = False,
) -> tuple[Duty, ...]:
    """The duties that opening a stage starts, those of a first formal stage (H30) and of leaving the form among them.

    `agreed` is the date that was negotiated for a stage whose limit is agreed and not given (H10). Who begins above the
    form's stages leaves no form, unless the dispute was brought in and so was on it before.
    """
    been = [protocol.stage(visit.stage) for visit in dispute.visits] if dispute else []
    triggers = [Trigger.OPENED]
    if stage.kind is not StageKind.INFORMAL and all(other.kind is StageKind.INFORMAL for other in been):
        triggers.append(Trigger.FIRST_FORMAL)
    on_form = brought_in or any(not other.off_form for other in been)
    if stage.off_form and on_form and not any(other.off_form for other in been):
        triggers.append(Trigger.FORM_LEFT)
    return tuple(
        duty
        for trigger in triggers
        for duty in duties.start(stage, trigger, at, protocol, calendar, dispute, due=agreed)
    )
