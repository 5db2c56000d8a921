"""A guided scenario's parts: its steps, and which stage of a protocol a story is told at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from disputes.duties import OWED_TO_THE_CLOCK
from disputes.entries import EntryKind
from disputes.kinds import DutyKind, GateKind, StageKind
from disputes.protocol import Protocol
from disputes.stage import Gate, Stage
from rehearsal.acts import Act, nothing

CHAT, MAIL, CLOCK, CASE = "chat", "mail", "clock", "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: who does what where (`role` is a role's id), and what to notice once it is done.

    `done` is the kind of entry by which the record shows that it was done by hand; a step without it is looked at
    and left by a press.
    """

    role: str
    where: str
    tell: str
    after: str
    act: Act = nothing
    done: EntryKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story: what it teaches, when it begins, whether a protocol can tell it, and its steps there."""

    id: str
    title: str
    about: str
    begins: Callable[[date], datetime]
    fits: Callable[[Protocol], bool]
    steps: Callable[[Protocol], tuple[Step, ...]]


def first_clocked(protocol: Protocol) -> Stage | None:
    """The lowest stage that a dispute enters at where somebody else than the officer answers by a date."""
    lowest = protocol.position(protocol.enter_at)
    return next((stage for stage in protocol.stages[lowest:] if _answered_by_others(protocol, stage)), None)


def _answered_by_others(protocol: Protocol, stage: Stage) -> bool:
    clock = stage.clock
    return (
        clock is not None
        and (clock.limit is not None or clock.agreed)
        and stage.raised_by == protocol.officer
        and protocol.officer not in clock.owners
        and not stage.gates
    )


def consulted_first(protocol: Protocol, stage: Stage) -> list[Gate]:
    """What is consulted about before a stage opens."""
    return [protocol.gates[gate] for gate in stage.gates]


def _can_be_entered(protocol: Protocol, stage: Stage) -> bool:
    """Whether no gate stands before a stage but such as are opened by consulting."""
    return all(gate.kind is GateKind.CONSULTATION for gate in consulted_first(protocol, stage))


def asks_for_an_answer(protocol: Protocol) -> bool:
    """Whether the stage that stories begin at wants a response by a date."""
    stage = first_clocked(protocol)
    return stage is not None and stage.clock is not None and stage.clock.kind is DutyKind.RESPOND


def can_fall_silent(protocol: Protocol) -> bool:
    """Whether there is a stage above to escalate to when nobody responds."""
    stage = first_clocked(protocol)
    above = protocol.after(stage.id) if stage else None
    return above is not None and _can_be_entered(protocol, above) and asks_for_an_answer(protocol)


def urgent(protocol: Protocol) -> Stage | None:
    """The highest formal stage that an officer can begin at, where somebody else is addressed."""
    own = [s for s in protocol.stages if s.kind is StageKind.FORMAL and s.to and s.raised_by == protocol.officer]
    timed = [stage for stage in own if stage.clock and stage.clock.kind in OWED_TO_THE_CLOCK]
    usable = [stage for stage in timed if _can_be_entered(protocol, stage)]
    return usable[-1] if usable and usable[-1] is not first_clocked(protocol) else None


def first(protocol: Protocol) -> tuple[Stage, str]:
    """The stage that stories begin at, and the role that owes an answer there."""
    stage = first_clocked(protocol)
    if stage is None or stage.clock is None:
        raise LookupError(f"{protocol.id} can't tell this story")
    return stage, stage.clock.owners[0]
