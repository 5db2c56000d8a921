"""Rules: what a council's document asks for, in its own words and ours, and the rules that cut across all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Strength(StrEnum):
    """How binding a rule is: M must, S should, O optional."""

    MUST = "M"
    SHOULD = "S"
    OPTIONAL = "O"


class Basis(StrEnum):
    """Where a rule comes from; only the first is the council's own text (X10)."""

    DOCUMENT = "document"
    INFERRED = "inferred"
    LOCAL_DEFAULT = "local default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a protocol: its ID, what it asks in our words, and the council's own words.

    `silent` marks a rule that follows from what the document leaves out, and so has no words to quote.
    """

    id: str
    text: str
    quote: str
    strength: Strength
    basis: Basis = Basis.DOCUMENT
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an ambiguous passage is read (BA1 ...), as a setting with its permitted values."""

    id: str
    text: str
    value: str
    choices: tuple[str, ...] = ()
    basis: Basis = Basis.INFERRED


def _cross(rule_id: str, text: str, basis: Basis = Basis.LOCAL_DEFAULT) -> tuple[str, Rule]:
    return rule_id, Rule(id=rule_id, text=text, quote="", strength=Strength.MUST, basis=basis)


CROSS_CUTTING: Mapping[str, Rule] = dict(
    (
        _cross(
            "X1",
            "Due on the last working day of the limit, counted from the day after issue; overdue from midnight.",
        ),
        _cross(
            "X2",
            "A working day is Monday to Friday, not a bank holiday in England and not a council closure.",
        ),
        _cross("X3", "Escalation is a person's decision: when a limit passes, the officer is prompted."),
        _cross("X4", "Silence and dissatisfaction are separate reasons for progressing, and both are recorded."),
        _cross("X5", "Only a substantive response stops a response clock; the officer is told of every answer."),
        _cross(
            "X6",
            "Copies come from the protocol; an added copy needs a reason, a required one can't be removed.",
        ),
        _cross("X7", "Every due date shows its rule and the days that were skipped."),
        _cross("X8", "This is not the safeguarding route; immediate risk of harm is reported there, now."),
        _cross("X9", "A dispute keeps the version of the protocol that it began under."),
        _cross("X10", "Where the protocol is silent, this says so and labels a default as a local one."),
        _cross(
            "LD1",
            "Local default, not from the protocol: whoever was told of a stage is told how the dispute ended.",
        ),
        _cross("LD2", "Local default, not from the protocol: the officer who takes a dispute over is told."),
        _cross(
            "LD3",
            "Local default, not from the protocol: a request for more time is put to the officer; it moves no date.",
        ),
        _cross(
            "LD4",
            "Local default, not from the protocol: who says that a duty isn't theirs is heard by the officer and the "
            "administrator; it stays with the role until the directory or cover changes.",
        ),
        _cross(
            "LD5",
            "Local default, not from the protocol: cover takes duties over with every date as it is; the officer and "
            "both people are told.",
        ),
    )
)
