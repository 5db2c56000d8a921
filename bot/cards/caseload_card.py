"""The card of a caseload: what is owed, by whom and by when, the next move of each dispute, a page at a time."""

from __future__ import annotations

from bot.cards.buttons import LIST, button_row, execute, show_button
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import escaped, first_up, heading, joined, line, on_day, small, subheading
from bot.offers import next_moves
from casework.list_work import OwedView
from casework.show_caseload import CaseloadPage, Listed, Narrow, Whose
from disputes.entries import Status
from disputes.working_days import long_date

PAGE = 8
"""Disputes on one card."""

MOST_OWED = 12
"""Duties on one card; whoever owes more sees the soonest."""

NARROW = "narrow"
"""The input, and the part of a button's data, that says what a list is narrowed to."""

_MOST_CHOICES = 25
"""What a list can be narrowed to by choosing; what is more can be typed."""

_TITLES = {Whose.MINE: "Your disputes", Whose.OWED: "What you owe", Whose.TEAM: "Your team's disputes"}
_NONE = {
    Whose.MINE: "You have no disputes here.",
    Whose.OWED: "You owe nothing here at present.",
    Whose.TEAM: "There are no disputes here that you may read.",
}
_NAMED = ("stage", "team", "protocol")


def caseload_card(page: CaseloadPage, *, to_file: int = 0) -> Screen:
    """One page of a caseload, with the list to narrow it and the button for the rest; `to_file` mails wait besides."""
    title = _title(page)
    body = [heading(title), *_owed(page), *_disputes(page)]
    more = page.total - page.start - len(page.disputes)
    data = {"do": LIST, "whose": page.whose.value, NARROW: narrow_value(page.narrow), "start": page.start + PAGE}
    buttons = [execute(f"Show {min(more, PAGE)} more", LIST, data, reads_inputs=False)] if more > 0 else []
    return screen(_summary(page), body, buttons=buttons, after=[*_to_file(to_file), *_narrowing(page)])


def _to_file(count: int) -> list[Json]:
    if not count:
        return []
    mails = "1 e-mail waits" if count == 1 else f"{count} e-mails wait"
    return [line(f"{mails} to be filed. Type “triage” to see what came.", strong=True)]


def narrow_value(narrow: Narrow) -> str:
    """What a list is narrowed to, as it travels with a press; "" is everything that is open."""
    words = [name for name in ("overdue", "ended") if getattr(narrow, name)]
    return "|".join([*words, *(f"{name}={value}" for name in _NAMED if (value := getattr(narrow, name)))])


def narrow_from(value: str) -> Narrow:
    """The reading of it; what can't be read narrows nothing."""
    parts = value.split("|")
    named = {name: text for name, _, text in (part.partition("=") for part in parts) if name in _NAMED}
    return Narrow(overdue="overdue" in parts, ended="ended" in parts, **named)


def _title(page: CaseloadPage) -> str:
    narrow = page.narrow
    what = "What is overdue" if narrow.overdue else f"{_TITLES[page.whose]}{' that have ended' if narrow.ended else ''}"
    within = [escaped(value) for name in _NAMED if (value := getattr(narrow, name))]
    return f"{what}: {', '.join(within)}" if within else what


def _summary(page: CaseloadPage) -> str:
    if page.whose is Whose.TEAM:
        return f"Your team's disputes: {page.total}"
    return f"You owe {len(page.owed)}; your disputes: {page.total}"


def _owed(page: CaseloadPage) -> list[Json]:
    if page.start or (not page.owed and page.whose is not Whose.OWED):
        return []
    parts = [subheading(f"You owe ({len(page.owed)})" if page.owed else _NONE[Whose.OWED])]
    for duty in page.owed[:MOST_OWED]:
        noted = "You have acknowledged it." if duty.row.acknowledged else ""
        said = [f"{escaped(duty.stage)}, {escaped(duty.row.team)}.", noted]
        parts.append(_row(duty.row.reference, first_up(_by_when(duty, page)), [" ".join(filter(None, said))]))
    if len(page.owed) > MOST_OWED:
        parts.append(line(f"And {len(page.owed) - MOST_OWED} more, due later."))
    return parts


def _disputes(page: CaseloadPage) -> list[Json]:
    if page.whose is Whose.OWED:
        return []
    if not page.total:
        return [subheading(_NONE[page.whose])]
    last = page.start + len(page.disputes)
    shown = f"{page.start + 1} to {last} of {page.total}" if page.total > len(page.disputes) else str(page.total)
    return [subheading(f"Disputes ({shown})"), *(_dispute(listed, page) for listed in page.disputes)]


def _dispute(listed: Listed, page: CaseloadPage) -> Json:
    case = listed.summary
    state = case.stage if case.row.status is Status.OPEN else first_up(case.row.status.value)
    about = [case.row.team, f"raised {on_day(case.row.raised_at)}"]
    if page.whose is Whose.TEAM:
        about.insert(0, case.officer)
    if len(page.protocols) > 1:
        about.append(case.protocol)
    said = [f"{', '.join(escaped(part) for part in about if part)}."]
    if case.row.status is Status.OPEN:
        owed = case.owed
        said.append(f"{escaped(owed.owners)}: {_by_when(owed, page)}" if owed else "Nothing is owed at present.")
    moves = next_moves(listed.offers, listed.owned, at_top=listed.at_top)
    if moves:
        said.append(f"Next for you: {joined([escaped(move.label) for move in moves[:2]], 'or')}.")
    return _row(case.row.reference, f"{escaped(state)}{_marked(listed, page)}", said)


def _marked(listed: Listed, page: CaseloadPage) -> str:
    """The 20-working-day line of a dispute that is open, in the list where it is looked after (G1, S16)."""
    row = listed.summary.row
    if row.marker is None or row.status is not Status.OPEN:
        return ""
    passed = "passed" if row.marker < page.today else "end"
    return f" · 20 working days {passed} on {long_date(row.marker)}"


def _by_when(duty: OwedView, page: CaseloadPage) -> str:
    what = escaped(duty.owes)
    if duty.by_when is None:
        return f"{what} (no date)."
    return f"{what}, overdue since {duty.by_when}." if duty.late(page.today) else f"{what} by {duty.by_when}."


def _row(reference: str, first: str, others: list[str]) -> Json:
    """The reference as a button, so that every button has a name of its own, and what there is to say beside it."""
    button: Json = {"type": "Column", "width": "auto", "items": button_row([show_button(reference, reference)])}
    text = [line(first, strong=True), *(line(other) for other in others if other)]
    words: Json = {"type": "Column", "width": "stretch", "items": text}
    return {"type": "ColumnSet", "spacing": "Medium", "separator": True, "columns": [button, words]}


def _narrowing(page: CaseloadPage) -> list[Json]:
    """A list of what the disputes can be narrowed to, and its button."""
    choices = [("Everything that is open", ""), ("Only what is overdue", "overdue"), ("Those that have ended", "ended")]
    for name, label, values in (
        ("stage", "At", page.stages),
        ("team", "Team", page.teams),
        ("protocol", "Under", page.protocols),
    ):
        if len(values) > 1:
            choices += [(f"{label} {value}", f"{name}={value}") for value in values]
    now = narrow_value(page.narrow)
    chooser: Json = {
        "type": "Input.ChoiceSet",
        "id": NARROW,
        "label": "Show only some of them",
        "style": "compact",
        "choices": [{"title": title, "value": value or "all"} for title, value in choices[:_MOST_CHOICES]],
        "value": now if now in {value for _, value in choices[1:_MOST_CHOICES]} else "all",
        "spacing": "Medium",
    }
    here = execute("Show these", "narrow", {"do": LIST, "whose": page.whose.value})
    hint = small("You can type it, too: “overdue at stage 2”, “ended disputes”, “my team”.")
    return [chooser, *button_row([here]), hint]
