"""The card of somebody who owes something: what, by when, and the buttons to do it, within three seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards.buttons import Ask, Place, ask_buttons, button_row, cover_button, refresh_by, show_button
from bot.cards.inputs import inputs_of
from bot.cards.reasons import owners, why_then, why_you
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import (
    answered,
    as_typed,
    done,
    entered,
    escaped,
    first_up,
    heading,
    joined,
    line,
    on_day,
    problem,
    small,
    subheading,
)
from casework.views import DutyView, NoticeView, RecipientView, RequestView
from disputes.entries import EntryKind
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
    asides: Sequence[Ask] = (),
    reader: RecipientView | None = None,
    stand_ins: Sequence[str] = (),
    closed: Closed | None = None,
    values: Mapping[str, object] | None = None,
    message: str | None = None,
    said: str | None = None,
    unsaved: str = "",
) -> Screen:
    """A duty for one of its owners; read only once it is closed.

    `asks` do what is owed, `asides` are for who can't; `stand_ins` are the names of who stands in for the reader.
    `values` and `message` are what was entered and why it can't be taken, `unsaved` what was entered too late; `said`
    is what has just been done.
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
            *_not_recorded(unsaved),
            heading(title),
            line(about),
            *(line(text) for text in _what_to_do(notice, duty, closed, reader, open_asks)),
            *(line(text) for text in _stand_ins(stand_ins, closed)),
            *(part for request in duty.requests for part in _request(request, duty, closed)),
            *button_row(ask_buttons(one_press, place)),
            *entered(notice.facts),
            *inputs_of([field for ask in others for field in ask.fields], values),
        ],
        buttons=[*ask_buttons(others, place), show_button(notice.reference)],
        after=[*([] if closed else _if_you_cant(asides, place)), *_small_print(notice, duty, reader)],
        refresh=None if message else refresh_by(place),
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


def _what_to_do(
    notice: NoticeView, duty: DutyView, closed: Closed | None, reader: RecipientView | None, asks: Sequence[Ask]
) -> list[str]:
    if closed:
        return [_how_closed(notice, closed, reader), *_where_now(notice)]
    lines: list[str] = []
    if notice.kind is NoticeKind.NUDGE:
        lines.append("This is a reminder.")
    if duty.due and duty.overdue:
        lines.append(f"This was due on {duty.due.text}, and it is still needed.")
    if duty.answered_in_part:
        by = escaped(duty.answered_in_part)
        lines.append(f"Answered in part by {by}. What is still needed: {duty.owes}; the clock goes on.")
    elif duty.acknowledged:
        lines.append(
            f"Acknowledged by {escaped(duty.acknowledged)}. What is still needed: {duty.owes}; the clock goes on."
        )
    elif any(ask.move == "acknowledge" for ask in asks):
        officer = escaped(notice.officer)
        lines.append(f"Acknowledge now, so that {officer} knows you have it. The clock goes on until you {duty.owes}.")
    if not asks:
        lines.append(f"This is for the {owners(duty)}.")
    return [*lines, *_where_now(notice)]


def _how_closed(notice: NoticeView, closed: Closed, reader: RecipientView | None) -> str:
    if closed.by is None:
        return f"The dispute moved on, on {closed.on}, so this isn't owed any more. There is nothing for you to do."
    told = f"{escaped(notice.officer)} has been told. There is nothing more to do here."
    if reader is None or reader.name == closed.by:
        return f"Recorded by {escaped(closed.by)}; {told}"
    return f"Already answered, recorded by {escaped(closed.by)}; {told}"


def _where_now(notice: NoticeView) -> list[str]:
    return [f"The dispute is {escaped(notice.elsewhere)} now."] if notice.elsewhere else []


def _stand_ins(names: Sequence[str], closed: Closed | None) -> list[str]:
    if closed or not names:
        return []
    verb = "stands" if len(names) == 1 else "stand"
    return [f"{escaped(joined(names))} {verb} in for you now. You may still answer; the first answer counts."]


def _request(request: RequestView, duty: DutyView, closed: Closed | None) -> list[Json]:
    """What was asked and what the officer said to it; who reads it is reminded of what stays."""
    by = escaped(request.by)
    if request.kind is EntryKind.NOT_MINE:
        asked = f"{by} said on {request.on} that this isn't theirs. It stays with the {owners(duty)} until the "
        asked += "directory or cover changes."
    else:
        due = f" It is due by {duty.due.text}." if duty.due and not closed else ""
        moves = "Another date was agreed." if request.agreed else "A request moves no date."
        asked = f"{by} asked on {request.on} for time until {request.wished}. {moves}{due}"
    if request.answer is None:
        return [line(asked)]
    return [line(asked), *answered(request.answered_by or "", request.answer)]


def _if_you_cant(asides: Sequence[Ask], place: Place) -> list[Json]:
    if not asides:
        return []
    buttons = [*({**button, "style": "default"} for button in ask_buttons(asides, place)), cover_button(place)]
    return [subheading("If you can't do it by then, or it isn't yours"), *button_row(buttons)]


def _not_recorded(text: str) -> list[Json]:
    if not text:
        return []
    return [line("What you had entered came too late and isn't recorded:", strong=True), as_typed(text)]


def _small_print(notice: NoticeView, duty: DutyView, reader: RecipientView | None) -> list[Json]:
    copies = joined([escaped(person.name) for person in notice.copies])
    lines = [why_you(reader), why_then(duty.due), f"Copies go to {copies}." if copies else ""]
    return [small(text) for text in lines if text]
