"""A dispute: its state, folded from the entries of its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from disputes import absences
from disputes.absences import Absence
from disputes.entries import Duty, Effects, Entered, Entry, EntryKind, Status
from disputes.kinds import DutyKind
from disputes.meeting_times import times_in
from disputes.notices import PLUMBING


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a dispute is opened with, and keeps: whose it is, about whom, under which version of which protocol."""

    reference: str
    protocol: str
    version: str
    subject: str
    team: str
    officer: str


@dataclass(slots=True)
class DutyState:
    """A duty and what has become of it. An acknowledgement or a partial answer leaves it open (B13, X5)."""

    duty: Duty
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    answered_at: datetime | None = None
    last_answer_by: str | None = None
    discharged_at: datetime | None = None
    superseded_at: datetime | None = None
    closed_by: str | None = None
    nudges: int = 0
    reminded_at: datetime | None = None
    lapsed_at: datetime | None = None
    answered_by: set[str] = field(default_factory=set[str])

    @property
    def open(self) -> bool:
        """Whether somebody still owes it."""
        return self.discharged_at is None and self.superseded_at is None

    def overdue(self, now: datetime) -> bool:
        """Whether its limit has passed while it is still owed."""
        return self.open and self.duty.due_at is not None and now >= self.duty.due_at


@dataclass(slots=True)
class Visit:
    """A stage that the dispute has been at, from when to when, and what was arranged for its meeting.

    `opened_by` is the number of the entry that opened it.
    """

    stage: str
    opened_at: datetime
    entered: Entered
    opened_by: int = 0
    ended_at: datetime | None = None
    responded_at: datetime | None = None
    meeting_on: date | None = None
    meeting_begins: time | None = None
    meeting_held_at: datetime | None = None
    chair: str | None = None
    invited: tuple[str, ...] = ()
    attended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiledReply:
    """A reply from the mailbox that the raiser hasn't classified yet."""

    sequence: int
    duty: str | None
    received_at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What whoever owes a duty asked of the officer: more time until `wished_on`, or to be rid of what isn't theirs.

    `answer` is what the officer said to it, once they have; `agreed` whether another date was agreed on.
    """

    sequence: int
    kind: EntryKind
    duty: str
    at: datetime
    by: str
    wished_on: date | None = None
    answer: str | None = None
    answered_by: str | None = None
    agreed: bool = False


@dataclass(slots=True)
class Dispute:
    """The state of a dispute; only `fold` changes it."""

    opening: Opening
    officer: str
    status: Status = Status.OPEN
    visits: list[Visit] = field(default_factory=list[Visit])
    duties: dict[str, DutyState] = field(default_factory=dict[str, DutyState])
    gates: dict[str, datetime] = field(default_factory=dict[str, datetime])
    intended: dict[str, datetime] = field(default_factory=dict[str, datetime])
    steps: dict[str, datetime] = field(default_factory=dict[str, datetime])
    replies: dict[int, FiledReply] = field(default_factory=dict[int, FiledReply])
    requests: dict[int, Asked] = field(default_factory=dict[int, Asked])
    absences: dict[int, Absence] = field(default_factory=dict[int, Absence])
    told: set[str] = field(default_factory=set[str])
    compressed_to: int | None = None
    form_locked_at: datetime | None = None
    form_ends_with: int | None = None
    concern: Mapping[str, str] = field(default_factory=dict[str, str])
    length: int = 0

    @property
    def reference(self) -> str:
        """The dispute's reference, such as DRP-2026-0042."""
        return self.opening.reference

    @property
    def visit(self) -> Visit:
        """The stage that the dispute is at now, or was at when it ended."""
        return self.visits[-1]

    @property
    def open(self) -> bool:
        """Whether the dispute is still under way."""
        return self.status is Status.OPEN

    @property
    def open_duties(self) -> list[DutyState]:
        """Every duty that somebody still owes, in the order in which they began."""
        return [state for state in self.duties.values() if state.open]

    def clock(self, stage: str) -> DutyState | None:
        """The duty that carries a stage's limit; the latest where the stage was visited twice."""
        return next((s for s in reversed(self.duties.values()) if s.duty.clock and s.duty.stage == stage), None)

    def apply(self, entry: Entry) -> None:
        """Takes one more entry into account."""
        effects = entry.effects
        if effects.ends_stage and self.visits:
            self.visit.ended_at = entry.happened_at
        if effects.opens_stage:
            entered = effects.entered or Entered.RAISED
            self.visits.append(Visit(effects.opens_stage, entry.happened_at, entered, entry.sequence))
        self._apply_to_duties(entry, effects)
        self._redate(effects)
        if effects.meeting_on:
            self.visit.meeting_on = effects.meeting_on
            self.visit.chair = effects.chair or self.visit.chair
            self.visit.invited = effects.invites or self.visit.invited
            times = times_in(entry.values.get("arrangements", ""))
            self.visit.meeting_begins = times[0] if times else None
        if effects.calls_off_meeting:
            self.visit.meeting_on = self.visit.chair = None
            self.visit.invited = ()
        if effects.meeting_held:
            self.visit.meeting_held_at = entry.happened_at
            self.visit.attended = effects.attended
        self.gates |= dict.fromkeys(effects.opens_gates, entry.happened_at)
        self.intended |= dict.fromkeys(effects.intends_steps, entry.happened_at)
        self.steps |= dict.fromkeys(effects.takes_steps, entry.happened_at)
        self.status = effects.status or self.status
        self.officer = effects.officer or self.officer
        self.compressed_to = effects.compresses_to or self.compressed_to
        if effects.locks_form:
            self.form_locked_at = entry.happened_at
            self.form_ends_with = effects.form_ends_with
        self._apply_to_replies(entry)
        self._apply_to_requests(entry)
        self.absences = absences.after(self.absences, entry)
        for notice in entry.notices:
            if notice.kind not in PLUMBING:
                self.told.update(a.role for r in (*notice.to, *notice.copies) for a in r.roles)
        self.length = entry.sequence

    def _apply_to_duties(self, entry: Entry, effects: Effects) -> None:
        at = entry.happened_at
        for duty in effects.starts:
            self.duties[duty.id] = DutyState(duty)
        for duty_id in effects.acknowledges:
            state = self.duties[duty_id]
            state.acknowledged_at = state.acknowledged_at or at
            state.acknowledged_by = state.acknowledged_by or entry.by.name
        for duty_id in effects.answers:
            self.duties[duty_id].answered_at = at
            self.duties[duty_id].last_answer_by = entry.by.name
            self.duties[duty_id].answered_by.update(_speaking(entry, self.duties[duty_id].duty))
            if self.duties[duty_id].duty.kind is DutyKind.COMPLETE_ACTIONS:
                continue  # a task that is done answers for itself, not for the whole concern
            stage = self.duties[duty_id].duty.stage
            for visit in self.visits:
                if visit.stage == stage:
                    visit.responded_at = at
        for duty_id in effects.discharges:
            self.duties[duty_id].discharged_at = at
            self.duties[duty_id].closed_by = entry.by.name
        for duty_id in effects.supersedes:
            self.duties[duty_id].superseded_at = at
        if entry.duty and entry.kind is EntryKind.FULFILLED:
            self.duties[entry.duty].answered_by.update(_speaking(entry, self.duties[entry.duty].duty))
        if entry.duty and entry.kind is EntryKind.NUDGED:
            self.duties[entry.duty].nudges += 1
            self.duties[entry.duty].reminded_at = at
        if entry.duty and entry.kind is EntryKind.LAPSED:
            self.duties[entry.duty].lapsed_at = at
            self.duties[entry.duty].reminded_at = at

    def _redate(self, effects: Effects) -> None:
        for duty in effects.redates:
            state = self.duties[duty.id]
            state.duty, state.nudges, state.reminded_at, state.lapsed_at = duty, 0, None, None

    def _apply_to_replies(self, entry: Entry) -> None:
        if entry.kind is EntryKind.REPLY_FILED:
            reply = FiledReply(entry.sequence, entry.duty, entry.happened_at, entry.by.name)
            self.replies[entry.sequence] = reply
        elif entry.kind is EntryKind.REPLY_CLASSIFIED:
            self.replies.pop(int(entry.values["reply"]), None)

    def _apply_to_requests(self, entry: Entry) -> None:
        if entry.kind in (EntryKind.MORE_TIME_ASKED, EntryKind.NOT_MINE) and entry.duty:
            self.requests[entry.sequence] = Asked(
                sequence=entry.sequence,
                kind=entry.kind,
                duty=entry.duty,
                at=entry.happened_at,
                by=entry.by.name,
                wished_on=date.fromisoformat(entry.values["wished_on"]) if "wished_on" in entry.values else None,
            )
        elif entry.kind is EntryKind.REQUEST_ANSWERED:
            sequence = int(entry.values["request"])
            answered = {"answer": entry.values["answer"], "answered_by": entry.by.name}
            agreed = bool(entry.effects.redates)
            self.requests[sequence] = replace(self.requests[sequence], **answered, agreed=agreed)


def _speaking(entry: Entry, duty: Duty) -> set[str]:
    """The owners of a duty for whom an answer speaks: its maker's roles, or the one on whose behalf it is recorded."""
    named = entry.values.get("whose")
    return {named} if named else set(entry.by.roles) & set(duty.owners)


def opening_of(first: Entry) -> Opening:
    """What the first entry of a record opened the dispute with."""
    values = first.values
    return Opening(
        reference=values["reference"],
        protocol=values["protocol"],
        version=values["version"],
        subject=values["subject"],
        team=values["team"],
        officer=values["officer"],
    )


def fold(entries: Iterable[Entry]) -> Dispute:
    """The state of a dispute after these entries, which begin with the one that raised it."""
    remaining = iter(entries)
    first = next(remaining)
    opening = opening_of(first)
    dispute = Dispute(opening, opening.officer, concern=first.values)
    dispute.apply(first)
    for entry in remaining:
        dispute.apply(entry)
    return dispute
