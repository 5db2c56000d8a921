"""The stage's meeting was held: who came, what was agreed, and what has to be written down from then on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from disputes import duties
from disputes.case import Actor, Case, Decision
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.kinds import DutyKind, Trigger
from disputes.limits import Unit
from disputes.moves.meetings import meeting_notice, meeting_of
from disputes.moves.move import FROM_ANYWHERE, Move, needs, officer_is_told
from disputes.notices import NoticeKind
from disputes.stage import Addressee, DutyRule
from disputes.working_days import LONDON, london_date, long_date, midday


class RecordMeeting(Move):
    """The chair, or the officer, records that the stage's meeting was held (B19 to B22, B27 to B29)."""

    id = "record-meeting"
    title = "Record the meeting"

    def targets(self, case: Case) -> Iterable[str]:
        """Any stage with a meeting that hasn't been held."""
        due = case.dispute.open and case.stage.meeting and case.visit.meeting_held_at is None
        return (FROM_ANYWHERE,) if due else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The chair, whoever owes it that the meeting is held, and the officer."""
        owed = duties.of_kind(case.dispute, (DutyKind.HOLD_MEETING,))
        owners = (role for duty in owed if duty.stage == case.stage.id for role in duty.owners)
        return tuple(dict.fromkeys((meeting_of(case).chair, *owners, case.stage.raised_by, case.protocol.officer)))

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """When, who came, what was said and agreed; when it ended, where hours are counted from then (C20)."""
        meeting = meeting_of(case)
        roles = dict.fromkeys((meeting.chair, *meeting.attendees, *meeting.offered))
        ended = Field(name="ended_at", label="When it ended", kind=FieldKind.LINE, hint="Hours and minutes, like 15:30")
        hours = _in_hours(case)
        return (
            Field(name="held_on", label="Date of the meeting", kind=FieldKind.DATE),
            *((replace(ended, rule=hours.rules[0]),) if hours else ()),
            Field(
                name="attended",
                label="Who attended",
                kind=FieldKind.CHOICES,
                choices=tuple(Choice(role, case.protocol.title_of(role)) for role in roles),
            ),
            Field(
                name="summary",
                label="Summary of the meeting",
                required=False,
                rule=_rule_of(case, DutyKind.RECORD_SUMMARY),
            ),
            Field(
                name="actions",
                label="Actions agreed, by whom and by when",
                required=False,
                rule=_rule_of(case, DutyKind.RECORD_ACTIONS),
            ),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The meeting counts as held; a summary given at once discharges the duty to record one."""
        held_on = date.fromisoformat(values["held_on"])
        held_at = _held_at(case, held_on, at)
        if "ended_at" in values:
            held_at = _ended_at(case, held_on, values["ended_at"], at)
        started = duties.start(case.stage, Trigger.MEETING_HELD, held_at, case.protocol, case.calendar, case.dispute)
        done: set[DutyKind] = {DutyKind.HOLD_MEETING, DutyKind.CONFIRM_MEETING_DATE}
        met = [duty.id for duty in duties.of_kind(case.dispute, (DutyKind.RESPOND,)) if _met_by_meeting(case, duty)]
        written: set[DutyKind] = set()
        if "summary" in values:
            written.add(DutyKind.RECORD_SUMMARY)
        if "actions" in values:
            written.add(DutyKind.RECORD_ACTIONS)
        owed = [d for d in duties.of_kind(case.dispute, done | written) if d.stage == case.stage.id]
        owed += [duty for duty in started if duty.kind in written]
        records = dict.fromkeys(duty.record for duty in owed if duty.record)
        return Decision(
            kind=EntryKind.MEETING_HELD,
            stage=case.stage.id,
            values=values,
            facts=tuple(Fact("Recorded as", record) for record in records),
            happened_at=held_at if "ended_at" in values else None,
            effects=Effects(
                meeting_held=True,
                attended=tuple(values["attended"].split(",")),
                starts=started,
                answers=tuple(met),
                discharges=(*met, *(duty.id for duty in owed)),
            ),
            notices=meeting_notice(
                case,
                NoticeKind.MEETING_HELD,
                (*officer_is_told(case.protocol, actor), *_owing(case, actor, started, written)),
            ),
        )


def _held_at(case: Case, held_on: date, at: datetime) -> datetime:
    opened = london_date(case.visit.opened_at)
    if held_on > london_date(at):
        raise needs("held_on", "That day is still to come.", "Record the meeting once it has been held.")
    if held_on < opened:
        raise needs(
            "held_on",
            f"{case.stage.title} opened only on {long_date(opened)}.",
            "Enter the day of the meeting that was held at this stage.",
        )
    return at if held_on == london_date(at) else max(midday(held_on), case.visit.opened_at)


def _ended_at(case: Case, held_on: date, clock: str, at: datetime) -> datetime:
    """The moment in London at which a meeting ended; refuses one that nobody can mean."""
    try:
        ended = datetime.combine(held_on, time.fromisoformat(clock), LONDON)
    except ValueError:
        raise needs("ended_at", "That isn't a time of day.", "Enter hours and minutes, like 15:30.") from None
    if ended > at:
        raise needs("ended_at", "That moment is still to come.", "Record the meeting once it has ended.")
    if ended < case.visit.opened_at:
        raise needs("ended_at", f"{case.stage.title} opened only later.", "Enter when the meeting of this stage ended.")
    arranged = [duty.issued_at for duty in duties.of_kind(case.dispute, (DutyKind.HOLD_MEETING,))]
    if any(held_on < london_date(moment) for moment in arranged):
        raise needs("held_on", "The meeting was arranged only after that day.", "Enter the day on which it was held.")
    return ended


def _owing(case: Case, actor: Actor, started: Iterable[Duty], written: Collection[DutyKind]) -> tuple[Addressee, ...]:
    """Whoever has to write something down now that the meeting is over, and may not have been the one to record it."""
    owed = [duty for duty in started if duty.kind not in written]
    rules = {role: duty.rules[0] for duty in reversed(owed) for role in duty.owners}
    return tuple(
        Addressee(role, rule) for role, rule in rules.items() if role != case.protocol.officer and not actor.holds(role)
    )


def _in_hours(case: Case) -> DutyRule | None:
    """What a meeting at this stage begins with a limit in hours, which run from the meeting's end (CA3)."""
    begun = (rule for rule in case.stage.duties if rule.starts is Trigger.MEETING_HELD)
    return next((rule for rule in begun if rule.limit and rule.limit.unit is Unit.HOURS), None)


def _rule_of(case: Case, kind: DutyKind) -> str | None:
    return next((duty.rules[0] for duty in case.stage.duties if duty.kind is kind), None)


def _met_by_meeting(case: Case, duty: Duty) -> bool:
    rules = (rule for rule in case.stage.duties if rule.id == duty.rule_id and duty.stage == case.stage.id)
    return any(rule.met_by_meeting for rule in rules)
