"""Raising a dispute: what the form asks, and what opening the first stage comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime

from disputes.case import Caution, Decision
from disputes.dispute import Opening
from disputes.entries import Duty, Effects, Entered, EntryKind
from disputes.fields import NEEDED_THEN, Choice, Field, FieldKind
from disputes.kinds import GateKind, Subject, Trigger
from disputes.limits import due_after
from disputes.moves.entering import check_entry, entry_fields
from disputes.moves.gates import gates_closed
from disputes.moves.move import needs
from disputes.moves.stages import notices_of, opened
from disputes.notices import NoticeKind
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.stage import Gate, Stage
from disputes.wording import with_reason
from disputes.working_days import WorkingCalendar, london_date, midday

OPENING_VALUES = frozenset(Opening.__dataclass_fields__)


def raise_fields(protocol: Protocol, teams: tuple[Choice, ...] = ()) -> tuple[Field, ...]:
    """What raising a dispute under a protocol asks for; `teams` are the teams that the directory knows."""
    fields = [*_whose_and_where(protocol, teams), *_what(protocol), *_why(protocol), *_when_it_applies(protocol)]
    labels = protocol.raising.labels
    renamed = (replace(f, label=labels[f.name]) if f.name in labels else f for f in fields)
    asked = tuple(field for field in renamed if field.label)
    return with_reason(asked) if protocol.wording_rule else asked


def _whose_and_where(protocol: Protocol, teams: tuple[Choice, ...]) -> list[Field]:
    about = {Subject.CARER: "the foster carer", Subject.CHILD: "the child", Subject.NONE: "the matter"}
    stages = tuple(Choice(stage.id, stage.title) for stage in protocol.stages)
    fields = [
        Field(
            name="subject",
            label=f"Reference number of {about[protocol.subject]}",
            kind=FieldKind.LINE,
            hint="The number in the case system, never a name",
        ),
        Field(
            name="team",
            label="Team",
            kind=FieldKind.CHOICE if teams else FieldKind.LINE,
            choices=teams,
            hint="The team that the matter is raised with",
        ),
        Field(
            name="stage", label="Stage to begin at", kind=FieldKind.CHOICE, choices=stages, rule=protocol.bypass_rule
        ),
    ]
    if protocol.themes:
        themes = tuple(Choice(theme.id, theme.title) for theme in protocol.themes)
        fields.append(
            Field(
                name="themes",
                label="Grounds",
                kind=FieldKind.CHOICES,
                choices=themes,
                required=protocol.themes_required,
                rule=protocol.theme_rule,
            )
        )
    return fields


def _what(protocol: Protocol) -> list[Field]:
    asked = protocol.raising
    fields = [
        Field(name="wrong", label="What is wrong"),
        Field(name="wanted", label="What should happen"),
        Field(name="steps", label="By which steps, and by when"),
        Field(
            name="tried",
            label="What was tried informally",
            required=False,
            needed="needed for a formal stage, unless a child is at immediate risk",
            rule=asked.informal_rule,
        ),
    ]
    if asked.interests_rule:
        label = "Why this is in the child's best interests"
        fields.append(Field(name="interests", label=label, rule=asked.interests_rule))
    return fields


def _why(protocol: Protocol) -> list[Field]:
    asked = protocol.raising
    climbs = len(protocol.stages) > 1
    fields = [f for f in entry_fields(protocol) if not protocol.process or (climbs and f.name == "stage_reason")]
    if asked.conversation_rule:
        label = f"Date of your conversation with the {protocol.title_of(asked.conversation_with)}"
        fields.append(
            Field(name="spoke_on", label=label, kind=FieldKind.DATE, required=False, rule=asked.conversation_rule)
        )
    fields += [Field(name=q.name, label=q.label, required=q.required, rule=q.rule) for q in asked.questions]
    return fields


def _when_it_applies(protocol: Protocol) -> list[Field]:
    """Asked only of some: the consultation of whoever begins higher, the date negotiated at a stage that has one."""
    fields: list[Field] = []
    if protocol.bypass_gate:
        gate = protocol.gates[protocol.bypass_gate]
        label = f"If not at the lowest stage: {gate.title}"
        fields.append(Field(name="consulted", label=label, required=False, needed=NEEDED_THEN, rule=gate.rule))
    for stage, gate in _asked_apart(protocol):
        label = f"If at {stage.title}: {gate.title}"
        fields.append(Field(name=_name_of(gate), label=label, required=False, needed=NEEDED_THEN, rule=gate.rule))
    negotiated = [stage.title for stage in protocol.stages if _negotiates(stage)]
    if negotiated:
        label = f"Date agreed at {' or '.join(negotiated)}"
        fields.append(
            Field(
                name="agreed_on",
                label=label,
                kind=FieldKind.DATE,
                required=False,
                needed="needed there, and only there",
            )
        )
    return fields


def _asked_apart(protocol: Protocol) -> list[tuple[Stage, Gate]]:
    """The consultations that a higher stage needs with others than those whom passing a stage is discussed with."""
    bypass = protocol.gates[protocol.bypass_gate].with_roles if protocol.bypass_gate else ()
    above = protocol.stages[protocol.position(protocol.enter_at) + 1 :]
    needed = ((stage, protocol.gates[gate]) for stage in above for gate in stage.gates)
    return [(stage, gate) for stage, gate in needed if gate.kind is GateKind.CONSULTATION and gate.with_roles != bypass]


def _name_of(gate: Gate) -> str:
    return f"before_{gate.id.replace('-', '_')}"


def _negotiates(stage: Stage) -> bool:
    return any(duty.agreed and duty.starts is Trigger.OPENED for duty in stage.duties)


def decide_raise(
    protocol: Protocol,
    calendar: WorkingCalendar,
    opening: Opening,
    values: Mapping[str, str],
    at: datetime,
    *,
    brought_in: bool = False,
) -> Decision:
    """The first stage opens at `at`: its duties begin, its notices go out.

    A dispute that was already under way is brought in with the date on which its stage was really raised; its
    addressees are told that it is followed here from now on.
    """
    stage = protocol.stage(values["stage"])
    agreed = date.fromisoformat(values["agreed_on"]) if "agreed_on" in values else None
    if _negotiates(stage) and (agreed is None or agreed < london_date(at)):
        raise needs("agreed_on", f"{stage.title} has a date that is agreed.", "Enter the date, today or later.")
    above = protocol.position(stage.id) > protocol.position(protocol.enter_at)
    if not brought_in:
        check_entry(protocol, values, above=above)
        _check_conversation(values, at)
        _check_consultation(protocol, values, above=above)
        closed = gates_closed(protocol, stage, _opened_by(protocol, values)) if above else None
        if closed:
            asked = {gate.rule: _name_of(gate) for _, gate in _asked_apart(protocol)}
            field = next((asked[rule] for rule in closed.rules if rule in asked), "stage")
            next_step = "Begin at a lower stage, record it there, and then go up."
            if field != "stage":
                next_step = f"Enter what was discussed, or choose a stage below {stage.title}."
            raise Refusal(closed.name, closed.text, next_step, rules=closed.rules, field=field)
        risk = values.get("immediate_risk") == "yes"
        asked = any(field.name == "tried" for field in raise_fields(protocol))
        if asked and protocol.asked_informally(stage) and "tried" not in values and not risk:
            rules = (protocol.raising.informal_rule,) if protocol.raising.informal_rule else ()
            raise needs(
                "tried",
                "What was tried informally is missing.",
                "Say what was tried and with whom, or “nothing” and why.",
                *rules,
            )
    kind = NoticeKind.BROUGHT_IN if brought_in else NoticeKind.STAGE_RAISED
    started = opened(protocol, stage, at, calendar, None, agreed, brought_in=brought_in)
    return Decision(
        kind=EntryKind.RAISED,
        stage=stage.id,
        values={**values, **asdict(opening)},
        effects=Effects(
            opens_stage=stage.id,
            entered=Entered.BROUGHT_IN if brought_in else Entered.RAISED,
            starts=_counted_from_talk(started, stage, values, calendar),
            opens_gates=_opened_by(protocol, values),
        ),
        notices=notices_of(stage, kind),
        cautions=_missing(protocol, stage.advised, values),
    )


def _counted_from_talk(
    started: tuple[Duty, ...], stage: Stage, values: Mapping[str, str], calendar: WorkingCalendar
) -> tuple[Duty, ...]:
    """The clock begins at the conversation that raised the matter, where the protocol says so (WA7)."""
    clock = stage.clock
    if clock is None or clock.limit is None or not clock.counts_from_conversation or "spoke_on" not in values:
        return started
    spoke = midday(date.fromisoformat(values["spoke_on"]))
    due = due_after(clock.limit, spoke, calendar)
    return tuple(
        replace(duty, issued_at=spoke, due=due.on, due_at=due.overdue_at)
        if duty.clock and spoke < duty.issued_at
        else duty
        for duty in started
    )


def _check_conversation(values: Mapping[str, str], at: datetime) -> None:
    if "spoke_on" in values and date.fromisoformat(values["spoke_on"]) > london_date(at):
        raise needs("spoke_on", "That conversation is still to come.", "Enter its date once you have spoken.")


def _check_consultation(protocol: Protocol, values: Mapping[str, str], *, above: bool) -> None:
    """Beginning higher needs the consultation that going past a stage later needs, too (C36)."""
    if above and protocol.bypass_gate and "consulted" not in values:
        gate = protocol.gates[protocol.bypass_gate]
        raise needs(
            "consulted",
            f"Starting above the lowest stage needs this first: {gate.title} ({gate.rule}).",
            "Enter what was discussed and advised, or choose the lowest stage.",
            gate.rule,
        )


def _opened_by(protocol: Protocol, values: Mapping[str, str]) -> tuple[str, ...]:
    """The gates that the form itself opens: the conversation, and the consultation of whoever begins higher."""
    gates = protocol.gates.values()
    partner = protocol.raising.conversation_with
    spoken = [g.id for g in gates if g.kind is GateKind.CONVERSATION and partner in g.with_roles]
    wanted = {protocol.bypass_gate, *protocol.stage(values["stage"]).gates}
    apart = {gate.id: gate for _, gate in _asked_apart(protocol)}
    asked = (g for g in gates if g.kind is GateKind.CONSULTATION and g.id in wanted)
    consulted = [g.id for g in asked if (_name_of(g) if g.id in apart else "consulted") in values]
    return (*(spoken if "spoke_on" in values else ()), *consulted)


def _missing(protocol: Protocol, advised: tuple[str, ...], values: Mapping[str, str]) -> tuple[Caution, ...]:
    opened = _opened_by(protocol, values)
    gates = (protocol.gates[gate] for gate in advised if gate not in opened)
    return tuple(Caution(text=f"Not recorded: {gate.title}.", rule=gate.rule) for gate in gates)
