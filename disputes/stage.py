"""A stage of a protocol: its addressees, duties, meeting, gates and outcomes, each with the rule behind it."""

from __future__ import annotations

from dataclasses import dataclass

from disputes.kinds import CompleteWhen, DutyKind, GateKind, StageKind, Trigger, Unresolved
from disputes.limits import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A post that a protocol names. `per_team` posts are held team by team, the others for the whole service."""

    id: str
    title: str
    per_team: bool = False


@dataclass(frozen=True, slots=True)
class Addressee:
    """A role that a notice goes to, with the rule that makes it a recipient; an alert is told, not asked (C6)."""

    role: str
    rule: str
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """A notice that opening a stage (or giving intent) causes: addressees, copies, alerts, and what it asks for.

    `in_absence` are the roles that stand in, in this order, where nobody holds an addressed one (H40).
    `sends_record_rule` is the rule by which the officer's record itself goes with the letter (W15, W17).
    """

    to: tuple[Addressee, ...]
    copies: tuple[Addressee, ...] = ()
    alerts: tuple[Addressee, ...] = ()
    asks_for_meeting: bool = False
    asks: str = ""
    in_absence: tuple[str, ...] = ()
    sends_record_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """A duty that a stage starts: who owes what, from which event, within which limit, by which rules.

    `clock` marks the duty whose limit is the stage's own; `limit` is None where the protocol gives none;
    `only_if` names a reading and the value with which the duty exists at all; `together` asks every owner for it,
    not just one; `agreed` takes its due date from what people agreed; `record` is the document's own name of the
    record or case note that it is written in, and `title` says what a task is. `counts_from_conversation` begins
    the limit at an earlier conversation (WA7), `met_by_meeting` lets the meeting stand for the response (H23), and
    `gate` is the gate that it opens once it is done: the two are one thing, recorded once (C28).
    """

    id: str
    kind: DutyKind
    owners: tuple[str, ...]
    starts: Trigger
    rules: tuple[str, ...]
    limit: Limit | None = None
    clock: bool = False
    complete_when: CompleteWhen = CompleteWhen.ANSWERED
    optional: bool = False
    only_if: tuple[str, str] | None = None
    together: bool = False
    agreed: bool = False
    record: str | None = None
    title: str | None = None
    instructions: str = ""
    counts_from_conversation: bool = False
    met_by_meeting: bool = False
    gate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A stage's meeting: who chairs it, who attends and who may be asked to, its agenda, with the rules behind.

    `if_needed` marks a meeting that is held only where guidance alone doesn't do; `chair_asked` one whose chair the
    protocol leaves open, so that whoever arranges it chooses.
    """

    chair: str
    chair_rule: str
    attendees: tuple[str, ...]
    attendees_rule: str
    agenda: tuple[str, ...] = ()
    agenda_rule: str | None = None
    offered: tuple[str, ...] = ()
    offered_rule: str | None = None
    if_needed: bool = False
    chair_asked: bool = False

    def rule_of(self, role: str) -> str:
        """The rule that brings a role to the meeting."""
        if role == self.chair:
            return self.chair_rule
        return (self.offered_rule if role in self.offered else None) or self.attendees_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What must be recorded before a stage opens or an outside step is taken, and by whom, if not the raiser.

    `from_stage` is the stage from which on it can be: advice after Level 4 isn't taken before it (H14, H18, H24).
    """

    id: str
    kind: GateKind
    title: str
    rule: str
    with_roles: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    from_stage: str | None = None
    notice: NoticeRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The protocol's own wording of what a stage came to, written down as it stands (C7, C13).

    `resolved_in_time` marks a protocol that words it so only within the stage's limit.
    """

    rule: str
    resolved_in_time: bool = False
    resolved: str | None = None
    progress: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Who else is to find a stage unresolved; the officer may progress without, with a reason (C22, CA11)."""

    roles: tuple[str, ...]
    rule: str
    without_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One rung of the ladder. `off_form` marks the stages that the council's form isn't used for any more (WA8)."""

    id: str
    title: str
    kind: StageKind
    raised_by: str
    rules: tuple[str, ...]
    notices: tuple[NoticeRule, ...] = ()
    duties: tuple[DutyRule, ...] = ()
    meeting: Meeting | None = None
    gates: tuple[str, ...] = ()
    advised: tuple[str, ...] = ()
    record: str | None = None
    record_rule: str | None = None
    unresolved_after: Unresolved = Unresolved.RESPONSE
    progress_rules: tuple[str, ...] = ()
    outcomes: Outcomes | None = None
    agreement: Agreement | None = None
    off_form: bool = False

    @property
    def clock(self) -> DutyRule | None:
        """The duty whose limit is the stage's own limit, if the protocol gives one."""
        return next((duty for duty in self.duties if duty.clock), None)

    @property
    def to(self) -> tuple[Addressee, ...]:
        """The addressees of the stage's first notice."""
        return self.notices[0].to if self.notices else ()

    @property
    def copies(self) -> tuple[Addressee, ...]:
        """Who else is written to: the first notice's copies and, where others are written to apart, these (CA2)."""
        apart = (addressee for notice in self.notices[1:] for addressee in (*notice.to, *notice.copies))
        return (*(self.notices[0].copies if self.notices else ()), *apart)
