"""Every move there is; which of them somebody may make now, and what making one comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from disputes.case import Actor, Case, Decision
from disputes.fields import Field, read_values
from disputes.moves.answering import Acknowledge, ConfirmMeetingDate, Respond
from disputes.moves.closing import EndUnresolved, Resolve, Withdraw
from disputes.moves.keeping import Consult, Correct, Fulfil, HandOver, Note, RecordConversation, Tell
from disputes.moves.meetings import RearrangeMeeting, RecordMeeting
from disputes.moves.move import Move, Offer
from disputes.moves.outside import GiveIntent, TakeStep
from disputes.moves.progressing import EnterHigher, Escalate
from disputes.moves.replies import ClassifyReply
from disputes.refusals import Refusal

MOVES: tuple[Move, ...] = (
    Acknowledge(),
    Respond(),
    ConfirmMeetingDate(),
    ClassifyReply(),
    RecordMeeting(),
    RearrangeMeeting(),
    Resolve(),
    Escalate(),
    GiveIntent(),
    TakeStep(),
    EnterHigher(),
    RecordConversation(),
    Consult(),
    Fulfil(),
    Tell(),
    Note(),
    Correct(),
    HandOver(),
    EndUnresolved(),
    Withdraw(),
)

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
        Offer(move, target, move.label(case, target), move.closed(case, target))
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
        )
    closed = move.closed(case, target)
    if closed:
        raise closed
    return move


def fields_of(case: Case, actor: Actor, move_id: str, target: str) -> tuple[Field, ...]:
    """What a move asks this person for."""
    return check(case, actor, move_id, target).fields(case, actor, target)


def decide(
    case: Case, actor: Actor, move_id: str, target: str, entered: Mapping[str, object], at: datetime
) -> Decision:
    """What a move that happened at `at` comes to, with what was entered. Raises Refusal."""
    move = check(case, actor, move_id, target)
    if at > case.now:
        raise Refusal("in-the-future", "That moment is still to come.", "Enter when it happened.", field="happened_at")
    values = read_values(move.fields(case, actor, target), entered)
    return move.decide(case, actor, target, values, at)
