"""What people enter on the generic journey: for each move the answers between which the rules tell a difference."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

from disputes.fields import Field
from disputes.moves.catalogue import fields_of
from disputes.working_days import LONDON, london_date
from tests.disputes.cast import Play

Values = dict[str, str]

_MEETING, _REARRANGED, _PROMISED, _HEARING = (timedelta(days=days) for days in (5, 9, 3, 30))


def answers(play: Play, role: str, move: str, target: str) -> list[Values]:
    """The answers to try, each of them whole; the last is one that the rules should take."""
    asked = {field.name: field for field in fields_of(play.case, play.actor(role), move, target)}
    tried = _BY_MOVE.get(move, _plainly)(play, asked)
    owners = [choice.value for choice in asked["whose"].choices] if "whose" in asked else []
    return [{**values, **whose} for values, whose in product(tried, [{"whose": o} for o in owners] or [{}])]


def by_mail(play: Play, sequence: str) -> list[Values]:
    """What a reply that has come may mean."""
    fields = fields_of(play.case, play.actor(play.protocol.officer), "classify-reply", sequence)
    asked = {field.name: field for field in fields}
    tried: list[Values] = []
    for meaning in asked["meaning"].choices:
        values = {"meaning": meaning.value}
        if meaning.value == "meeting-date":
            values["meeting_on"] = _day(play, _MEETING)
        if meaning.value == "response" and "actions" in asked:
            values["actions"] = "completed"
        if meaning.value != "acknowledgement" and "whose" in asked:
            values["whose"] = asked["whose"].choices[0].value
        tried.append(values)
    return tried


def _plainly(play: Play, asked: dict[str, Field]) -> list[Values]:
    return [{}]


def _respond(play: Play, asked: dict[str, Field]) -> list[Values]:
    if "actions" not in asked:
        return [{"response": "It is being done."}]
    return [{"response": "Some of it is done.", "actions": "partly"}, {"response": "Done.", "actions": "completed"}]


def _escalate(play: Play, asked: dict[str, Field]) -> list[Values]:
    reasons = [choice.value for choice in asked["reasons"].choices] if "reasons" in asked else []
    alone: list[Values] = [{"reasons": reason} for reason in reasons]
    whys = [*alone, {"reasons": ",".join(reasons)}] if reasons else [{}]
    if "agreed" not in asked:
        return whys
    views: list[Values] = [{"agreed": "no"}, {"agreed": "no", "without_agreement": "It can't wait."}, {"agreed": "yes"}]
    return [{**why, **view} for why, view in product(whys, views)]


def _enter_higher(play: Play, asked: dict[str, Field]) -> list[Values]:
    return [
        {"immediate_risk": "no"},
        {"immediate_risk": "yes"},
        {"immediate_risk": "yes", "safeguarding": "The duty team was told at once."},
        {"immediate_risk": "no", "stage_reason": "The limit can't be waited out."},
    ]


def _give_intent(play: Play, asked: dict[str, Field]) -> list[Values]:
    steps = [choice.value for choice in asked["steps"].choices] if "steps" in asked else []
    alone: list[Values] = [{"steps": step} for step in steps]
    return [*alone, {"steps": ",".join(steps)}] if steps else [{}]


def _meeting_date(play: Play, asked: dict[str, Field]) -> list[Values]:
    yesterday, day = _day(play, timedelta(days=-1)), _day(play, _MEETING)
    return [{"meeting_on": yesterday}, {"meeting_on": day}]


def _rearranged(play: Play, asked: dict[str, Field]) -> list[Values]:
    return [{"meeting_on": _day(play, _REARRANGED)}]


def _held(play: Play, asked: dict[str, Field]) -> list[Values]:
    attended = ",".join(choice.value for choice in asked["attended"].choices)
    held = {"held_on": _day(play), "attended": attended}
    if "ended_at" in asked:
        held["ended_at"] = f"{play.now.astimezone(LONDON):%H:%M}"
    return [
        {**held, "held_on": _day(play, timedelta(days=1))},
        held,
        {**held, "summary": "Nothing was settled.", "actions": "A visit each month."},
    ]


def _task(play: Play, asked: dict[str, Field]) -> list[Values]:
    return [{"agreed_on": _day(play, timedelta(days=-1))}, {"agreed_on": _day(play, _PROMISED)}]


def _compress(play: Play, asked: dict[str, Field]) -> list[Values]:
    hearing = _day(play, _HEARING)
    return [{"hearing_on": hearing, "days": "none"}, {"hearing_on": hearing, "days": "2"}]


def _conversation(play: Play, asked: dict[str, Field]) -> list[Values]:
    return [{"with": ",".join(choice.value for choice in asked["with"].choices)}]


def _hand_over(play: Play, asked: dict[str, Field]) -> list[Values]:
    return [{"officer": play.dispute.officer}, {"officer": "another officer"}]


def _correct(play: Play, asked: dict[str, Field]) -> list[Values]:
    return [{"entry": "0"}, {"entry": str(play.dispute.length)}]


def _day(play: Play, later: timedelta = timedelta()) -> str:
    return (london_date(play.now) + later).isoformat()


_BY_MOVE = {
    "respond": _respond,
    "escalate": _escalate,
    "enter-higher": _enter_higher,
    "give-intent": _give_intent,
    "confirm-meeting": _meeting_date,
    "arrange-meeting": _meeting_date,
    "rearrange-meeting": _rearranged,
    "record-meeting": _held,
    "agree-task": _task,
    "compress": _compress,
    "record-conversation": _conversation,
    "hand-over": _hand_over,
    "correct": _correct,
}
