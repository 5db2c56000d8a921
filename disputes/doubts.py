"""What makes a protocol doubtful: what a council may want, but should look at twice; it refuses nothing."""

from __future__ import annotations

from collections.abc import Iterator

from disputes.finding import Finding
from disputes.kinds import DutyKind, StageKind, Trigger, Unresolved
from disputes.limits import Unit
from disputes.marker import WORKING_DAYS
from disputes.protocol import Protocol
from disputes.references import Named, references
from disputes.stage import DutyRule, NoticeRule, Stage
from disputes.triggers import never_begins

_ANSWERS = frozenset({DutyKind.RESPOND, DutyKind.COMPLETE_ACTIONS, DutyKind.CONFIRM_MEETING_DATE})
_DATED_BY_AGREEMENT = frozenset({Trigger.OPENED, Trigger.AGREED, Trigger.DATE_CONFIRMED})


def doubts(protocol: Protocol) -> list[Finding]:
    """Every doubt, with the key that it is about."""
    return [
        *_long_total(protocol),
        *_doubtful_stages(protocol),
        *_doubtful_duties(protocol),
        *_unused(protocol),
        *_unquoted(protocol),
    ]


def _long_total(protocol: Protocol) -> Iterator[Finding]:
    clocks = [stage.clock for stage in protocol.stages if stage.kind is StageKind.FORMAL]
    limits = [clock.limit for clock in clocks if clock and clock.limit and clock.limit.unit is Unit.WORKING_DAYS]
    total = sum(limit.count for limit in limits)
    if total > WORKING_DAYS:
        yield Finding(
            "stages",
            f"the formal limits add up to {total} working days, more than the Handbook's {WORKING_DAYS}",
        )


def _doubtful_stages(protocol: Protocol) -> Iterator[Finding]:
    for stage in protocol.stages:
        clock = stage.clock
        if stage.kind is StageKind.FORMAL and (clock is None or clock.limit is None):
            instead = "" if protocol.process else ": the 20-working-day marker is shown instead"
            yield Finding(f"stages.{stage.id}", f"no limit{instead}")
            if stage.unresolved_after is not Unresolved.ANYTHING:
                yield Finding(
                    f"stages.{stage.id}",
                    "silence has no way out: nothing lapses, and progress needs an answer",
                )
        for index, notice in enumerate(stage.notices, start=1):
            for role in _twice(notice):
                yield Finding(f"stages.{stage.id}.notices.{index}", f"{role} is addressed and copied")
    if protocol.stages and protocol.stages[0].gates:
        text = "nobody is held up: a gate is asked for on the way up, and disputes begin here"
        yield Finding(f"stages.{protocol.stages[0].id}.gates", text)


def _twice(notice: NoticeRule) -> list[str]:
    """Who is addressed and copied by one notice; being alerted besides is as it should be (C6)."""
    return sorted({addressee.role for addressee in notice.to} & {addressee.role for addressee in notice.copies})


def _doubtful_duties(protocol: Protocol) -> Iterator[Finding]:
    places: list[Stage | None] = [None, *protocol.stages]
    for stage in places:
        place = f"stages.{stage.id}.duties" if stage else "duties"
        for duty in stage.duties if stage else protocol.duties:
            why_never = never_begins(duty, stage, protocol)
            if why_never:
                yield Finding(f"{place}.{duty.id}.starts", f"never begins: {why_never}")
            yield from _odd(f"{place}.{duty.id}", duty)
        if stage:
            yield from _unheard(protocol, stage)


def _odd(key: str, duty: DutyRule) -> Iterator[Finding]:
    if duty.together and len(duty.owners) < 2:
        yield Finding(f"{key}.together", "together with nobody: only one role owes this")
    if duty.agreed and duty.limit:
        yield Finding(f"{key}.agreed", "the limit counts, and no date is ever agreed")
    elif duty.agreed and duty.starts not in _DATED_BY_AGREEMENT:
        yield Finding(f"{key}.agreed", f"nobody agrees a date at {duty.starts}, so that it has none")


def _unheard(protocol: Protocol, stage: Stage) -> Iterator[Finding]:
    """Whoever has to answer as soon as a stage opens, and isn't written to when it does."""
    told = {stage.raised_by, protocol.officer}
    told.update(a.role for notice in stage.notices for a in (*notice.to, *notice.copies, *notice.alerts))
    for duty in stage.duties:
        if duty.starts is Trigger.OPENED and duty.kind in _ANSWERS:
            for role in duty.owners:
                if role not in told:
                    text = f"{role} owes this from the day on which the stage opens, and isn't told that it did"
                    yield Finding(f"stages.{stage.id}.duties.{duty.id}.owners", text)


def _unused(protocol: Protocol) -> Iterator[Finding]:
    """Roles that have no part, and occasions that begin what nothing is tied to."""
    named = {reference.name for reference in references(protocol) if reference.named is Named.ROLE}
    for role in protocol.roles:
        if role not in named:
            yield Finding(f"roles.{role}", "has no part: nothing in this file names the role")
    begun = {duty.starts for duty in (*protocol.duties, *(duty for stage in protocol.stages for duty in stage.duties))}
    for occasion in protocol.occasions:
        if occasion.starts and occasion.starts not in begun:
            text = f"nobody waits for it: no duty starts at {occasion.starts}"
            yield Finding(f"occasions.{occasion.id}.starts", text)


def _unquoted(protocol: Protocol) -> Iterator[Finding]:
    for rule in protocol.rules.values():
        if not rule.quote and not rule.silent:
            yield Finding(f"rules.{rule.id}.quote", "no quote: nobody can check it against the document")
