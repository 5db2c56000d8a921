"""The card of a dispute's timeline: its way through the stages, the 20-day marker in its place, and what happened."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.buttons import PROOF, TIMELINE, execute, show_button
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import escaped, first_up, heading, line, small, subheading
from casework.show_timeline import Event, Rung, RungState, TimelineView
from disputes.entries import Entered, Status
from disputes.working_days import long_date

PAGE = 10
"""Entries of the record on one card."""

_SIGNS = {Rung.DONE: "✔", Rung.NOW: "➤", Rung.PASSED_OVER: "–", Rung.AHEAD: "○"}
_WORDS = {Rung.DONE: "done", Rung.NOW: "now", Rung.PASSED_OVER: "passed over", Rung.AHEAD: "still ahead"}
_HOW = {
    Entered.RAISED: "raised here",
    Entered.BROUGHT_IN: "brought in here",
    Entered.HIGHER: "gone to straight",
    Entered.ESCALATED: "",
}


def timeline_card(view: TimelineView) -> Screen:
    """Where a dispute has been, where it is, what would come next, and its record, a page at a time."""
    state = view.stage if view.status is Status.OPEN else first_up(view.status.value)
    title = f"{view.reference}: timeline"
    body = [
        heading(title),
        line(f"{escaped(view.protocol)}. {_where(view, escaped(state))}"),
        subheading("Stages"),
        *_stages(view),
        *([line(_marker(view))] if view.marker or view.marker_due else []),
        subheading("What happened, the newest first"),
        *(line(_event(event)) for event in view.events),
    ]
    more = view.total - view.after - len(view.events)
    data = {"do": TIMELINE, "reference": view.reference, "after": view.after + PAGE}
    earlier = [execute(f"Show {min(more, PAGE)} earlier", TIMELINE, data, reads_inputs=False)] if more > 0 else []
    ahead = any(rung.state is Rung.AHEAD and rung.opened for rung in view.rungs)
    note = [small("Dates ahead are what would be if every limit is used up. Nothing goes up by itself (X3).")]
    return screen(
        f"{title}, {state}",
        body,
        buttons=[show_button(view.reference), *earlier, _proof(view.reference)],
        after=note if ahead else (),
    )


def _proof(reference: str) -> Json:
    return execute("Proof of service", PROOF, {"do": PROOF, "reference": reference}, reads_inputs=False)


def _where(view: TimelineView, state: str) -> str:
    if view.status is not Status.OPEN:
        return f"{state}, at {escaped(view.stage)}."
    place = next(number for number, rung in enumerate(view.rungs, 1) if rung.state is Rung.NOW)
    return f"Stage {place} of {len(view.rungs)}: {state}." if len(view.rungs) > 1 else f"{state}."


def _stages(view: TimelineView) -> Iterator[Json]:
    """A row for each stage, and the marker before the first one that would end after it."""
    marked = view.marker is None
    for rung in view.rungs:
        if not marked and view.marker and _begins_after(rung, view):
            yield _row("⚑", "20-working-day marker", long_date(view.marker))
            marked = True
        yield _row(_SIGNS[rung.state], escaped(rung.title), _progress(rung, view))
    if not marked and view.marker:
        yield _row("⚑", "20-working-day marker", long_date(view.marker))


def _begins_after(rung: RungState, view: TimelineView) -> bool:
    return rung.opened is not None and view.marker is not None and rung.opened > view.marker


def _row(sign: str, first: str, second: str) -> Json:
    """A sign for the eye, and beside it the words that say the same."""
    mark: Json = {"type": "Column", "width": "24px", "items": [line(sign, strong=True)]}
    words: Json = {"type": "Column", "width": "stretch", "items": [line(first, strong=True), line(second)]}
    return {"type": "ColumnSet", "spacing": "Small", "columns": [mark, words]}


def _progress(rung: RungState, view: TimelineView) -> str:
    if rung.state is Rung.PASSED_OVER:
        return "Passed over."
    if rung.state is Rung.AHEAD:
        return f"Still ahead{_would_be(rung)}."
    since = f"since {long_date(rung.opened)}" if rung.ended is None else _from_to(rung)
    how = f" ({_HOW[rung.entered]})" if rung.entered and _HOW[rung.entered] else ""
    sentence = f"{first_up(_WORDS[rung.state])}, {since}{how}."
    return f"{sentence}{_limit(rung, view)}"


def _from_to(rung: RungState) -> str:
    if rung.opened == rung.ended:
        return f"on {long_date(rung.opened)}" if rung.opened else ""
    return f"from {long_date(rung.opened)} to {long_date(rung.ended)}" if rung.opened and rung.ended else ""


def _would_be(rung: RungState) -> str:
    if rung.opened is None:
        return ""
    limit = f", due {rung.due}" if rung.due else ", with no limit in your protocol"
    return f": would begin on {long_date(rung.opened)}{limit}"


def _limit(rung: RungState, view: TimelineView) -> str:
    if rung.due is None:
        return ""
    if rung.met:
        return f" Due {rung.due}; answered on {long_date(rung.met)}{', after it' if rung.late else ''}."
    if rung.ended is None and view.status is Status.OPEN:
        return f" Due {rung.due}{', which has passed' if rung.late else ''}."
    return f" Due {rung.due}{', which passed without an answer' if rung.late else ''}."


def _marker(view: TimelineView) -> str:
    if view.marker is None:
        return "The 20 working days begin with the first formal stage (advisory)."
    day = long_date(view.marker)
    if view.days_left is None:
        return f"The 20 working days ran to {day} (advisory)."
    if view.days_left < 0:
        return f"The 20 working days passed on {day}, {_days(-view.days_left)} ago (advisory)."
    left = "today is the last of them" if view.days_left == 0 else f"{_days(view.days_left)} are left"
    return f"The 20 working days end on {day}; {left} (advisory)."


def _days(count: int) -> str:
    return f"{count} working day{'' if count == 1 else 's'}"


def _event(event: Event) -> str:
    stage = f", {escaped(event.stage)}" if event.stage else ""
    return f"{event.sequence}. {long_date(event.on)}: {event.what}{stage}; {escaped(event.by)}."
