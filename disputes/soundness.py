"""What makes a protocol sound: each fault names the key that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disputes.finding import Finding
from disputes.kinds import DutyKind, GateKind, StageKind, Trigger, Unresolved
from disputes.part_soundness import faults_of_parts
from disputes.protocol import CALENDARS, Protocol
from disputes.references import Named, references
from disputes.stage import DutyRule, Gate, Stage


def faults(protocol: Protocol) -> list[Finding]:
    """What makes a protocol unusable. An empty list means that every dispute under it can be led to an end."""
    return [
        *_unknown_names(protocol),
        *_ladder(protocol),
        *_stages_named(protocol),
        *_clocks(protocol),
        *_gates(protocol),
        *_readings(protocol),
        *faults_of_parts(protocol),
    ]


def _unknown_names(protocol: Protocol) -> Iterator[Finding]:
    for reference in references(protocol):
        name = reference.name
        if reference.named is Named.ROLE and name not in protocol.roles:
            yield Finding(reference.key, f"role {name} isn't among the roles; add it there or correct the name")
        elif reference.named is Named.RULE and not protocol.knows_rule(name):
            yield Finding(
                reference.key, f"rule {name} isn't among the rules or readings; add it there or correct the ID"
            )
        elif reference.named is Named.GATE and name not in protocol.gates:
            yield Finding(reference.key, f"there is no gate {name}")
        elif reference.named is Named.READING and name not in protocol.readings:
            yield Finding(reference.key, f"there is no reading {name}")


def _ladder(protocol: Protocol) -> Iterator[Finding]:
    ids = [stage.id for stage in protocol.stages]
    yield from (Finding("stages", f"two stages have the id {i}") for i in sorted({i for i in ids if ids.count(i) > 1}))
    if protocol.calendar not in CALENDARS:
        yield Finding("calendar", f"there is no calendar {protocol.calendar}; choose one of {', '.join(CALENDARS)}")
    if protocol.enter_at not in ids:
        yield Finding("enter_at", f"there is no stage {protocol.enter_at}; choose one of {', '.join(ids)}")
    for stage in protocol.stages:
        if stage.kind is not StageKind.INFORMAL and not any(notice.to for notice in stage.notices):
            yield Finding(f"stages.{stage.id}.notices", "nobody is addressed; a formal stage needs a recipient")
        if not stage.rules:
            yield Finding(f"stages.{stage.id}.rules", "no rule stands behind this stage")
        if _dead_end(stage):
            yield Finding(f"stages.{stage.id}.unresolved_after", _DEAD_ENDS[stage.unresolved_after])
    if protocol.raising.conversation_rule and not protocol.raising.conversation_with:
        yield Finding("raising.conversation_with", "name the role that the conversation is held with")


def _stages_named(protocol: Protocol) -> Iterator[Finding]:
    """Stages that steps and gates are tied to."""
    named = {f"outside.{step.id}.from_stage": step.from_stage for step in protocol.outside}
    named |= {f"outside.{step.id}.early_from": step.early_from for step in protocol.outside if step.early_from}
    named |= {f"gates.{gate.id}.from_stage": gate.from_stage for gate in protocol.gates.values() if gate.from_stage}
    ids = {stage.id for stage in protocol.stages}
    advice = protocol.court.advice if protocol.court else None
    if advice and advice not in {step.id for step in protocol.outside}:
        yield Finding("court.advice", f"there is no outside step {advice}")
    yield from (Finding(key, f"there is no stage {stage}") for key, stage in named.items() if stage not in ids)


_DEAD_ENDS = {
    Unresolved.MEETING: "dead end: progress needs a meeting, and this stage has none",
    Unresolved.RESPONSE: "dead end: progress needs a response, and nobody here owes one",
}


def _dead_end(stage: Stage) -> bool:
    kinds = {duty.kind for duty in stage.duties}
    if stage.unresolved_after is Unresolved.MEETING:
        return stage.meeting is None
    answerable = {DutyKind.RESPOND, DutyKind.COMPLETE_ACTIONS, DutyKind.CONFIRM_MEETING_DATE}
    return stage.unresolved_after is Unresolved.RESPONSE and not kinds & answerable


def _clocks(protocol: Protocol) -> Iterator[Finding]:
    yield from _duties("duties", protocol.duties)
    for stage in protocol.stages:
        yield from _duties(f"stages.{stage.id}.duties", stage.duties)
        if stage.meeting is None:
            yield from _never_begun(stage)


def _never_begun(stage: Stage) -> Iterator[Finding]:
    for duty in stage.duties:
        if duty.starts in {Trigger.DATE_CONFIRMED, Trigger.MEETING_HELD}:
            key = f"stages.{stage.id}.duties.{duty.id}.starts"
            yield Finding(key, f"never begins: this stage has no meeting for {duty.starts} to come from")


def _duties(place: str, duties: Sequence[DutyRule]) -> Iterator[Finding]:
    ids = [duty.id for duty in duties]
    if len(set(ids)) < len(ids):
        yield Finding(place, "two duties have the same id")
    if sum(duty.clock for duty in duties) > 1:
        yield Finding(place, "two duties claim to be the stage's clock")
    for duty in duties:
        key = f"{place}.{duty.id}"
        if not duty.owners:
            yield Finding(f"{key}.owners", "nobody owes this duty")
        if not duty.rules:
            yield Finding(f"{key}.rules", "no rule stands behind this duty")
        if duty.clock and duty.starts is not Trigger.OPENED:
            yield Finding(f"{key}.starts", "the stage's clock starts when the stage opens")
        if duty.limit and duty.limit.count < 1:
            yield Finding(f"{key}.limit", "a limit is at least 1")


def _opens(gate: Gate, protocol: Protocol) -> bool:
    match gate.kind:
        case GateKind.INTENT:
            asked = (holder.gates for holder in (*protocol.outside, *protocol.stages))
            return any(gate.id in gates for gates in asked)
        case GateKind.CONVERSATION:
            return any(role != protocol.officer for role in gate.with_roles)
        case GateKind.CONSULTATION | GateKind.ADVICE:
            return True


def _gates(protocol: Protocol) -> Iterator[Finding]:
    for gate in protocol.gates.values():
        if not _opens(gate, protocol):
            yield Finding(f"gates.{gate.id}", "nothing can open this gate")
        if gate.kind is GateKind.INTENT and not (gate.notice and gate.notice.to):
            yield Finding(f"gates.{gate.id}.notice", "nobody is addressed; notice of intent needs a recipient")


def _readings(protocol: Protocol) -> Iterator[Finding]:
    for reading in protocol.readings.values():
        if reading.choices and reading.value not in reading.choices:
            yield Finding(f"readings.{reading.id}.value", f"choose one of {', '.join(reading.choices)}")
    of_stages = ((f"stages.{stage.id}.duties", duty) for stage in protocol.stages for duty in stage.duties)
    for place, duty in (*of_stages, *(("duties", duty) for duty in protocol.duties)):
        if duty.only_if:
            yield from _condition(f"{place}.{duty.id}.only_if", *duty.only_if, protocol)


def _condition(key: str, reading_id: str, value: str, protocol: Protocol) -> Iterator[Finding]:
    reading = protocol.readings.get(reading_id)
    if reading is None:
        yield Finding(key, f"there is no reading {reading_id}")
    elif value not in (reading.choices or (reading.value,)):
        yield Finding(key, f"never so: {reading_id} can't be read as {value}")
