"""What has to be written down within hours of a meeting's end, told to whoever is invited to it (C20, CA3)."""

from __future__ import annotations

from disputes.duties import DUTY_TITLES
from disputes.fields import Fact
from disputes.kinds import Trigger
from disputes.limits import Unit
from disputes.notices import Notice, NoticeKind
from disputes.protocol import Protocol
from disputes.stage import DutyRule, Stage

LABEL = "After the meeting"


def after_meeting(protocol: Protocol, stage: Stage, notice: Notice) -> tuple[Fact, ...]:
    """So many hours, who has them, and that they run through the weekend: before it is arranged for a Friday."""
    if notice.kind is not NoticeKind.MEETING_CONFIRMED:
        return ()
    return tuple(Fact(LABEL, _in_words(protocol, rule)) for rule in stage.duties if _in_hours(rule))


def _in_hours(rule: DutyRule) -> bool:
    return rule.starts is Trigger.MEETING_HELD and rule.limit is not None and rule.limit.unit is Unit.HOURS


def _in_words(protocol: Protocol, rule: DutyRule) -> str:
    owners = " and ".join(protocol.title_of(role) for role in rule.owners)
    what = rule.title or DUTY_TITLES[rule.kind]
    where = f", in the {rule.record}" if rule.record else ""
    return f"{owners}: {what} within {rule.limit} of its end{where} ({rule.rules[0]}). Weekends count, too."
