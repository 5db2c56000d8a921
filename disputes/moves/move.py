"""A move: what somebody may do next, on what it can be aimed, what it asks for and what it comes to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from disputes.case import Actor, Case, Decision
from disputes.fields import Field
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.stage import Addressee

FROM_ANYWHERE = ""


class Move(ABC):
    """One kind of move. A target is a duty, a stage, a gate, an outside step or a filed reply; "" is none."""

    id: ClassVar[str]
    title: ClassVar[str]
    dated: ClassVar[bool] = False
    """Whether it can be recorded later than it happened, by an officer who says when and why."""
    on_form: ClassVar[bool] = True
    """Whether it changes what is on the council's form, which an authorised form doesn't allow (W25)."""

    @abstractmethod
    def targets(self, case: Case) -> Iterable[str]:
        """What the move can be aimed at as the dispute stands; nothing where it has no place now."""

    @abstractmethod
    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The roles that may make it."""

    def label(self, case: Case, target: str) -> str:
        """What a button says."""
        return self.title

    def closed(self, case: Case, target: str) -> Refusal | None:
        """The gate that is still closed, if one is."""
        return None

    def rules(self, case: Case, target: str) -> tuple[str, ...]:
        """The rules behind who may make it; a duty's own where it is aimed at one."""
        state = case.dispute.duties.get(target)
        return state.duty.rules if state else ()

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """What the move asks for."""
        return ()

    @abstractmethod
    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """What it comes to when it happened at `at`. Raises Refusal."""

    def stale(self, case: Case, target: str) -> Refusal:
        """What is said when the move isn't there any more, or never was."""
        now = f"at {case.stage.title}" if case.dispute.open else case.dispute.status.value
        return Refusal(
            "no-longer-open",
            f"{case.dispute.reference} has moved on, so this isn't open any more.",
            f'It is {now} now. Type "status {case.dispute.reference}" to see what is open.',
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that somebody may make now; `closed` says which gate is still in the way."""

    move: Move
    target: str
    label: str
    closed: Refusal | None


def officer_is_told(protocol: Protocol, actor: Actor, *others: str) -> tuple[Addressee, ...]:
    """The officer (and other roles), unless it is the officer who acts: every answer is told (X5)."""
    roles = dict.fromkeys((protocol.officer, *others))
    return tuple(Addressee(role, "X5") for role in roles if not actor.holds(role))


def needs(field: str, text: str, next_step: str, *rules: str) -> Refusal:
    """A field that this particular case can't do without."""
    return Refusal("bad-field", text, next_step, field=field, rules=rules)
