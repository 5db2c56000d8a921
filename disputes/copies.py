"""Copies changed by the officer before sending: who is added and why, who is left out where that may be (X6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from disputes.case import Actor, Caution, Decision
from disputes.fields import Fact, Field, FieldKind, read_values
from disputes.notices import Notice, Recipient
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.rules import Rule, Strength
from disputes.stage import Addressee

REASON = Field(name="because", label="Why", kind=FieldKind.LINE, hint="Everybody who gets this reads it", rule="X6")
"""Asked of whoever changes the copies."""


@dataclass(frozen=True, slots=True)
class AddedCopy:
    """Somebody who gets a copy although the protocol names them nowhere; `person` is how they were named."""

    person: str
    because: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A role that the protocol only expects a copy for, and that gets none this time."""

    role: str
    because: str


@dataclass(frozen=True, slots=True)
class CopyChanges:
    """What the officer changes about the copies of one message."""

    added: tuple[AddedCopy, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


NO_CHANGES = CopyChanges()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A role that a message is copied to, with the rule behind it; a `required` one can't be left out."""

    role: str
    title: str
    rule: Rule
    required: bool


def may_change(protocol: Protocol, actor: Actor) -> bool:
    """Whether the copies are somebody's to change: the officer's, and those of whoever raises a stage."""
    return actor.holds(protocol.officer, *(stage.raised_by for stage in protocol.stages))


def copied_in(protocol: Protocol, decision: Decision) -> tuple[Copied, ...]:
    """The roles that a decision's messages are copied to, each once; required by any rule is required."""
    found: dict[str, Copied] = {}
    for addressee in _copies(decision):
        rule = protocol.rule(addressee.rule)
        known = found.get(addressee.role)
        if known is None or (not known.required and _required(rule)):
            title = protocol.title_of(addressee.role)
            found[addressee.role] = Copied(role=addressee.role, title=title, rule=rule, required=_required(rule))
    return tuple(found.values())


def without_copies(protocol: Protocol, decision: Decision, left_out: Iterable[LeftOut]) -> Decision:
    """The decision with these copies left out, which it says; the rules that expect them are pointed out.

    Raises the refusal of a copy that a rule requires, and of one that there isn't.
    """
    for each in left_out:
        copied = {copy.role: copy for copy in copied_in(protocol, decision)}
        copy = copied.get(each.role)
        if copy is None:
            raise Refusal("not-copied", "That role gets no copy.", "Choose one that does.", rules=("X6",), field="role")
        if copy.required:
            said = f"“{copy.rule.quote}”" if copy.rule.quote else copy.rule.text
            raise Refusal(
                "copy-required",
                f"The copy to the {copy.title} is required, so it can't be left out. {copy.rule.id}: {said}",
                "Leave it as it is, or choose a copy that is only expected.",
                rules=("X6",),
                field="role",
            )
        decision = replace(
            decision,
            notices=tuple(
                replace(draft, copies=tuple(a for a in draft.copies if a.role != each.role))
                for draft in decision.notices
            ),
            cautions=(*decision.cautions, _expected(copy)),
            facts=(*decision.facts, Fact(f"No copy to the {copy.title}, because", reason_in(each.because))),
        )
    return decision


def with_added(notices: tuple[Notice, ...], recipient: Recipient, name: str) -> tuple[Notice, ...]:
    """The messages with one more copy, of the first of them. Refuses whoever gets it already."""
    if not notices:
        raise Refusal(
            "nothing-sent", "Nobody is sent anything here, so there is nothing to copy.", "Confirm it as it is."
        )
    if any(recipient.person == r.person for notice in notices for r in (*notice.to, *notice.copies)):
        raise Refusal(
            "gets-it-already", f"{name} gets this already.", "Name somebody else.", rules=("X6",), field="person"
        )
    first, *others = notices
    return (replace(first, copies=(*first.copies, recipient)), *others)


def reason_in(text: str) -> str:
    """A reason as it is kept. Refuses an empty one, and one that is more than a line."""
    return read_values((REASON,), {REASON.name: text})[REASON.name]


def _copies(decision: Decision) -> Iterable[Addressee]:
    return (addressee for draft in decision.notices for addressee in draft.copies)


def _required(rule: Rule) -> bool:
    return rule.strength is Strength.MUST


def _expected(copy: Copied) -> Caution:
    verb = "expects" if copy.rule.strength is Strength.SHOULD else "mentions"
    return Caution(text=f"Your protocol {verb} a copy to the {copy.title}, who gets none.", rule=copy.rule.id)
