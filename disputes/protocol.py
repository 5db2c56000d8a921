"""A protocol: the shape of one council's dispute resolution process as data, with the rule behind every part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from disputes.kinds import StageKind, StepTime, Subject, Trigger
from disputes.refusals import Refusal
from disputes.rules import CROSS_CUTTING, Reading, Rule, Strength
from disputes.stage import Addressee, DutyRule, Gate, NoticeRule, Role, Stage

CALENDARS = ("council", "statutory")
"""Which working days count: without the council's own closures, or by the bank holidays alone (X2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideStep:
    """A step outside the ladder: independent legal advice, Ofsted, Cafcass.

    `statutory_rule` marks a power that no protocol can take away: it may be used at any point, with a reason (G3).
    `sends_forms` releases every form so far with it (C32), by the secure `channel` that the protocol names (W19).
    From `early_from` on it is in time already, once `early_gates` are open (HA4).
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
    early_from: str | None = None
    early_gates: tuple[str, ...] = ()
    early_rule: str | None = None


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
    """Compression for court: the consultation that it always needs, and the rules behind it (H37 to H44).

    `informs` are told of every stage from then on, whatever the stage's own notices say (H44); `advice` is the outside
    step that is prompted for as soon as the limits are short (H42).
    """

    gate: str
    rules: tuple[str, ...]
    notice: NoticeRule | None = None
    informs: tuple[Addressee, ...] = ()
    advice: str | None = None
    advice_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that a protocol asks of its own of whoever raises a dispute, or takes it up a stage (H29, W6)."""

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
    readings: Mapping[str, Reading] = field(default_factory=dict[str, Reading])
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
    progress_questions: tuple[Question, ...] = ()
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
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        known = ", ".join(stage.id for stage in self.stages)
        raise Refusal("unknown-stage", f"{self.id} has no stage {stage_id}.", f"Choose one of: {known}.")

    def position(self, stage_id: str) -> int:
        """How far up the ladder a stage is, from 0."""
        stage = self.stage(stage_id)
        return next(place for place, each in enumerate(self.stages) if each is stage)

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
