"""The card of what somebody has on hand: what they owe, and their disputes, a page at a time."""

from __future__ import annotations

from datetime import date

from bot.cards.buttons import LIST, button_row, execute, show_button
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import escaped, first_up, heading, line, subheading
from casework.list_work import CaseSummary, OnHand
from casework.ports import DutyRow
from disputes.duties import DUTY_TITLES
from disputes.kinds import DutyKind
from disputes.working_days import long_date

PAGE = 8


def caseload_card(on_hand: OnHand, today: date, *, start: int = 0, overdue: bool = False) -> Screen:
    """What somebody has on hand; with `overdue` only what is late. `start` is the first dispute of this page."""
    owed = [row for row in on_hand.owed if not overdue or _late(row, today)]
    cases = [case for case in on_hand.disputes if not overdue or (case.next_duty and _late(case.next_duty, today))]
    shown = cases[start : start + PAGE]
    summary = f"You owe {len(owed)}; your open disputes: {len(cases)}"
    body = [heading("What is overdue" if overdue else "What you have on hand")]
    if owed and start == 0:
        body.append(subheading(f"You owe ({len(owed)})"))
        body += [part for row in owed[:PAGE] for part in _duty(row, today)]
        if len(owed) > PAGE:
            body.append(line(f"And {len(owed) - PAGE} more, due later."))
    body.append(subheading(f"Your disputes ({len(cases)})" if cases else "You have no disputes here."))
    body += [part for case in shown for part in _case(case, today)]
    more = len(cases) - start - len(shown)
    data = {"do": LIST, "start": start + PAGE, "overdue": overdue}
    buttons = [execute(f"Show {min(more, PAGE)} more", LIST, data, reads_inputs=False)] if more > 0 else []
    return screen(summary, body, buttons=buttons)


def _case(case: CaseSummary, today: date) -> list[Json]:
    duty = case.next_duty
    owed = f"{escaped(case.owed_by)}: {_owes(duty, today)}" if duty else "Nothing is owed at present."
    return [_row(case.row.reference, escaped(case.stage), owed)]


def _duty(row: DutyRow, today: date) -> list[Json]:
    noted = "You have acknowledged it." if row.acknowledged else ""
    return [_row(row.reference, first_up(_owes(row, today)), noted)]


def _row(reference: str, first: str, second: str) -> Json:
    """The reference as a button, so that every button has a name of its own, and what there is to say beside it."""
    button: Json = {"type": "Column", "width": "auto", "items": button_row([show_button(reference, reference)])}
    text = [line(first, strong=True), *([line(second)] if second else [])]
    words: Json = {"type": "Column", "width": "stretch", "items": text}
    return {"type": "ColumnSet", "spacing": "Medium", "separator": True, "columns": [button, words]}


def _owes(row: DutyRow, today: date) -> str:
    what = DUTY_TITLES[DutyKind(row.kind)]
    if row.due is None:
        return f"{what} (no date)."
    return f"{what}, overdue since {long_date(row.due)}." if _late(row, today) else f"{what} by {long_date(row.due)}."


def _late(row: DutyRow, today: date) -> bool:
    return row.due is not None and row.due < today
