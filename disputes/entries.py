"""Record entries: what happened, when, by whom, and exactly what it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from disputes.fields import Fact
from disputes.kinds import DutyKind
from disputes.notices import Notice


class EntryKind(StrEnum):
    """What an entry records. Closed list; new kinds are added, none is ever reused."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    RESPONDED = "responded"
    MEETING_CONFIRMED = "meeting-confirmed"
    MEETING_CALLED_OFF = "meeting-called-off"
    MEETING_HELD = "meeting-held"
    FULFILLED = "fulfilled"
    ESCALATED = "escalated"
    ENTERED_HIGHER = "entered-higher"
    CONVERSATION = "conversation"
    CONSULTED = "consulted"
    INTENT_GIVEN = "intent-given"
    REFERRED = "referred"
    RESOLVED = "resolved"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    TOLD = "told"
    NOTED = "noted"
    CORRECTED = "corrected"
    HANDED_OVER = "handed-over"
    ADVISED = "advised"
    OCCASION = "occasion"
    TASK_AGREED = "task-agreed"
    COMPRESSED = "compressed"
    AUTHORISED = "authorised"
    LINKED = "linked"
    MORE_TIME_ASKED = "more-time-asked"
    NOT_MINE = "not-mine"
    REQUEST_ANSWERED = "request-answered"
    COVER_ARRANGED = "cover-arranged"
    COVER_ASKED = "cover-asked"
    REPLY_FILED = "reply-filed"
    REPLY_CLASSIFIED = "reply-classified"
    AUTO_REPLY_FILED = "auto-reply-filed"
    MEETING_ANSWERED = "meeting-answered"
    BOUNCED = "bounced"
    NUDGED = "nudged"
    LAPSED = "lapsed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class Status(StrEnum):
    """Where a dispute stands as a whole."""

    OPEN = "open"
    RESOLVED = "resolved"
    ENDED = "ended unresolved"
    WITHDRAWN = "withdrawn"


class Entered(StrEnum):
    """How a stage was come to."""

    RAISED = "raised"
    BROUGHT_IN = "brought in"
    ESCALATED = "escalated"
    HIGHER = "entered higher"


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who made an entry: a person acting in roles, perhaps as somebody's cover; or the clock or the mailbox."""

    person: str
    name: str
    roles: tuple[str, ...] = ()
    cover_for: str | None = None


CLOCK = By(person="clock", name="The clock")
MAILBOX = By(person="mailbox", name="The shared mailbox")
DISPATCHER = By(person="dispatcher", name="The dispatcher")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What one role owes at a stage, from when and by when.

    `due` and `due_at` are None where the protocol gives no limit; `due_at` is the instant from which the duty
    is overdue. `calendar` is the version of the working calendar that the date was counted with.
    """

    id: str
    rule_id: str
    kind: DutyKind
    stage: str
    owners: tuple[str, ...]
    rules: tuple[str, ...]
    issued_at: datetime
    due: date | None
    due_at: datetime | None
    calendar: str
    clock: bool = False
    optional: bool = False
    together: bool = False
    title: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What an entry changes. The record states its own consequences, so that no later rule rewrites them (X9).

    `redates` are duties with the date that people agreed on anew; whatever has become of them stays.
    """

    opens_stage: str | None = None
    entered: Entered | None = None
    ends_stage: bool = False
    starts: tuple[Duty, ...] = ()
    acknowledges: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    discharges: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    redates: tuple[Duty, ...] = ()
    opens_gates: tuple[str, ...] = ()
    intends_steps: tuple[str, ...] = ()
    takes_steps: tuple[str, ...] = ()
    meeting_on: date | None = None
    calls_off_meeting: bool = False
    meeting_held: bool = False
    attended: tuple[str, ...] = ()
    chair: str | None = None
    invites: tuple[str, ...] = ()
    status: Status | None = None
    officer: str | None = None
    compresses_to: int | None = None
    locks_form: bool = False
    form_ends_with: int | None = None


NO_EFFECTS = Effects()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a dispute's record.

    `happened_at` is when it happened in the world, `recorded_at` when it was written down; where they
    differ by more than the rules allow, `late_reason` says why. `values` is what a person entered, `facts` the same in
    the words that they saw.
    """

    sequence: int
    kind: EntryKind
    happened_at: datetime
    recorded_at: datetime
    by: By
    stage: str | None = None
    duty: str | None = None
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    effects: Effects = NO_EFFECTS
    facts: tuple[Fact, ...] = ()
    notices: tuple[Notice, ...] = ()
    late_reason: str | None = None
