"""Calling off a meeting whose date was set: by itself, or because its stage or the whole dispute ends before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from disputes.case import Actor, Case, Decision
from disputes.dispute import DutyState, Visit
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Field
from disputes.kinds import DutyKind
from disputes.moves.meetings import RearrangeMeeting, invited, meeting_notice, meeting_of, own_seat
from disputes.notices import NoticeDraft, NoticeKind
from disputes.working_days import LONDON


class CallOffMeeting(RearrangeMeeting):
    """The meeting won't be held on its date, and no other is set: what was owed before the date is owed again.

    The limit is the old one: calling off buys nobody time (X1).
    """

    id = "call-off-meeting"
    title = "Call off the meeting"

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The reason, which everybody invited reads."""
        return (Field(name="reason", label="Why it is called off"),)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The date is gone, and so is the duty that it began; everybody invited is told."""
        return Decision(
            kind=EntryKind.MEETING_CALLED_OFF,
            stage=case.stage.id,
            duty=target or None,
            values=values,
            effects=Effects(
                calls_off_meeting=True,
                supersedes=(target,) if target else (),
                starts=_owed_again(case),
            ),
            notices=_notice(case, actor),
        )


def called_off(case: Case, actor: Actor, at: datetime) -> tuple[NoticeDraft, ...]:
    """What everybody invited is told when the stage ends with its meeting still to come."""
    still_to_come = case.stage.meeting and case.visit.meeting_held_at is None and _ahead(case.visit, at)
    return _notice(case, actor) if still_to_come else ()


def _ahead(visit: Visit, at: datetime) -> bool:
    """Whether the date lies ahead. A meeting of today without a known hour may be over, so nobody is told it is off."""
    now = at.astimezone(LONDON)
    if visit.meeting_on != now.date():
        return visit.meeting_on is not None and visit.meeting_on > now.date()
    return visit.meeting_begins is not None and now.time() < visit.meeting_begins


def _notice(case: Case, actor: Actor) -> tuple[NoticeDraft, ...]:
    meeting = meeting_of(case)
    to, copies = invited(meeting, actor), own_seat(meeting, actor)
    return meeting_notice(case, NoticeKind.MEETING_CALLED_OFF, to, copies)


def _owed_again(case: Case) -> tuple[Duty, ...]:
    """The duties that setting the date had settled: to confirm one, and to hold a meeting some day."""
    settled: dict[str, DutyState] = {}
    for state in case.dispute.duties.values():
        duty = state.duty
        undated = duty.kind is DutyKind.HOLD_MEETING and duty.due is None and state.superseded_at is not None
        confirmed = duty.kind is DutyKind.CONFIRM_MEETING_DATE and state.discharged_at is not None
        if duty.stage == case.stage.id and duty.issued_at >= case.visit.opened_at and (undated or confirmed):
            settled[duty.rule_id] = state
    return tuple(_again(case, state.duty) for state in settled.values())


def _again(case: Case, duty: Duty) -> Duty:
    base = duty.id.split("#")[0]
    times = sum(1 for known in case.dispute.duties if known.split("#")[0] == base)
    return replace(duty, id=f"{base}#{times + 1}")
