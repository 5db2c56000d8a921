"""The card of somebody who owes something: what, by when, and the buttons to do it, within three seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.buttons import Ask, Place, ask_buttons, button_row, show_button
from bot.cards.inputs import inputs_of
from bot.cards.reasons import owners, why_then, why_you
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import done, entered, escaped, first_up, heading, joined, line, on_day, problem, small
from casework.views import DutyView, NoticeView, RecipientView
from disputes.notices import NoticeKind


@dataclass(frozen=True, slots=True)
class Closed:
    """How a duty came to be no longer owed: by whom and on which day, or by the dispute's moving on."""

    by: str | None
    on: str


def duty_card(
    notice: NoticeView,
    duty: DutyView,
    place: Place,
    asks: Sequence[Ask],
    *,
    reader: RecipientView | None = None,
    closed: Closed | None = None,
    values: Mapping[str, object] | None = None,
    message: str | None = None,
    said: str | None = None,
) -> Screen:
    """A duty for one of its owners; read only once it is closed.

    `values` and `message` are what was entered and why it can't be taken; `said` is what has just been done.
    """
    title = _title(notice, duty, closed)
    about = f"{notice.reference} · {escaped(notice.stage)} · from {escaped(notice.by)}, {on_day(notice.happened_at)}"
    open_asks = () if closed else asks
    one_press = [ask for ask in open_asks if ask.at_once and not ask.fields]
    others = [ask for ask in open_asks if ask not in one_press]
    return screen(
        f"{notice.reference}: {title}",
        [
            problem(message) if message else {},
            done(said) if said else {},
            heading(title),
            line(about),
            *(line(text) for text in _what_to_do(notice, duty, closed, open_asks)),
            *button_row(ask_buttons(one_press, place)),
            *entered(notice.facts),
            *inputs_of([field for ask in others for field in ask.fields], values),
        ],
        buttons=[*ask_buttons(others, place), show_button(notice.reference)],
        after=_small_print(notice, duty, reader),
    )


def _title(notice: NoticeView, duty: DutyView, closed: Closed | None) -> str:
    if closed:
        return f"Answered on {closed.on}" if closed.by else "No longer needed"
    due = duty.due
    if due is None:
        return f"Please {duty.owes}"
    if duty.overdue:
        return f"Overdue: {duty.owes}"
    return f"{first_up(duty.owes)} by {due.text}"


def _what_to_do(notice: NoticeView, duty: DutyView, closed: Closed | None, asks: Sequence[Ask]) -> list[str]:
    if closed:
        return [_how_closed(notice, closed)]
    lines: list[str] = []
    if notice.kind is NoticeKind.NUDGE:
        lines.append("This is a reminder.")
    if duty.due and duty.overdue:
        lines.append(f"This was due on {duty.due.text}, and it is still needed.")
    if duty.acknowledged:
        lines.append(
            f"Acknowledged by {escaped(duty.acknowledged)}. What is still needed: {duty.owes}; the clock goes on."
        )
    elif any(ask.move == "acknowledge" for ask in asks):
        officer = escaped(notice.officer)
        lines.append(f"Acknowledge now, so that {officer} knows you have it. The clock goes on until you {duty.owes}.")
    if not asks:
        lines.append(f"This is for the {owners(duty)}.")
    return lines


def _how_closed(notice: NoticeView, closed: Closed) -> str:
    if closed.by is None:
        return f"The dispute moved on, on {closed.on}, so this isn't owed any more. There is nothing for you to do."
    return (
        f"Recorded by {escaped(closed.by)}; {escaped(notice.officer)} has been told. There is nothing more to do here."
    )


def _small_print(notice: NoticeView, duty: DutyView, reader: RecipientView | None) -> list[Json]:
    copies = joined([escaped(person.name) for person in notice.copies])
    lines = [why_you(reader), why_then(duty.due), f"Copies go to {copies}." if copies else ""]
    return [small(text) for text in lines if text]
