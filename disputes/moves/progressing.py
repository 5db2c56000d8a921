"""Going up the ladder: to the next stage, for a reason that the record bears out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from disputes.case import Actor, Case, Caution, Decision
from disputes.entries import Entered, EntryKind
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.kinds import DutyKind, GateKind, Unresolved
from disputes.moves.calling_off import called_off
from disputes.moves.gates import gates_closed, missing_advised
from disputes.moves.move import Move, needs
from disputes.moves.stages import move_to, notices_of
from disputes.notices import NoticeDraft, NoticeKind
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.stage import Addressee, Stage
from disputes.working_days import long_date

SILENCE = "silence"
DISSATISFACTION = "dissatisfaction"
OBSTACLE = "obstacle"

REASONS = Field(
    name="reasons",
    label="Why it goes up",
    kind=FieldKind.CHOICES,
    choices=(
        Choice(SILENCE, "No answer, or no meeting, by the date due"),
        Choice(DISSATISFACTION, "An answer or a meeting, but it is not resolved"),
    ),
    rule="X4",
)

OBSTACLE_TITLE = "An obstacle outside the authority's control, which doesn't end it"

_CLOCKS = frozenset({DutyKind.RESPOND, DutyKind.COMPLETE_ACTIONS, DutyKind.CONFIRM_MEETING_DATE, DutyKind.HOLD_MEETING})

OUTSTANDING = Field(name="outstanding", label="What is still not resolved, in brief")


class Escalate(Move):
    """Progresses to the next stage, because of silence or of dissatisfaction: different reasons (X4)."""

    id = "escalate"
    title = "Escalate"

    def targets(self, case: Case) -> Iterable[str]:
        """The next stage up."""
        above = case.protocol.after(case.stage.id) if case.dispute.open else None
        return (above.id,) if above else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """Whoever raises the next stage (C23, H16, H20)."""
        return (case.protocol.stage(target).raised_by,)

    def rules(self, case: Case, target: str) -> tuple[str, ...]:
        """What the protocol says of that stage."""
        return case.protocol.stage(target).rules

    def label(self, case: Case, target: str) -> str:
        """Names the stage."""
        return f"Escalate to {case.protocol.stage(target).title}"

    def closed(self, case: Case, target: str) -> Refusal | None:
        """A gate, or a clock that still runs with nothing yet to be dissatisfied with.

        Notice of intent can't be given before that either, so it isn't asked for while the clock runs.
        """
        early = None if unresolved(case) else _too_early(case)
        gate = gates_closed(case.protocol, case.protocol.stage(target), case.dispute.gates)
        return early if early and gate and _is_intent(case.protocol, gate) else gate or early

    def stale(self, case: Case, target: str) -> Refusal:
        """At the top of the ladder the protocol ends, and nothing further is made up (S25, SA6)."""
        passed = any(stage.id == target for stage in case.protocol.stages)
        if passed or not case.dispute.open or case.protocol.after(case.stage.id):
            return super().stale(case, target)
        return Refusal(
            "protocol-ends-here",
            f"Your protocol ends here: it has no stage after {case.stage.title}.",
            "Resolve it, take a step outside the ladder if your protocol has one, or end it without resolution.",
            rules=case.stage.progress_rules,
        )

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The reason and what is outstanding."""
        informal = case.stage.unresolved_after is Unresolved.ANYTHING
        own = (OUTSTANDING,) if informal else (_reasons(case.protocol), OUTSTANDING)
        return (*own, *asked_at_every_step(case.protocol), *_agreement_fields(case, actor))

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The present stage ends, the next opens, its notices go out. Each reason must be true of the record."""
        reasons = values.get("reasons", "").split(",")
        if SILENCE in reasons and not _silent(case):
            raise needs("reasons", *_not_silent(case), "X4")
        if SILENCE in reasons and _reply_waits(case):
            raise needs(
                "reasons",
                "A reply has come that nobody has classified yet, and it may be the answer.",
                "Say first what the reply means, and then carry on.",
                "X4",
                "X5",
            )
        if DISSATISFACTION in reasons and not _answered(case):
            raise needs("reasons", *_not_answered(case), "X4")
        stage = case.protocol.stage(target)
        wording = case.stage.outcomes.progress if case.stage.outcomes else None
        return Decision(
            kind=EntryKind.ESCALATED,
            stage=target,
            values=values,
            facts=(Fact("Outcome", wording),) if wording else (),
            effects=move_to(case, stage, Entered.ESCALATED, at),
            notices=(*called_off(case, actor, at), *notices_of(stage), *_officer_sees(case, actor, stage)),
            cautions=(*missing_advised(case, stage), *_check_agreement(case, values)),
        )


def _officer_sees(case: Case, actor: Actor, stage: Stage) -> tuple[NoticeDraft, ...]:
    """A stage that somebody else raises is made known to the officer, whose dispute it stays (C23, H16, H20)."""
    officer = case.protocol.officer
    if actor.holds(officer):
        return ()
    to = (Addressee(officer, stage.rules[0]),)
    return (NoticeDraft(kind=NoticeKind.OCCASION, to=to, stage=stage.id),)


def _is_intent(protocol: Protocol, closed: Refusal) -> bool:
    gate = protocol.gates.get(closed.remedy[1]) if closed.remedy else None
    return gate is not None and gate.kind is GateKind.INTENT


def _reasons(protocol: Protocol) -> Field:
    if protocol.obstacle_rule is None:
        return REASONS
    obstacle = Choice(OBSTACLE, f"{OBSTACLE_TITLE} ({protocol.obstacle_rule})")
    return replace(REASONS, choices=(*REASONS.choices, obstacle))


def asked_at_every_step(protocol: Protocol) -> tuple[Field, ...]:
    """What a protocol wants said whenever a dispute goes up: its own questions, and the impact on the child (W31)."""
    own = tuple(
        Field(name=q.name, label=q.label, required=q.required, rule=q.rule) for q in protocol.progress_questions
    )
    impact = Field(name="impact", label="What the time taken means for the child", rule=protocol.impact_rule)
    return (*own, impact) if protocol.impact_rule else own


def _agreement_fields(case: Case, actor: Actor) -> tuple[Field, ...]:
    agreement = case.stage.agreement
    others = [role for role in agreement.roles if not actor.holds(role)] if agreement else []
    if agreement is None or not others:
        return ()
    who = " and ".join(f"the {case.protocol.title_of(role)}" for role in others)
    return (
        Field(name="agreed", label=f"Does {who} also find it unresolved?", kind=FieldKind.YES_NO, rule=agreement.rule),
        Field(
            name="without_agreement",
            label="If not: why it goes up all the same",
            required=False,
            rule=agreement.without_rule,
        ),
    )


def _check_agreement(case: Case, values: Mapping[str, str]) -> tuple[Caution, ...]:
    """Others' view is on record; the officer may progress without it, with a reason (CA11, G2)."""
    agreement = case.stage.agreement
    if agreement is None or values.get("agreed", "yes") == "yes":
        return ()
    if "without_agreement" not in values:
        raise needs(
            "without_agreement",
            "It may go up without that agreement, but not without a reason.",
            "Enter why.",
            agreement.without_rule,
        )
    return (Caution(text="It goes up without the agreement that the protocol expects.", rule=agreement.rule),)


def unresolved(case: Case) -> bool:
    """Whether the present stage has run its course: silence, or an answer that may not satisfy."""
    return _silent(case) or _answered(case)


def _silent(case: Case) -> bool:
    """Whether any of the stage's clocks has lapsed: the response or a meeting unanswered, a task undone (CA8).

    An answer ends the silence about a concern. A task was promised: saying "not yet" by its date isn't doing it.
    """
    clocks = (
        state for state in case.dispute.open_duties if state.duty.stage == case.stage.id and state.duty.kind in _CLOCKS
    )
    return any(
        state.overdue(case.now) and (state.answered_at is None or state.duty.kind is DutyKind.COMPLETE_ACTIONS)
        for state in clocks
    )


def _reply_waits(case: Case) -> bool:
    duties = case.dispute.duties
    return any(
        reply.duty in duties and duties[reply.duty].open and duties[reply.duty].duty.stage == case.stage.id
        for reply in case.dispute.replies.values()
    )


def _answered(case: Case) -> bool:
    match case.stage.unresolved_after:
        case Unresolved.ANYTHING:
            return True
        case Unresolved.RESPONSE:
            return case.visit.responded_at is not None or _met_instead(case)
        case Unresolved.MEETING:
            return case.visit.meeting_held_at is not None


def _met_instead(case: Case) -> bool:
    """Whether there was a meeting that stands for the answer: one that is held where guidance doesn't do (W7)."""
    meeting = case.stage.meeting
    return meeting is not None and meeting.if_needed and case.visit.meeting_held_at is not None


def _awaited(case: Case) -> str:
    clock = case.stage_clock
    if case.visit.meeting_on and case.visit.meeting_held_at is None:
        return f"The meeting is on {long_date(case.visit.meeting_on)}."
    if clock and clock.open and clock.duty.due:
        owner = " and ".join(case.protocol.title_of(role) for role in clock.duty.owners)
        return f"The {owner} has until the end of {long_date(clock.duty.due)}."
    return f"Nothing has come back at {case.stage.title} yet."


def _too_early(case: Case) -> Refusal:
    return Refusal(
        "too-early",
        _awaited(case),
        "Wait for it, record an answer that you had outside this tool, or go straight to a higher stage with a reason.",
        rules=case.stage.progress_rules or ("X4",),
    )


def _not_silent(case: Case) -> tuple[str, str]:
    return (
        f"There is no silence to give as a reason. {_awaited(case)}",
        "Choose the other reason, or wait until the limit has passed.",
    )


def _not_answered(case: Case) -> tuple[str, str]:
    what = "meeting has been held" if case.stage.unresolved_after is Unresolved.MEETING else "response is on record"
    return (
        f"No {what} at {case.stage.title} that could have left it unresolved.",
        "Choose the other reason, or record first what you had outside this tool.",
    )
