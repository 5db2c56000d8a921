"""A dispute's course as a picture needs it: days that don't count and why, stages, limits, marker, events."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from casework.loading import Loaded
from disputes.duties import owes
from disputes.entries import EntryKind
from disputes.marker import marker_of
from disputes.timeline import timeline
from disputes.working_days import WorkingCalendar, london_date, long_date
from rehearsal.chats import Json

LONGEST = 370
"""Days that a picture shows at most; a later end is cut off."""

_QUIET = frozenset({EntryKind.DELIVERED})


def picture_of(loaded: Loaded, now: datetime) -> Json:
    """Everything that is drawn, dates in ISO form; the words of each part are its text alternative."""
    calendar, dispute, protocol = loaded.case.calendar, loaded.dispute, loaded.protocol
    marker = marker_of(dispute, protocol, calendar)
    ahead = _ahead(loaded)
    limits = [
        {
            "on": str(state.duty.due),
            "text": f"{owes(state.duty)} by {long_date(state.duty.due)}",
            "open": state.open,
            "clock": state.duty.clock,
        }
        for state in dispute.duties.values()
        if state.duty.due is not None
    ]
    visits = [
        {
            "title": protocol.stage(visit.stage).title,
            "opened": str(london_date(visit.opened_at)),
            "ended": str(london_date(visit.ended_at)) if visit.ended_at else None,
        }
        for visit in dispute.visits
    ]
    first = min(london_date(dispute.visits[0].opened_at), *(london_date(e.happened_at) for e in loaded.entries[:1]))
    dates = [london_date(now), *([marker] if marker else []), *(date.fromisoformat(str(x["on"])) for x in limits)]
    dates += [date.fromisoformat(str(step["due"])) for step in ahead]
    start, end = first - timedelta(days=1), min(max(dates) + timedelta(days=3), first + timedelta(days=LONGEST))
    return {
        "from": str(start),
        "to": str(end),
        "now": str(london_date(now)),
        "marker": str(marker) if marker else None,
        "off": _days_off(calendar, start, end),
        "visits": visits,
        "limits": limits,
        "ahead": ahead,
        "open": dispute.open,
        "events": [
            {"on": str(london_date(entry.happened_at)), "text": entry.kind.value.replace("-", " ")}
            for entry in loaded.entries
            if entry.kind not in _QUIET
        ],
    }


def _days_off(calendar: WorkingCalendar, start: date, end: date) -> list[Json]:
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [
        {"on": str(day), "why": "" if day.weekday() > 4 else calendar.why_not(day)}
        for day in days
        if not calendar.is_working_day(day)
    ]


def _ahead(loaded: Loaded) -> list[Json]:
    """The stages still to come, were each of them to open the day after a limit that has run out unanswered."""
    dispute, protocol = loaded.dispute, loaded.protocol
    above = protocol.after(loaded.case.stage.id) if dispute.open else None
    clock = loaded.case.stage_clock
    if above is None or clock is None or not clock.open or clock.duty.due is None:
        return []
    opens = loaded.case.calendar.next_working_day(max(clock.duty.due, london_date(loaded.case.now)))
    steps = timeline(protocol, loaded.case.calendar, opens, from_stage=above.id).stages
    return [
        {"title": step.title, "opens": str(step.opens), "due": str(step.due)}
        for step in steps
        if step.opens and step.due
    ]
