"""What people are shown: notices and disputes in words, the same for cards, letters and lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from casework.due_words import due_text, last_working_day, skips_days
from disputes.dispute import Asked, DutyState
from disputes.duties import owes
from disputes.entries import Duty, Entered, EntryKind
from disputes.fields import Fact
from disputes.kinds import DutyKind
from disputes.notices import NoticeKind
from disputes.protocol import Protocol
from disputes.rules import Basis
from disputes.stage import DutyRule
from disputes.working_days import WorkingCalendar, london_date, long_date


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A rule as people see it: ID, what it asks, the council's words, and whether it is the council's at all."""

    id: str
    text: str
    quote: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class DueView:
    """A due date with its explanation: the limit, the day of issue, and every day skipped with its reason (X7).

    One that isn't `counted` was agreed or confirmed by people; `last_working_day` stands with one that isn't on one.
    """

    on: date
    text: str
    counted: bool = True
    issued: str
    skipped: tuple[str, ...]
    rules: tuple[RuleView, ...]
    last_working_day: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """What whoever owes a duty asked of the officer, in words; `answer` is there once there is one."""

    kind: EntryKind
    by: str
    on: str
    wished: str | None
    answer: str | None
    answered_by: str | None
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyView:
    """A duty in words: who owes what, and by when; `answered_in_part` is by whom, while not all of it is answered."""

    id: str
    kind: DutyKind
    owes: str
    owners: tuple[str, ...]
    due: DueView | None
    open: bool = True
    overdue: bool
    acknowledged: str | None
    reply_waiting: bool
    rules: tuple[RuleView, ...]
    answered_in_part: str | None = None
    requests: tuple[RequestView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why somebody gets a notice: in which role, addressed or copied, by which rule."""

    role: str
    rule: RuleView


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientView:
    """One recipient of a notice; an officer may have added them, `added_by` name and `because` of a reason (X6)."""

    person: str
    name: str
    email: str
    reasons: tuple[Reason, ...]
    cover_for: str | None
    added_by: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatView:
    """Somebody's place at a meeting."""

    name: str
    email: str
    role: str
    chairs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """A meeting as an invitation tells it. `number` and `revision` name it and its changes for calendars.

    `before` is the date that was changed, `known_as` the name under which calendars have it already, if they do.
    """

    number: int
    revision: int
    on: date
    begins: time | None
    ends: time | None
    words: str
    purpose: str
    before: date | None
    called_off: bool
    seats: tuple[SeatView, ...]
    agenda: tuple[str, ...]
    agenda_rule: RuleView | None
    known_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """One entry of the record on paper: when, at which stage, what and by whom, and what was entered."""

    on: str
    stage: str
    what: str
    by: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPaper:
    """The officer's record as it goes with a notice outside the case system, and the rule by which it does (W15)."""

    title: str
    rule: RuleView
    lines: tuple[RecordLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice in words; no channel's markup. `entry` is what caused it: an acknowledgement is no response (X5).

    `asks` is what the protocol asks of the addressees besides a duty (C24), `must` the rule that makes going up a duty
    (S5, W33), `paper` the record that goes with it. `request` is what it is about, where it is about one; `elsewhere`
    says where the dispute is now, once it isn't at the notice's stage any more.
    """

    kind: NoticeKind
    entry: EntryKind
    reference: str
    sequence: int
    council: str
    protocol: str
    subject: str
    stage: str
    entered: Entered | None
    by: str
    happened_at: datetime
    facts: tuple[Fact, ...]
    to: tuple[RecipientView, ...]
    copies: tuple[RecipientView, ...]
    duty: DutyView | None
    asks_for_meeting: bool
    record: str | None
    officer: str
    asks: str = ""
    must: RuleView | None = None
    meeting: MeetingView | None = None
    paper: RecordPaper | None = None
    request: RequestView | None = None
    elsewhere: str = ""


def rule_view(protocol: Protocol, rule_id: str) -> RuleView:
    """A rule in words."""
    rule = protocol.rule(rule_id)
    return RuleView(id=rule.id, text=rule.text, quote=rule.quote, basis=rule.basis)


def due_view(protocol: Protocol, calendar: WorkingCalendar, duty: Duty) -> DueView | None:
    """A duty's due date and how it came about; None where the protocol gives no limit."""
    if duty.due is None:
        return None
    issued = london_date(duty.issued_at)
    rule = _rule_of(protocol, duty)
    counted = rule is not None and rule.limit is not None
    between = range(issued.toordinal() + 1, duty.due.toordinal())
    days = (date.fromordinal(n) for n in between) if skips_days(rule) else ()
    skipped = tuple(
        f"{long_date(day)} ({calendar.why_not(day)})" if day.weekday() < 5 else long_date(day)
        for day in days
        if not calendar.is_working_day(day)
    )
    return DueView(
        on=duty.due,
        text=due_text(duty.due, duty.due_at, rule),
        counted=counted,
        issued=long_date(issued),
        skipped=skipped,
        rules=tuple(rule_view(protocol, rule_id) for rule_id in duty.rules),
        last_working_day=last_working_day(duty.due, rule, calendar),
    )


def _rule_of(protocol: Protocol, duty: Duty) -> DutyRule | None:
    """The protocol's own description of a duty: its limit gave the date; where it has none, people agreed on one."""
    rules = (*protocol.stage(duty.stage).duties, *protocol.duties)
    return next((rule for rule in rules if rule.id == duty.rule_id), None)


def duty_view(
    protocol: Protocol,
    calendar: WorkingCalendar,
    duty: Duty,
    state: DutyState | None = None,
    now: datetime | None = None,
    *,
    reply_waiting: bool = False,
    requests: Iterable[Asked] = (),
) -> DutyView:
    """A duty in words; without a state it is one that would begin. `requests` are those of the whole dispute."""
    return DutyView(
        id=duty.id,
        kind=duty.kind,
        owes=owes(duty, protocol.stage(duty.stage).title),
        owners=tuple(protocol.title_of(role) for role in duty.owners),
        due=due_view(protocol, calendar, duty),
        open=state is None or state.open,
        overdue=state is not None and now is not None and state.overdue(now),
        acknowledged=state.acknowledged_by if state else None,
        reply_waiting=reply_waiting,
        rules=tuple(rule_view(protocol, rule) for rule in duty.rules),
        answered_in_part=state.last_answer_by if state and state.open else None,
        # The latest of each kind; the record has them all.
        requests=tuple(request_view(a) for a in {a.kind: a for a in requests if a.duty == duty.id}.values()),
    )


def request_view(asked: Asked) -> RequestView:
    """A request in words."""
    return RequestView(
        kind=asked.kind,
        by=asked.by,
        on=long_date(london_date(asked.at)),
        wished=long_date(asked.wished_on) if asked.wished_on else None,
        answer=asked.answer,
        answered_by=asked.answered_by,
        agreed=asked.agreed,
    )
