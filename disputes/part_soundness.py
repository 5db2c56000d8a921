"""What makes a protocol's parts sound: whoever owes something can be rid of it, and every part says by whom and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from disputes.finding import Finding
from disputes.kinds import DutyKind
from disputes.protocol import Protocol
from disputes.stage import DutyRule, NoticeRule, Stage

USUAL_QUESTIONS = frozenset(
    {
        "subject", "team", "stage", "themes", "wrong", "wanted", "steps", "tried", "interests", "immediate_risk",
        "safeguarding", "stage_reason", "spoke_on", "consulted", "agreed_on", "wording_kept", "happened_on",
        "late_reason",
    }
)  # fmt: skip
"""Names of what raising asks under any protocol; a protocol's own questions have other names."""

USUAL_AT_A_STEP = frozenset({"reasons", "outstanding", "impact", "agreed", "without_agreement", "wording_kept"})
"""Names of what taking a dispute up a stage asks under any protocol."""

NEVER_LEFT_OUT = frozenset({"subject", "team", "stage"})

_AT_A_MEETING = frozenset({DutyKind.CONFIRM_MEETING_DATE, DutyKind.HOLD_MEETING})


def faults_of_parts(protocol: Protocol) -> Iterator[Finding]:
    """What is wrong with single parts, whatever the ladder is like."""
    for stage in protocol.stages:
        yield from _addressed(f"stages.{stage.id}.notices", stage.notices)
        for duty in stage.duties:
            yield from _can_be_settled(f"stages.{stage.id}.duties.{duty.id}", duty, stage, protocol)
    for duty in protocol.duties:
        yield from _can_be_settled(f"duties.{duty.id}", duty, None, protocol)
    yield from _steps_and_occasions(protocol)
    yield from _questions(protocol)
    yield from _named_once(protocol)
    themes = {theme.id for theme in protocol.themes}
    for theme in protocol.themes:
        if theme.group and theme.group not in themes:
            yield Finding(f"themes.{theme.id}.group", f"there is no theme {theme.group}")


def _addressed(place: str, notices: Iterable[NoticeRule]) -> Iterator[Finding]:
    for number, notice in enumerate(notices, start=1):
        if not notice.to:
            yield Finding(f"{place}.{number}.to", "nobody is addressed; name who gets it, or leave the notice out")


def _can_be_settled(key: str, duty: DutyRule, stage: Stage | None, protocol: Protocol) -> Iterator[Finding]:
    """Nobody may owe what they can never be rid of."""
    if duty.kind in _AT_A_MEETING and (stage is None or stage.meeting is None):
        yield Finding(f"{key}.kind", "there is no meeting here; give the stage a meeting with chair and attendees")
    if duty.kind is DutyKind.AUTHORISE:
        if protocol.form is None:
            yield Finding(f"{key}.kind", "there is no form to authorise; add [form] with its name")
        others = [role for role in duty.owners if role != protocol.officer]
        if others:
            yield Finding(f"{key}.owners", f"only the officer authorises the form, and not {', '.join(others)}")
    if duty.kind is DutyKind.ACT_ON_INTENT:
        takers = {role for step in protocol.outside for role in step.by}
        for role in duty.owners:
            if role not in takers:
                yield Finding(f"{key}.owners", f"{role} takes none of the outside steps, and so can't be rid of this")


def _steps_and_occasions(protocol: Protocol) -> Iterator[Finding]:
    parts = [(f"outside.{step.id}", step.by, step.rules) for step in protocol.outside]
    parts += [(f"occasions.{occasion.id}", occasion.by, occasion.rules) for occasion in protocol.occasions]
    for key, by, rules in parts:
        if not by:
            yield Finding(f"{key}.by", "nobody can do this; name the roles that may")
        if not rules:
            yield Finding(f"{key}.rules", "no rule stands behind this")
    notices = {f"occasions.{o.id}.notice": o.notice for o in protocol.occasions}
    notices["court.notice"] = protocol.court.notice if protocol.court else None
    for key, notice in notices.items():
        if notice and not notice.to:
            yield Finding(f"{key}.to", "nobody is addressed; name who gets it, or leave the notice out")


def _questions(protocol: Protocol) -> Iterator[Finding]:
    asked = protocol.raising
    lists = (asked.questions, protocol.progress_questions)
    of_raising, of_steps = ([question.name for question in questions] for questions in lists)
    for place, own, usual in (
        ("raising.questions", of_raising, USUAL_QUESTIONS),
        ("progress_questions", of_steps, USUAL_AT_A_STEP),
    ):
        for name in dict.fromkeys(own):
            if name in usual or name.startswith("before_") or own.count(name) > 1:
                yield Finding(f"{place}.{name}", "another question has this name; choose one of its own")
    for name, label in asked.labels.items():
        if name not in USUAL_QUESTIONS and name not in of_raising and not name.startswith("before_"):
            yield Finding(f"raising.labels.{name}", f"no question has this name; there are {_listed(USUAL_QUESTIONS)}")
        elif not label and name in NEVER_LEFT_OUT:
            yield Finding(f"raising.labels.{name}", "this question can't be left out; give it a label")


def _named_once(protocol: Protocol) -> Iterator[Finding]:
    for place, parts in (("outside", protocol.outside), ("occasions", protocol.occasions), ("themes", protocol.themes)):
        for name, count in Counter(part.id for part in parts).items():
            if count > 1:
                yield Finding(place, f"two have the id {name}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
