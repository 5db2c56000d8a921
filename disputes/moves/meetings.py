"""The stage's meeting: arranging it, and changing its date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from disputes import duties
from disputes.case import Actor, Case, Decision
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Choice, Field, FieldKind
from disputes.kinds import DutyKind, Trigger
from disputes.moves.move import FROM_ANYWHERE, Move, needs
from disputes.notices import NoticeDraft, NoticeKind
from disputes.stage import Addressee, Meeting
from disputes.working_days import london_date, long_date

TIME_AND_PLACE = Field(
    name="arrangements",
    label="Time and place",
    kind=FieldKind.LINE,
    hint="Such as 10:30 to 11:30, Room 4: calendars take the time from here",
    required=False,
)
_A_YEAR = timedelta(days=366)


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
        roles = (case.protocol.officer, case.stage.raised_by, meeting_of(case).chair, *addressees)
        return tuple(dict.fromkeys(roles))

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """When and where, what for, and who chairs where the protocol doesn't say."""
        meeting = meeting_of(case)
        agenda = f"Agenda: {'; '.join(meeting.agenda)}" if meeting.agenda else ""
        fields = [
            Field(name="meeting_on", label="Date of the meeting", kind=FieldKind.DATE),
            TIME_AND_PLACE,
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
        """The date is set, its chair owes the meeting on it, which takes the place of owing one some day."""
        day = meeting_day(values, at)
        chair = values.get("chair")
        begun = _begun(case, at, day, chair)
        held = [duty.id for duty in begun if duty.kind is DutyKind.HOLD_MEETING]
        undated = [duty.id for duty in duties.of_kind(case.dispute, (DutyKind.HOLD_MEETING,)) if duty.due is None]
        also = tuple(values["also"].split(",")) if "also" in values else ()
        meeting = _as_arranged(meeting_of(case), chair, also)
        return Decision(
            kind=EntryKind.MEETING_CONFIRMED,
            stage=case.stage.id,
            values=values,
            effects=Effects(
                meeting_on=day,
                chair=chair,
                invites=also,
                starts=begun,
                supersedes=tuple(undated) if held else (),
            ),
            notices=meeting_notice(
                case, NoticeKind.MEETING_CONFIRMED, invited(meeting, actor), own_seat(meeting, actor)
            ),
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
        roles = (meeting_of(case).chair, *addressees, case.stage.raised_by, case.protocol.officer)
        return tuple(dict.fromkeys(roles))

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The new date and the reason."""
        return (
            Field(name="meeting_on", label="New date of the meeting", kind=FieldKind.DATE),
            Field(name="reason", label="Why it changes"),
            TIME_AND_PLACE,
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The old duty ends, a new one is due on the new date; chair and attendees are told."""
        day = meeting_day(values, at)
        meeting = meeting_of(case)
        return Decision(
            kind=EntryKind.MEETING_CONFIRMED,
            stage=case.stage.id,
            duty=target or None,
            values=values,
            effects=Effects(
                supersedes=(target,) if target else (),
                meeting_on=day,
                starts=_begun(case, at, day, case.visit.chair),
            ),
            notices=meeting_notice(
                case, NoticeKind.MEETING_CONFIRMED, invited(meeting, actor), own_seat(meeting, actor)
            ),
        )


def meeting_day(values: Mapping[str, str], at: datetime) -> date:
    """The day that was entered for a meeting; refuses one in the past, and one so far off that the year is a slip."""
    day = date.fromisoformat(values["meeting_on"])
    if day < london_date(at):
        raise needs("meeting_on", "The meeting date is in the past.", "Enter the day on which it will be held.")
    if day > london_date(at) + _A_YEAR:
        raise needs("meeting_on", f"{long_date(day)} is more than a year away.", "Check the year.")
    return day


def meeting_at(case: Case, stage: str) -> Meeting | None:
    """A stage's meeting as it was arranged: with the chair that was chosen, and whoever else was asked to come."""
    meeting = case.protocol.stage(stage).meeting
    visit = next((visit for visit in reversed(case.dispute.visits) if visit.stage == stage), None)
    return _as_arranged(meeting, visit.chair, visit.invited) if meeting and visit else meeting


def _begun(case: Case, at: datetime, day: date, chair: str | None) -> tuple[Duty, ...]:
    """What a date that is set begins; a chair who was chosen owes the meeting on it."""
    begun = duties.start(case.stage, Trigger.DATE_CONFIRMED, at, case.protocol, case.calendar, case.dispute, due=day)
    return tuple(
        replace(duty, owners=(chair,)) if chair and duty.kind is DutyKind.HOLD_MEETING else duty for duty in begun
    )


def meeting_of(case: Case) -> Meeting:
    """The present stage's meeting as it was arranged, for moves that are there only at a stage with one."""
    meeting = meeting_at(case, case.stage.id)
    assert meeting is not None, "only offered at a stage with a meeting"  # noqa: S101
    return meeting


def _as_arranged(meeting: Meeting, chair: str | None, also: tuple[str, ...]) -> Meeting:
    return replace(meeting, chair=chair or meeting.chair, attendees=(*meeting.attendees, *also))


def invited(meeting: Meeting, actor: Actor) -> tuple[Addressee, ...]:
    """The chair and the attendees, without whoever acts."""
    roles = dict.fromkeys((meeting.chair, *meeting.attendees))
    return tuple(Addressee(role, meeting.rule_of(role)) for role in roles if not actor.holds(role))


def own_seat(meeting: Meeting, actor: Actor) -> tuple[Addressee, ...]:
    """The place at the meeting of whoever acts: they know of it, and get a copy for their calendar."""
    roles = dict.fromkeys((meeting.chair, *meeting.attendees))
    return tuple(Addressee(role, meeting.rule_of(role)) for role in roles if actor.holds(role))


def meeting_notice(
    case: Case, kind: NoticeKind, to: tuple[Addressee, ...], copies: tuple[Addressee, ...] = ()
) -> tuple[NoticeDraft, ...]:
    """A notice about the present stage's meeting; none where nobody is left to be told."""
    return (NoticeDraft(kind=kind, to=to, copies=copies, stage=case.stage.id),) if to else ()
