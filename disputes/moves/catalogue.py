"""Every move there is; which of them somebody may make now, and what making one comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from disputes.case import Actor, Case, Decision
from disputes.fields import Field, FieldKind, facts_of, read_values
from disputes.moves.answering import Acknowledge, ConfirmMeetingDate, Respond
from disputes.moves.asking import Consult, RecordAdvice
from disputes.moves.asking_cover import AskForCover
from disputes.moves.calling_off import CallOffMeeting
from disputes.moves.closing import EndUnresolved, Resolve, Withdraw
from disputes.moves.court import Compress, keeping_informed
from disputes.moves.entering import EnterHigher
from disputes.moves.form import Authorise, locked
from disputes.moves.fulfilling import Fulfil
from disputes.moves.keeping import Correct, HandOver, Note, RecordConversation, Tell
from disputes.moves.meeting_held import RecordMeeting
from disputes.moves.meetings import ArrangeMeeting, RearrangeMeeting
from disputes.moves.move import Move, Offer, needs
from disputes.moves.occasions import AgreeTask, RecordOccasion
from disputes.moves.outside import GiveIntent, TakeStep
from disputes.moves.progressing import Escalate
from disputes.moves.replies import ClassifyReply
from disputes.moves.requests import AnswerRequest, AskMoreTime, NotMine
from disputes.refusals import Refusal
from disputes.wording import with_reason
from disputes.working_days import london_date, long_date, midday

MOVES: tuple[Move, ...] = (
    Acknowledge(),
    Respond(),
    ConfirmMeetingDate(),
    ClassifyReply(),
    AskForCover(),
    AnswerRequest(),
    RecordMeeting(),
    ArrangeMeeting(),
    RearrangeMeeting(),
    CallOffMeeting(),
    Resolve(),
    Escalate(),
    GiveIntent(),
    TakeStep(),
    EnterHigher(),
    RecordConversation(),
    Consult(),
    RecordAdvice(),
    AgreeTask(),
    RecordOccasion(),
    Compress(),
    Authorise(),
    Fulfil(),
    AskMoreTime(),
    NotMine(),
    Tell(),
    Note(),
    Correct(),
    HandOver(),
    EndUnresolved(),
    Withdraw(),
)

WHEN = (
    Field(name="happened_on", label="When it happened, if not today", kind=FieldKind.DATE, required=False),
    Field(name="late_reason", label="If not today: why it is recorded only now", required=False),
)
"""Asked of an officer who records what happened outside the tool: every entry has a happened and a recorded time."""

_WHEN_NAMES = frozenset(field.name for field in WHEN)

_BY_ID: Mapping[str, Move] = {move.id: move for move in MOVES}


def move_named(move_id: str) -> Move:
    """The move with this id."""
    move = _BY_ID.get(move_id)
    if move is None:
        raise Refusal("unknown-move", "I don't know that action.", 'Type "help" to see what I can do.')
    return move


def offers(case: Case, actor: Actor) -> list[Offer]:
    """What somebody may do now, in the order of the catalogue; closed gates are named."""
    return [
        Offer(move, target, move.label(case, target), _closed(move, case, target))
        for move in MOVES
        for target in move.targets(case)
        if actor.holds(*move.who(case, target))
    ]


def check(case: Case, actor: Actor, move_id: str, target: str) -> Move:
    """The move, if this person may make it now. Raises Refusal that says why not."""
    move = move_named(move_id)
    if target not in set(move.targets(case)):
        raise move.stale(case, target)
    roles = move.who(case, target)
    if not actor.holds(*roles):
        titles = " or ".join(f"the {case.protocol.title_of(role)}" for role in roles)
        raise Refusal(
            "not-yours",
            f"At {case.stage.title} this is for {titles}, and you are none of these in {case.dispute.reference}.",
            "Tell them, or ask your administrator if the directory is out of date.",
            rules=move.rules(case, target),
        )
    closed = _closed(move, case, target)
    if closed:
        raise closed
    return move


def _closed(move: Move, case: Case, target: str) -> Refusal | None:
    return (locked(case, target) if move.on_form else None) or move.closed(case, target)


def fields_of(case: Case, actor: Actor, move_id: str, target: str) -> tuple[Field, ...]:
    """What a move asks this person for."""
    return _all_fields(check(case, actor, move_id, target), case, actor, target)


def decide(
    case: Case, actor: Actor, move_id: str, target: str, entered: Mapping[str, object], at: datetime
) -> Decision:
    """What a move that happened at `at` comes to, with what was entered. Raises Refusal."""
    move = check(case, actor, move_id, target)
    if at > case.now:
        raise Refusal("in-the-future", "That moment is still to come.", "Enter when it happened.", field="happened_at")
    fields = _all_fields(move, case, actor, target)
    values = read_values(fields, entered)
    own = {name: value for name, value in values.items() if name not in _WHEN_NAMES}
    happened_at, late_reason = happened(values, at) if move.dated else (at, None)
    _not_before_it_was_owed(case, target, happened_at)
    decision = move.decide(case, actor, target, own, happened_at)
    return replace(
        decision,
        facts=(*facts_of(fields, values), *decision.facts),
        notices=keeping_informed(case, decision.notices),
        happened_at=decision.happened_at or happened_at,
        late_reason=late_reason,
    )


def happened(values: Mapping[str, str], at: datetime) -> tuple[datetime, str | None]:
    """When something happened that is recorded at `at`, and why so late. An earlier day needs the reason."""
    day = date.fromisoformat(values["happened_on"]) if "happened_on" in values else london_date(at)
    if day == london_date(at):
        return at, None
    if day > london_date(at):
        raise needs("happened_on", "That day is still to come.", "Enter the day on which it happened.")
    if "late_reason" not in values:
        raise needs(
            "late_reason",
            "It happened on an earlier day than this.",
            "Say why it is recorded only now; both dates stay on the record.",
        )
    return midday(day), values["late_reason"]


def _not_before_it_was_owed(case: Case, target: str, happened_at: datetime) -> None:
    state = case.dispute.duties.get(target)
    if state and london_date(happened_at) < london_date(state.duty.issued_at):
        issued = long_date(london_date(state.duty.issued_at))
        raise needs("happened_on", f"This has been owed only since {issued}.", "Enter that day or a later one.")


def _all_fields(move: Move, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
    fields = move.fields(case, actor, target)
    if not actor.holds(case.protocol.officer, case.stage.raised_by):
        return fields
    fields = (*fields, *WHEN) if move.dated else fields
    return with_reason(fields) if case.protocol.wording_rule else fields
