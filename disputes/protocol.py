"""A protocol: the shape of one council's dispute resolution process as data, with the rule behind every part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from disputes.kinds import CompleteWhen, DutyKind, GateKind, StageKind, StepTime, Subject, Trigger, Unresolved
from disputes.limits import Limit
from disputes.refusals import Refusal
from disputes.rules import CROSS_CUTTING, Reading, Rule, Strength

CALENDARS = ("council", "statutory")
"""Which working days count: without the council's own closures, or by the bank holidays alone (X2)."""


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
    """

    to: tuple[Addressee, ...]
    copies: tuple[Addressee, ...] = ()
    alerts: tuple[Addressee, ...] = ()
    asks_for_meeting: bool = False
    asks: str = ""
    in_absence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """A duty that a stage starts: who owes what, from which event, within which limit, by which rules.

    `clock` marks the duty whose limit is the stage's own; `limit` is None where the protocol gives none;
    `only_if` names a reading and the value with which the duty exists at all; `together` asks every owner for it,
    not just one; `agreed` takes its due date from what people agreed; `record` is the document's own name of the
    record or case note that it is written in, and `title` says what a task is. `counts_from_conversation` begins
    the limit at an earlier conversation (WA7), `met_by_meeting` lets the meeting stand for the response (H23).
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A stage's meeting: who chairs it, who attends and who may be asked to, its agenda, with the rules behind."""

    chair: str
    chair_rule: str
    attendees: tuple[str, ...]
    attendees_rule: str
    agenda: tuple[str, ...] = ()
    agenda_rule: str | None = None
    offered: tuple[str, ...] = ()
    if_needed: bool = False
    chair_asked: bool = False

    def rule_of(self, role: str) -> str:
        """The rule that brings a role to the meeting."""
        return self.chair_rule if role == self.chair else self.attendees_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What must be recorded before a stage opens or an outside step is taken, and by whom, if not the raiser."""

    id: str
    kind: GateKind
    title: str
    rule: str
    with_roles: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    notice: NoticeRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The protocol's own wording of what a stage came to, written down as it stands (C7, C13)."""

    rule: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideStep:
    """A step outside the ladder: independent legal advice, Ofsted, Cafcass.

    `statutory_rule` marks a power that no protocol can take away: it may be used at any point, with a reason (G3).
    `sends_forms` releases every form so far with it (C32), by the secure `channel` that the protocol names (W19).
    """

    id: str
    title: str
    by: tuple[str, ...]
    from_stage: str
    rules: tuple[str, ...]
    time: StepTime = StepTime.UNRESOLVED
    gates: tuple[str, ...] = ()
    caution: str = ""
    waits_by: str | None = None
    statutory_rule: str | None = None
    repeatable: bool = False
    sends_forms: bool = False
    channel: str = ""
    channel_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One choice of grounds or themes that a raised issue carries; `group` is the theme that an issue is under."""

    id: str
    title: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something that the protocol wants on record when it happens: an urgent review, a change of plan (H8, W29)."""

    id: str
    title: str
    by: tuple[str, ...]
    rules: tuple[str, ...]
    notice: NoticeRule | None = None
    starts: Trigger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The council's own form: who alone authorises it, after which it never changes (W24, W25)."""

    name: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """Compression for court: the consultation that it always needs, and the rules behind it (H37 to H44)."""

    gate: str
    rules: tuple[str, ...]
    notice: NoticeRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that a protocol asks of its own of whoever raises a dispute (H29, H50)."""

    name: str
    label: str
    rule: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raising:
    """What a protocol asks of whoever raises a dispute, with the rule behind each question.

    `labels` are the protocol's own words for the usual questions; a question with an empty label isn't asked.
    """

    informal_rule: str | None = None
    interests_rule: str | None = None
    conversation_with: str = ""
    conversation_rule: str | None = None
    questions: tuple[Question, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One council's dispute resolution process.

    `duties` begin with the dispute's own events, whatever the stage; `process` marks the small processes on the
    same engine, which have no marker (practice recognition, a complaint about chairing).
    """

    id: str
    version: str
    title: str
    council: str
    source: str
    subject: Subject
    officer: str
    enter_at: str
    calendar: str
    rules: Mapping[str, Rule]
    readings: Mapping[str, Reading]
    roles: Mapping[str, Role]
    stages: tuple[Stage, ...]
    gates: Mapping[str, Gate] = field(default_factory=dict[str, Gate])
    outside: tuple[OutsideStep, ...] = ()
    themes: tuple[Theme, ...] = ()
    theme_rule: str | None = None
    issues_rule: str | None = None
    patterns_rule: str | None = None
    themes_required: bool = True
    wording_rule: str | None = None
    tell_rule: str | None = None
    obstacle_rule: str | None = None
    must_progress_rule: str | None = None
    impact_rule: str | None = None
    duties: tuple[DutyRule, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    form: Form | None = None
    court: Court | None = None
    process: bool = False
    bypass_rule: str | None = None
    bypass_gate: str | None = None
    risk_rule: str | None = None
    raising: Raising = Raising()

    def stage(self, stage_id: str) -> Stage:
        """The stage with this id; refuses an id that the protocol doesn't have."""
        found = next((stage for stage in self.stages if stage.id == stage_id), None)
        if found is None:
            known = ", ".join(stage.id for stage in self.stages)
            raise Refusal("unknown-stage", f"{self.id} has no stage {stage_id}.", f"Choose one of: {known}.")
        return found

    def position(self, stage_id: str) -> int:
        """How far up the ladder a stage is, from 0."""
        return self.stages.index(self.stage(stage_id))

    def after(self, stage_id: str) -> Stage | None:
        """The next rung up, or None at the top."""
        position = self.position(stage_id) + 1
        return self.stages[position] if position < len(self.stages) else None

    def asked_informally(self, stage: Stage) -> bool:
        """Whether whoever opens a stage says what was tried informally before."""
        return stage.kind is not StageKind.INFORMAL

    def title_of(self, role: str) -> str:
        """A role's title as the council writes it."""
        return self.roles[role].title

    def rule(self, rule_id: str) -> Rule:
        """A rule by ID: the protocol's own, a reading of it, or one that cuts across all protocols (X1 to X10)."""
        reading = self.readings.get(rule_id)
        if reading:
            return Rule(id=reading.id, text=reading.text, quote="", strength=Strength.SHOULD, basis=reading.basis)
        return self.rules.get(rule_id) or CROSS_CUTTING[rule_id]

    def knows_rule(self, rule_id: str) -> bool:
        """Whether an ID names a rule, a reading, or a rule that cuts across."""
        return rule_id in self.rules or rule_id in self.readings or rule_id in CROSS_CUTTING

    def reading(self, reading_id: str) -> str:
        """The value that an ambiguous passage is read with."""
        return self.readings[reading_id].value
