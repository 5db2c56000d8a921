"""Steps outside the ladder: notice of intent, independent legal advice, a body outside the council."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from disputes import duties
from disputes.case import Actor, Case, Caution, Decision
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.kinds import DutyKind, GateKind, StepTime, Trigger
from disputes.moves.gates import gate_closed, going_past, in_place_of, who_opens
from disputes.moves.move import Move, needs
from disputes.moves.progressing import unresolved
from disputes.notices import NoticeDraft, NoticeKind
from disputes.protocol import OutsideStep
from disputes.refusals import Refusal
from disputes.stage import Addressee, Gate
from disputes.working_days import london_date, long_date, start_of

WAITING = "waiting"


class GiveIntent(Move):
    """Notice in writing of the intention to take outside steps (B32, H25, H27)."""

    id = "give-intent"
    title = "Give notice of intent"

    def targets(self, case: Case) -> Iterable[str]:
        """Intent gates of the next stage and of the steps whose time has come, once this stage has run its course.

        Whoever is about to pass stages over gives the notice that a higher one needs before (H25, HA6).
        """
        if not case.dispute.open:
            return ()
        done, past = unresolved(case), going_past(case)
        ahead = [s for s in case.protocol.outside if done and _is_time(case, s) and s.id not in case.dispute.steps]
        above = case.protocol.stages[case.protocol.position(case.stage.id) + 1 :]
        within_reach = above if past else above[: int(done)]
        unopened = (gate for stage in within_reach for gate in stage.gates if gate not in case.dispute.gates)
        gates = dict.fromkeys((*unopened, *(gate for step in ahead for gate in step.gates)))
        return (gate for gate in gates if _is_intent(case, gate))

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Whom the gate names and the officer in their place, otherwise whoever takes the steps."""
        steps = (role for step in self._steps(case, target) for role in step.by)
        return who_opens(case, case.protocol.gates[target]) or tuple(dict.fromkeys(steps)) or (case.protocol.officer,)

    def rules(self, case: Case, target: str) -> tuple[str, ...]:
        """The gate's rule."""
        return (case.protocol.gates[target].rule,)

    def label(self, case: Case, target: str) -> str:
        """Names the notice."""
        return f"Give {case.protocol.gates[target].title}"

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """Which steps, and the outline that goes into the notice."""
        outline = Field(name="outline", label="What is still not resolved, in brief")
        in_place = in_place_of(case, actor, case.protocol.gates[target])
        choices = tuple(Choice(step.id, step.title) for step in self._steps(case, target))
        if not choices:
            return (outline, *in_place)
        return (
            Field(name="steps", label="Steps intended", kind=FieldKind.CHOICES, choices=choices),
            outline,
            *in_place,
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The gate opens for the steps that are named, the notice goes out, and they are due within the limit (BA1).

        A further notice takes the place of an earlier one: the limit of the latest counts.
        """
        gate = case.protocol.gates[target]
        started = duties.start(case.stage, Trigger.INTENT_GIVEN, at, case.protocol, case.calendar, case.dispute)
        return Decision(
            kind=EntryKind.INTENT_GIVEN,
            stage=case.stage.id,
            values=values,
            effects=Effects(
                opens_gates=(target,),
                intends_steps=tuple(values["steps"].split(",")) if "steps" in values else (),
                discharges=tuple(duty.id for duty in duties.of_kind(case.dispute, (DutyKind.GIVE_INTENT,))),
                supersedes=tuple(duty.id for duty in duties.of_kind(case.dispute, (DutyKind.ACT_ON_INTENT,))),
                starts=started,
            ),
            notices=_intent_notice(gate, case.stage.id, started),
        )

    def _steps(self, case: Case, gate: str) -> list[OutsideStep]:
        return [s for s in case.protocol.outside if gate in s.gates and s.id not in case.dispute.steps]


class TakeStep(Move):
    """Seeks advice or refers, and records it (B30, B31)."""

    id = "take-step"
    title = "Take an outside step"
    dated = True

    def targets(self, case: Case) -> Iterable[str]:
        """Every outside step that hasn't been taken; none that the protocol doesn't name (B39)."""
        if not case.dispute.open:
            return ()
        return (step.id for step in case.protocol.outside if not _taken(case, step))

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Whoever the protocol gives the step to; ahead of its time, a power by law is the officer's alone."""
        step = _step(case, target)
        ahead = step.statutory_rule is not None and not _is_time(case, step)
        return (case.protocol.officer,) if ahead else step.by

    def rules(self, case: Case, target: str) -> tuple[str, ...]:
        """The rules that give the step to somebody."""
        return _step(case, target).rules

    def label(self, case: Case, target: str) -> str:
        """Names the step."""
        return _step(case, target).title

    def closed(self, case: Case, target: str) -> Refusal | None:
        """The notice of intent, and its waiting period where the council reads the rule so (BA1)."""
        step = _step(case, target)
        if not _is_time(case, step):
            return None
        missing = next((gate for gate in step.gates if _opened_at(case, gate, step) is None), None)
        return gate_closed(step.title, case.protocol.gates[missing]) if missing else _waiting(case, step)

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """What was done and, ahead of the protocol's own time, why."""
        details = Field(name="details", label="What was asked or sent, to whom", hint="Reference numbers, no names")
        if _is_time(case, _step(case, target)):
            return (details,)
        return (details, Field(name="reason", label="Why now: your protocol has this step later"))

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The step is on record; the last of the steps that notice was given of discharges the duty to take them.

        Once nothing is left that could be intended, nobody owes notice of it any more.
        """
        step = _step(case, target)
        _check_order(case, step, at)
        taken = {target, *case.dispute.steps}
        left = [other for other in case.dispute.intended if other not in taken]
        owed = () if left else duties.of_kind(case.dispute, (DutyKind.ACT_ON_INTENT,))
        settled = duties.nothing_to_intend(case.stage, case.protocol, case.dispute.gates, taken)
        notice = duties.of_kind(case.dispute, (DutyKind.GIVE_INTENT,)) if settled else ()
        return Decision(
            kind=EntryKind.REFERRED,
            stage=case.stage.id,
            values={"step": target, **values},
            facts=(Fact("Step", step.title), *_sent_with(case, step)),
            effects=Effects(
                takes_steps=(target,),
                discharges=tuple(duty.id for duty in owed),
                supersedes=tuple(duty.id for duty in notice),
            ),
            notices=_cover(case, actor, step),
            cautions=_cautions(case, step),
        )


def _cover(case: Case, actor: Actor, step: OutsideStep) -> tuple[NoticeDraft, ...]:
    """The cover of a referral, for whoever refers to send on with it, and for the officer; other steps have none."""
    if not (step.sends_forms or step.channel):
        return ()
    roles = dict.fromkeys((*(role for role in step.by if actor.holds(role)), case.protocol.officer))
    to = tuple(Addressee(role, step.rules[0]) for role in roles)
    return (NoticeDraft(kind=NoticeKind.REFERRAL, to=to, stage=case.stage.id),)


def _taken(case: Case, step: OutsideStep) -> bool:
    """Whether there is nothing left of a step to take; some may be taken again at every stage (W20, H22)."""
    taken = case.dispute.steps.get(step.id)
    return taken is not None and not (step.repeatable and taken < case.visit.opened_at)


def _sent_with(case: Case, step: OutsideStep) -> tuple[Fact, ...]:
    """What goes with a referral: every form so far, by the protocol's secure route (C32, W19)."""
    reached = [case.protocol.stage(visit.stage) for visit in case.dispute.visits]
    forms = list(dict.fromkeys(stage.record for stage in reached if stage.record))
    sent = (Fact("Sent with it", "; ".join(forms)),) if step.sends_forms and forms else ()
    return (*sent, *((Fact("Sent by", step.channel),) if step.channel else ()))


def _step(case: Case, step_id: str) -> OutsideStep:
    return next(step for step in case.protocol.outside if step.id == step_id)


def _is_time(case: Case, step: OutsideStep) -> bool:
    here = case.protocol.position(case.stage.id)
    if here >= case.protocol.position(step.from_stage):
        return step.time is StepTime.OPENED or unresolved(case)
    early = step.early_from is not None and here >= case.protocol.position(step.early_from)
    return early and unresolved(case) and all(gate in case.dispute.gates for gate in step.early_gates)


def _is_intent(case: Case, gate: str) -> bool:
    return case.protocol.gates[gate].kind is GateKind.INTENT


def _opened_at(case: Case, gate: str, step: OutsideStep) -> datetime | None:
    """When a gate opened for a step: notice of intent opens it for the steps that it names, and for no other."""
    return case.dispute.intended.get(step.id) if _is_intent(case, gate) else case.dispute.gates.get(gate)


def _check_order(case: Case, step: OutsideStep, at: datetime) -> None:
    if not _is_time(case, step):
        return
    for gate in step.gates:
        opened = _opened_at(case, gate, step)
        if opened and london_date(at) < london_date(opened):
            raise needs(
                "happened_on",
                f"What comes first ({case.protocol.gates[gate].title}) was only on {long_date(london_date(opened))}.",
                "Enter that day or a later one.",
                case.protocol.gates[gate].rule,
            )


def _waiting(case: Case, step: OutsideStep) -> Refusal | None:
    if step.waits_by is None or case.protocol.reading(step.waits_by) != WAITING:
        return None
    owed = next(iter(duties.of_kind(case.dispute, (DutyKind.ACT_ON_INTENT,))), None)
    if owed is None or owed.due is None or case.now >= start_of(owed.due):
        return None
    return Refusal(
        "waiting-period",
        f"Your council reads the notice of intent as a waiting period, which ends on {long_date(owed.due)}.",
        "Take the step on or after that day.",
        rules=owed.rules,
    )


def _cautions(case: Case, step: OutsideStep) -> tuple[Caution, ...]:
    cautions: list[Caution] = []
    if step.statutory_rule and not _is_time(case, step):
        text = "Your protocol has this step later; the power to refer at any point is the officer's by law (G3, G4)."
        cautions.append(Caution(text=text, rule=step.statutory_rule))
        missing = (case.protocol.gates[gate] for gate in step.gates if _opened_at(case, gate, step) is None)
        cautions.extend(Caution(text=f"Not recorded: {gate.title}.", rule=gate.rule) for gate in missing)
    elif not _is_time(case, step):
        stage = case.protocol.stage(step.from_stage)
        text = f"Not in your protocol at this point: it has this step after {stage.title}."
        cautions.append(Caution(text=text, rule=step.rules[0]))
    if step.caution:
        cautions.append(Caution(text=step.caution, rule=step.rules[0]))
    return tuple(cautions)


def _intent_notice(gate: Gate, stage: str, started: tuple[Duty, ...]) -> tuple[NoticeDraft, ...]:
    """The notice says by when the steps will be taken, where the protocol has a limit for them (B32)."""
    if gate.notice is None:
        return ()
    act = next((duty.id for duty in started if duty.kind is DutyKind.ACT_ON_INTENT), None)
    draft = NoticeDraft(kind=NoticeKind.INTENT, to=gate.notice.to, copies=gate.notice.copies, stage=stage, duty=act)
    return (draft,)
