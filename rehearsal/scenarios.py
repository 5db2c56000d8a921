"""The guided scenarios: what each teaches, when it begins, and which protocols can tell it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from disputes.england import england
from disputes.protocol import Protocol
from disputes.working_days import LONDON
from rehearsal import stories
from rehearsal.story import Scenario, asks_for_an_answer, can_fall_silent, urgent


def _soon(today: date) -> datetime:
    calendar = england()
    day = today if calendar.is_working_day(today) else calendar.next_working_day(today)
    return datetime.combine(day, time(10), LONDON)


def _before_christmas(today: date) -> datetime:
    """The Monday in the week that ends with or comes before Christmas: the holidays fall into the limit."""
    last = date(today.year, 12, 22)
    return datetime.combine(last - timedelta(days=last.weekday()), time(10), LONDON)


SCENARIOS = (
    Scenario(
        id="silence",
        title="Silence over Christmas",
        about="Nobody answers, and the limit falls across the bank holidays. Watch the nudges; then decide.",
        begins=_before_christmas,
        fits=can_fall_silent,
        steps=stories.silence,
    ),
    Scenario(
        id="risk",
        title="Immediate risk",
        about="A child is at risk: the dispute begins high up, beside safeguarding and never instead of it.",
        begins=_soon,
        fits=lambda protocol: urgent(protocol) is not None,
        steps=stories.risk,
    ),
    Scenario(
        id="wrong",
        title="The wrong person presses",
        about="A card is forwarded, and somebody presses a button that isn't theirs.",
        begins=_soon,
        fits=asks_for_an_answer,
        steps=stories.wrong,
    ),
    Scenario(
        id="acknowledged",
        title="Acknowledged but not answered",
        about="A manager acknowledges by e-mail and leaves it at that. The clock doesn't.",
        begins=_soon,
        fits=can_fall_silent,
        steps=stories.acknowledged,
    ),
    Scenario(
        id="away",
        title="Out of office",
        about="An automatic answer comes first, a real one in free words later. Which of them counts?",
        begins=_soon,
        fits=asks_for_an_answer,
        steps=stories.away,
    ),
)


def scenario_named(scenario_id: str) -> Scenario | None:
    """A scenario by id."""
    return next((scenario for scenario in SCENARIOS if scenario.id == scenario_id), None)


def scenarios_of(protocol: Protocol) -> list[Scenario]:
    """The scenarios that a protocol can tell."""
    return [scenario for scenario in SCENARIOS if scenario.fits(protocol)]
