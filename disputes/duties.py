"""Duties: which ones an event starts, when they are due, and which ones end when a stage ends."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date, datetime

from disputes.dispute import Dispute
from disputes.entries import Duty, Entered
from disputes.kinds import DutyKind, GateKind, Trigger
from disputes.limits import Due, due_after, due_on, shortened
from disputes.protocol import Protocol
from disputes.stage import DutyRule, Stage
from disputes.working_days import WorkingCalendar

OWED_TO_THE_CLOCK = frozenset(
    {
        DutyKind.RESPOND,
        DutyKind.COMPLETE_ACTIONS,
        DutyKind.CONFIRM_MEETING_DATE,
        DutyKind.HOLD_MEETING,
        DutyKind.GIVE_INTENT,
        DutyKind.ACT_ON_INTENT,
    }
)
"""Kinds that end with their stage; what must be written down outlives it."""

WRITTEN_DOWN = frozenset(
    {
        DutyKind.NOTE_ISSUED,
        DutyKind.NOTE_CONCLUDED,
        DutyKind.RECORD_SUMMARY,
        DutyKind.RECORD_ACTIONS,
        DutyKind.CIRCULATE_MINUTES,
        DutyKind.TELL_ADVOCACY,
        DutyKind.HOLD_REVIEW,
        DutyKind.TASK,
    }
)
"""Kinds that are discharged by saying that it was done, with the date and, where it helps, the text."""

DUTY_TITLES = {
    DutyKind.RESPOND: "respond",
    DutyKind.COMPLETE_ACTIONS: "complete the actions",
    DutyKind.CONFIRM_MEETING_DATE: "confirm a meeting date",
    DutyKind.HOLD_MEETING: "hold the meeting and record it",
    DutyKind.RECORD_ACTIONS: "record the meeting's actions",
    DutyKind.RECORD_SUMMARY: "record a summary of the meeting",
    DutyKind.CIRCULATE_MINUTES: "circulate the minutes",
    DutyKind.NOTE_ISSUED: "write the case note that the stage was issued",
    DutyKind.NOTE_CONCLUDED: "write the case note that the stage concluded",
    DutyKind.ACT_ON_INTENT: "take the steps that notice was given of",
    DutyKind.GIVE_INTENT: "give notice of intent",
    DutyKind.TELL_ADVOCACY: "tell the child about advocacy and complaints",
    DutyKind.HOLD_REVIEW: "hold a review",
    DutyKind.AUTHORISE: "authorise and close the form",
    DutyKind.TASK: "do what the protocol asks",
}


def owes(duty: Duty, stage: str = "the stage") -> str:
    """What a duty is, in words: the protocol's own where it has them. `stage` is its stage's title, where known."""
    return duty.title or DUTY_TITLES[duty.kind].replace("the stage", stage)


def start(
    stage: Stage,
    trigger: Trigger,
    at: datetime,
    protocol: Protocol,
    calendar: WorkingCalendar,
    dispute: Dispute | None,
    due: date | None = None,
) -> tuple[Duty, ...]:
    """The duties that an event at `at` starts, those of the stage and those of the whole dispute.

    `due` is a date that people agreed, for duties that take theirs from an agreement or a confirmed meeting.
    """
    of_stage = [(rule, f"{stage.id}/{rule.id}") for rule in stage.duties]
    of_dispute = [(rule, f"dispute/{rule.id}") for rule in protocol.duties]
    return tuple(
        _begin(rule, base, stage.id, at, calendar, dispute, due)
        for rule, base in (*of_stage, *of_dispute)
        if rule.starts is trigger
        and not _switched_off(rule, protocol)
        and not _authorised(rule, protocol, dispute)
        and not _pointless(rule, stage, protocol, dispute)
    )


def _authorised(rule: DutyRule, protocol: Protocol, dispute: Dispute | None) -> bool:
    """Whether there is no form to authorise, or it is authorised already, or that is owed: it is owed once (WA8)."""
    if rule.kind is not DutyKind.AUTHORISE or dispute is None:
        return False
    owed = bool(of_kind(dispute, (DutyKind.AUTHORISE,)))
    return owed or dispute.form_locked_at is not None or not form_used(protocol, dispute)


def form_used(protocol: Protocol, dispute: Dispute) -> bool:
    """Whether the dispute was ever on the council's form; one that was brought in higher up was so before."""
    return any(
        not protocol.stage(visit.stage).off_form or visit.entered is Entered.BROUGHT_IN for visit in dispute.visits
    )


def _switched_off(rule: DutyRule, protocol: Protocol) -> bool:
    return rule.only_if is not None and protocol.reading(rule.only_if[0]) != rule.only_if[1]


def _pointless(rule: DutyRule, stage: Stage, protocol: Protocol, dispute: Dispute | None) -> bool:
    """Whether notice of intent would be asked for with nothing left that could be intended."""
    if rule.kind is not DutyKind.GIVE_INTENT or dispute is None:
        return False
    return nothing_to_intend(stage, protocol, dispute.gates, dispute.steps)


def nothing_to_intend(stage: Stage, protocol: Protocol, opened: Container[str], taken: Container[str]) -> bool:
    """Whether notice of intent has no place at a stage: neither of the next one, nor of a step whose time has come."""
    above = protocol.after(stage.id)
    reached = {other.id for other in protocol.stages[: protocol.position(stage.id) + 1]}
    steps = [s for s in protocol.outside if s.id not in taken and {s.from_stage, s.early_from} & reached]
    gates = [gate for gate in (above.gates if above else ()) if gate not in opened]
    gates += [gate for step in steps for gate in step.gates]
    return not any(protocol.gates[gate].kind is GateKind.INTENT for gate in gates)


def _begin(
    rule: DutyRule,
    base: str,
    stage: str,
    at: datetime,
    calendar: WorkingCalendar,
    dispute: Dispute | None,
    agreed: date | None,
) -> Duty:
    due: Due | None = None
    if rule.limit is not None:
        due = due_after(shortened(rule.limit, dispute.compressed_to if dispute else None), at, calendar)
    elif agreed is not None and (rule.agreed or rule.kind is DutyKind.HOLD_MEETING):
        due = due_on(agreed)
    earlier = sum(1 for known in dispute.duties if known.split("#")[0] == base) if dispute else 0
    return Duty(
        id=base if not earlier else f"{base}#{earlier + 1}",
        rule_id=rule.id,
        kind=rule.kind,
        stage=stage,
        owners=rule.owners,
        rules=rule.rules,
        issued_at=at,
        due=due.on if due else None,
        due_at=due.overdue_at if due else None,
        calendar=calendar.version,
        clock=rule.clock,
        optional=rule.optional,
        together=rule.together,
        title=rule.title,
        record=rule.record,
    )


def ended_with_stage(dispute: Dispute) -> tuple[str, ...]:
    """The open duties that nobody owes any more once the present stage has ended."""
    stage = dispute.visit.stage
    return tuple(
        state.duty.id
        for state in dispute.open_duties
        if state.duty.stage == stage and state.duty.kind in OWED_TO_THE_CLOCK
    )


def of_kind(dispute: Dispute, kinds: Iterable[DutyKind]) -> list[Duty]:
    """The open duties of these kinds, in the order in which they began."""
    wanted = frozenset(kinds)
    return [state.duty for state in dispute.open_duties if state.duty.kind in wanted]
