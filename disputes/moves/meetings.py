"""The stage's meeting: changing its date, and recording that it was held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from disputes import duties
from disputes.case import Actor, Case, Decision
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Choice, Field, FieldKind
from disputes.kinds import DutyKind, Trigger
from disputes.moves.move import FROM_ANYWHERE, Move, needs, officer_is_told
from disputes.notices import NoticeDraft, NoticeKind
from disputes.stage import Addressee, Meeting
from disputes.working_days import london_date, long_date, midday

_A_YEAR = timedelta(days=366)


class RecordMeeting(Move):
    """The chair, or the officer, records that the stage's meeting was held (B19 to B22, B27 to B29)."""

    id = "record-meeting"
    title = "Record the meeting"

    def targets(self, case: Case) -> Iterable[str]:
        """Any stage with a meeting that hasn't been held."""
        due = case.dispute.open and case.stage.meeting and case.visit.meeting_held_at is None
        return (FROM_ANYWHERE,) if due else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The chair, and the officer."""
        return tuple(dict.fromkeys((_meeting(case).chair, case.stage.raised_by, case.protocol.officer)))

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """When, who came, what was said and agreed."""
        meeting = _meeting(case)
        roles = dict.fromkeys((meeting.chair, *meeting.attendees))
        summary_rule = next((d.rules[0] for d in case.stage.duties if d.kind is DutyKind.RECORD_SUMMARY), None)
        return (
            Field(name="held_on", label="Date of the meeting", kind=FieldKind.DATE),
            Field(
                name="attended",
                label="Who attended",
                kind=FieldKind.CHOICES,
                choices=tuple(Choice(role, case.protocol.title_of(role)) for role in roles),
            ),
            Field(name="summary", label="Summary of the meeting", required=False, rule=summary_rule),
            Field(name="actions", label="Actions agreed, by whom and by when", required=False),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The meeting counts as held; a summary given at once discharges the duty to record one."""
        held_at = _held_at(case, date.fromisoformat(values["held_on"]), at)
        started = duties.start(case.stage, Trigger.MEETING_HELD, held_at, case.protocol, case.calendar, case.dispute)
        done: set[DutyKind] = {DutyKind.HOLD_MEETING, DutyKind.CONFIRM_MEETING_DATE}
        met = [duty.id for duty in duties.of_kind(case.dispute, (DutyKind.RESPOND,)) if _met_by_meeting(case, duty)]
        written: set[DutyKind] = set()
        if "summary" in values:
            written.add(DutyKind.RECORD_SUMMARY)
        if "actions" in values:
            written.add(DutyKind.RECORD_ACTIONS)
        return Decision(
            kind=EntryKind.MEETING_HELD,
            stage=case.stage.id,
            values=values,
            effects=Effects(
                meeting_held=True,
                starts=started,
                answers=tuple(met),
                discharges=(
                    *met,
                    *(d.id for d in duties.of_kind(case.dispute, done | written) if d.stage == case.stage.id),
                    *(duty.id for duty in started if duty.kind in written),
                ),
            ),
            notices=_notice(case, NoticeKind.MEETING_HELD, officer_is_told(case.protocol, actor)),
        )


class ArrangeMeeting(Move):
    """A meeting that nobody owes a date for: whoever raised the stage asks for it and sets its date (C10, H20, W7)."""

    id = "arrange-meeting"
    title = "Arrange the meeting"

    def targets(self, case: Case) -> Iterable[str]:
        """Stages with a meeting that has no date yet, and where nobody owes one."""
        if not (case.dispute.open and case.stage.meeting) or case.visit.meeting_on or case.visit.meeting_held_at:
            return ()
        owed = any(rule.kind is DutyKind.CONFIRM_MEETING_DATE for rule in case.stage.duties)
        return () if owed else (FROM_ANYWHERE,)

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer, whoever raised the stage, the chair, and the addressees."""
        addressees = (a.role for a in case.stage.to)
        roles = (case.protocol.officer, case.stage.raised_by, _meeting(case).chair, *addressees)
        return tuple(dict.fromkeys(roles))

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """When and where, what for, and who chairs where the protocol doesn't say."""
        meeting = _meeting(case)
        agenda = f"Agenda: {'; '.join(meeting.agenda)}" if meeting.agenda else ""
        fields = [
            Field(name="meeting_on", label="Date of the meeting", kind=FieldKind.DATE),
            Field(name="arrangements", label="Time and place", kind=FieldKind.LINE, required=False),
            Field(name="purpose", label="What it is for", hint=agenda, rule=meeting.agenda_rule),
        ]
        if meeting.chair_asked:
            roles = tuple(Choice(role.id, role.title) for role in case.protocol.roles.values())
            fields.append(Field(name="chair", label="Who chairs", kind=FieldKind.CHOICE, choices=roles))
        if meeting.offered:
            choices = tuple(Choice(role, case.protocol.title_of(role)) for role in meeting.offered)
            rule, label = meeting.offered_rule, "Who else is asked to come"
            fields.append(
                Field(name="also", label=label, kind=FieldKind.CHOICES, choices=choices, required=False, rule=rule)
            )
        return tuple(fields)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The date is set, the meeting is owed on it, chair and attendees are told."""
        day = meeting_day(values, at)
        also = tuple(values["also"].split(",")) if "also" in values else ()
        meeting = _as_arranged(_meeting(case), values.get("chair"), also)
        return Decision(
            kind=EntryKind.MEETING_CONFIRMED,
            stage=case.stage.id,
            values=values,
            effects=Effects(
                meeting_on=day,
                chair=values.get("chair"),
                invites=also,
                starts=duties.start(
                    case.stage, Trigger.DATE_CONFIRMED, at, case.protocol, case.calendar, case.dispute, due=day
                ),
            ),
            notices=_notice(case, NoticeKind.MEETING_CONFIRMED, invited(meeting, actor)),
        )


class RearrangeMeeting(Move):
    """The confirmed date changes: the duty to hold the meeting moves with it (BA4)."""

    id = "rearrange-meeting"
    title = "Change the meeting date"

    def targets(self, case: Case) -> Iterable[str]:
        """The open duty that the date began; only the date, where holding the meeting has a limit of its own (H20)."""
        if not case.dispute.open or case.visit.meeting_on is None or case.visit.meeting_held_at:
            return ()
        begun = {rule.id for rule in case.stage.duties if rule.starts is Trigger.DATE_CONFIRMED}
        owed = duties.of_kind(case.dispute, (DutyKind.HOLD_MEETING,))
        return tuple(duty.id for duty in owed if duty.rule_id in begun) or (FROM_ANYWHERE,)

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The chair, whoever confirmed the date, whoever raised the stage, and the officer."""
        addressees = (a.role for a in case.stage.to)
        roles = (_meeting(case).chair, *addressees, case.stage.raised_by, case.protocol.officer)
        return tuple(dict.fromkeys(roles))

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The new date and the reason."""
        return (
            Field(name="meeting_on", label="New date of the meeting", kind=FieldKind.DATE),
            Field(name="reason", label="Why it changes"),
            Field(name="arrangements", label="Time and place", kind=FieldKind.LINE, required=False),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The old duty ends, a new one is due on the new date; chair and attendees are told."""
        day = meeting_day(values, at)
        return Decision(
            kind=EntryKind.MEETING_CONFIRMED,
            stage=case.stage.id,
            duty=target or None,
            values=values,
            effects=Effects(
                supersedes=(target,) if target else (),
                meeting_on=day,
                starts=duties.start(
                    case.stage,
                    Trigger.DATE_CONFIRMED,
                    at,
                    case.protocol,
                    case.calendar,
                    case.dispute,
                    due=day,
                ),
            ),
            notices=_notice(case, NoticeKind.MEETING_CONFIRMED, invited(_meeting(case), actor)),
        )


def meeting_day(values: Mapping[str, str], at: datetime) -> date:
    """The day that was entered for a meeting; refuses one in the past, and one so far off that the year is a slip."""
    day = date.fromisoformat(values["meeting_on"])
    if day < london_date(at):
        raise needs("meeting_on", "The meeting date is in the past.", "Enter the day on which it will be held.")
    if day > london_date(at) + _A_YEAR:
        raise needs("meeting_on", f"{long_date(day)} is more than a year away.", "Check the year.")
    return day


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


def meeting_at(case: Case, stage: str) -> Meeting | None:
    """A stage's meeting as it was arranged: with the chair that was chosen, and whoever else was asked to come."""
    meeting = case.protocol.stage(stage).meeting
    visit = next((visit for visit in reversed(case.dispute.visits) if visit.stage == stage), None)
    return _as_arranged(meeting, visit.chair, visit.invited) if meeting and visit else meeting


def _meeting(case: Case) -> Meeting:
    meeting = meeting_at(case, case.stage.id)
    assert meeting is not None, "only offered at a stage with a meeting"  # noqa: S101
    return meeting


def _as_arranged(meeting: Meeting, chair: str | None, also: tuple[str, ...]) -> Meeting:
    return replace(meeting, chair=chair or meeting.chair, attendees=(*meeting.attendees, *also))


def _met_by_meeting(case: Case, duty: Duty) -> bool:
    rules = (rule for rule in case.stage.duties if rule.id == duty.rule_id and duty.stage == case.stage.id)
    return any(rule.met_by_meeting for rule in rules)


def invited(meeting: Meeting, actor: Actor) -> tuple[Addressee, ...]:
    """The chair and the attendees, without whoever acts."""
    roles = dict.fromkeys((meeting.chair, *meeting.attendees))
    return tuple(Addressee(role, meeting.rule_of(role)) for role in roles if not actor.holds(role))


def _notice(case: Case, kind: NoticeKind, to: tuple[Addressee, ...]) -> tuple[NoticeDraft, ...]:
    return (NoticeDraft(kind=kind, to=to, stage=case.stage.id),) if to else ()
