"""The card of a whole dispute: where it stands on the ladder, who owes what by when, and what may be done next."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import TIMELINE, Ask, Place, ask_buttons, execute, more_moves, refresh_by
from bot.cards.reasons import answered_so_far, asked_so_far, by_when, owners
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import (
    as_typed,
    done,
    escaped,
    first_up,
    heading,
    joined,
    line,
    on_day,
    problem,
    small,
    subheading,
    table,
)
from casework.show_dispute import CaseView, StageView
from casework.views import DutyView
from disputes.entries import Status
from disputes.moves.move import Offer
from disputes.working_days import long_date

_FILES = 5


def case_card(
    view: CaseView,
    asks: Sequence[Ask],
    more: Sequence[Ask],
    *,
    message: str | None = None,
    said: str | None = None,
) -> Screen:
    """A dispute for one of its parties: `asks` as buttons, `more` as a list; closed gates are named."""
    place = Place(view.reference)
    state = view.stage if view.status is Status.OPEN else first_up(view.status.value)
    body = [
        problem(message) if message else {},
        done(said) if said else {},
        heading(f"{view.reference}: {escaped(state)}"),
        table(_about(view)),
        subheading("Stages"),
        table((escaped(stage.title), _progress(stage)) for stage in view.stages),
        subheading("Still owed" if view.duties else "Nothing is owed at present"),
        *(line(_owed(duty)) for duty in view.duties),
        *([line(f"Replies to classify: {view.replies_to_classify}.")] if view.replies_to_classify else []),
        *_files(view),
        *([subheading("To think of")] if view.prompts else []),
        *(line(f"{escaped(prompt.text)} ({prompt.rule})") for prompt in view.prompts),
        *([subheading("Not open yet")] if any(offer.closed for offer in view.offers) else []),
        *(line(_closed(offer)) for offer in view.offers if offer.closed),
    ]
    timeline = execute("Timeline", TIMELINE, {"do": TIMELINE, "reference": view.reference}, reads_inputs=False)
    refresh = execute("Refresh", "show", {"do": "show", "reference": view.reference, "here": True}, reads_inputs=False)
    return screen(
        f"{view.reference}: {state}",
        body,
        buttons=[*ask_buttons(asks, place), timeline, refresh],
        after=[*more_moves(more, place), *_small_print(view)],
        refresh=None if message else refresh_by(place),
    )


def _files(view: CaseView) -> list[Json]:
    """The newest files that came by e-mail; the timeline has them all."""
    if not view.files:
        return []
    return [subheading(f"Files that came by e-mail ({len(view.files)})"), *map(as_typed, view.files[-_FILES:])]


def _about(view: CaseView) -> list[tuple[str, str]]:
    rows = [
        ("Protocol", escaped(view.protocol)),
        ("About", escaped(view.subject)),
        ("Team", escaped(view.team)),
        ("Officer", escaped(view.officer)),
    ]
    if view.roles:
        rows.append(("You are", escaped(joined(view.roles))))
    if view.meeting_on:
        rows.append(("Meeting", long_date(view.meeting_on)))
    if view.meeting_answers:
        said = [f"{escaped(name)}: {answer.lower()}" for name, answer in view.meeting_answers]
        rows.append(("Invitation", "; ".join(said)))
    if view.marker:
        rows.append(("20 working days", f"end on {long_date(view.marker)} (advisory)"))
    return rows


def _progress(stage: StageView) -> str:
    if stage.opened_at is None:
        return "not used so far"
    since = on_day(stage.opened_at)
    how = f" ({stage.entered.value})" if stage.entered else ""
    if stage.current:
        return f"now, since {since}{how}"
    return f"from {since} to {on_day(stage.ended_at)}{how}" if stage.ended_at else f"from {since}{how}"


def _owed(duty: DutyView) -> str:
    state = [
        "overdue" if duty.overdue else "",
        answered_so_far(duty),
        "a reply has come, not yet classified" if duty.reply_waiting else "",
        *(asked_so_far(request) for request in duty.requests if request.answer is None),
    ]
    known = ", ".join(word for word in state if word)
    return f"{owners(duty)}: {duty.owes} {by_when(duty)}{f' – {known}' if known else ''}."


def _closed(offer: Offer) -> str:
    refusal = offer.closed
    return f"{escaped(offer.label)}: {escaped(refusal.text)}" if refusal else ""


def _small_print(view: CaseView) -> list[dict[str, object]]:
    return [small(f"The record has {view.length} {'entry' if view.length == 1 else 'entries'}.")]
