"""The card of every notice but a duty's: answers, meetings, endings, lapses, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.buttons import Ask, Place, ask_buttons, cover_button, refresh_by, show_button
from bot.cards.inputs import inputs_of
from bot.cards.notice_words import WORDINGS, open_duty
from bot.cards.reasons import why_then, why_you
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import answered, done, entered, escaped, heading, line, on_day, problem, small
from casework.views import NoticeView, RecipientView
from disputes.notices import NoticeKind

_CLASSIFY = "classify-reply"


def notice_card(
    notice: NoticeView,
    place: Place,
    asks: Sequence[Ask],
    *,
    reader: RecipientView | None = None,
    values: Mapping[str, object] | None = None,
    message: str | None = None,
    said: str | None = None,
    party: bool = True,
) -> Screen:
    """A notice for one recipient, with the moves that are open to them now as buttons.

    `values` and `message` are what was entered and why it can't be taken; `said` is what has just been done. Who is
    no `party` has nothing more to see of the dispute.
    """
    title, explanation = WORDINGS[notice.kind](notice)
    if notice.kind is NoticeKind.REPLY_TO_CLASSIFY and not any(ask.move == _CLASSIFY for ask in asks):
        title, explanation = "A reply by e-mail", "It has been said what this means."
    duty = open_duty(notice)
    show = [show_button(notice.reference)] if party else []
    cover = [cover_button(place)] if notice.kind is NoticeKind.COVER_ASKED else []
    small_print = [why_you(reader), why_then(duty.due) if duty else ""]
    return screen(
        f"{notice.reference}: {title}",
        [
            problem(message) if message else {},
            done(said) if said else {},
            heading(title),
            line(f"{notice.reference} · {escaped(notice.stage)} · {escaped(notice.by)}, {on_day(notice.happened_at)}"),
            line(explanation) if explanation else {},
            line(_where_now(notice)) if notice.elsewhere and notice.kind is not NoticeKind.ENDED else {},
            *entered(notice.facts),
            *_answer(notice),
            *inputs_of([field for ask in asks for field in ask.fields], values),
        ],
        buttons=[*cover, *ask_buttons(asks, place), *show],
        after=[small(text) for text in small_print if text],
        refresh=None if message else refresh_by(place),
    )


def _where_now(notice: NoticeView) -> str:
    """Cards of another stage are only read; what can be done is on the dispute's own card."""
    return f"This is from {escaped(notice.stage)}. The dispute is {escaped(notice.elsewhere)} now."


def _answer(notice: NoticeView) -> list[Json]:
    request = notice.request
    if request is None or request.answer is None:
        return []
    return answered(request.answered_by or "", request.answer)
