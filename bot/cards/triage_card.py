"""The card of mail that waits to be filed: who wrote, why it waits, and a button for where it may go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.buttons import button_row, execute
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import done, entered, heading, line, on_day, problem, small
from casework.triage import WaitingMail
from disputes.fields import Fact

TRIAGE, FILE, ASIDE = "triage", "triage-file", "triage-aside"
"""What a press can mean: show the list from somewhere on, file a mail to a dispute, set it aside."""

PAGE = 4
"""Mails on one card."""

TITLE = "E-mail that waits to be filed"
NOTHING = "No e-mail waits for you."

_REASON = 1_000
_ROOM = 3_000


def triage_card(
    waiting: Sequence[WaitingMail],
    *,
    start: int = 0,
    values: Mapping[str, object] | None = None,
    message: str | None = None,
    said: str | None = None,
) -> Screen:
    """A page of what waits. `values` and `message` are what was entered and why it can't be taken."""
    start = start if start < len(waiting) else 0
    shown = waiting[start : start + PAGE]
    body = [
        problem(message) if message else {},
        done(said) if said else {},
        heading(TITLE),
        *([] if waiting else [line(NOTHING)]),
        *(part for number, mail in enumerate(shown, start + 1) for part in _mail(mail, number, start, values or {})),
    ]
    after = [small(_HOW)] if waiting else []
    return screen(f"{TITLE}: {len(waiting)}", body, buttons=_pages(len(waiting), start), after=after)


_HOW = (
    "Filing puts it on the dispute's record, and whoever raised it is asked what it means; it counts from when it was "
    "received. Setting aside keeps it, with your reason."
)


def _mail(mail: WaitingMail, number: int, start: int, values: Mapping[str, object]) -> list[Json]:
    """One mail, numbered as it stands in the list; what its buttons mean goes by its id."""
    short = mail.id[:12]
    known = [
        execute(
            f"File mail {number} to {reference}",
            FILE,
            {"do": FILE, "mail": mail.id, "reference": reference, "start": start},
            reads_inputs=False,
        )
        for reference in mail.may_go_to
    ]
    where, why = f"where-{short}", f"why-{short}"
    typed = {"do": FILE, "mail": mail.id, "input": where, "start": start}
    aside = {"do": ASIDE, "mail": mail.id, "input": why, "start": start}
    came = f"Mail {number}, received on {on_day(mail.received_at)}"
    return [
        {**line(came, strong=True), "spacing": "Large", "separator": True},
        *entered([Fact("From", mail.sender or "nobody who is named"), Fact("Why it waits", mail.reasons)]),
        *(entered([Fact("What it says", mail.text)], _ROOM) if mail.text else ()),
        *button_row(known),
        _input(where, f"Which dispute mail {number} is about, such as DRP-2026-0042", 40, values),
        *button_row([execute(f"File mail {number} there", FILE, typed)]),
        _input(why, f"Why nobody has to file mail {number}", _REASON, values),
        *button_row([execute(f"Set mail {number} aside", ASIDE, aside)]),
        small(f"On the command line it is {short}."),
    ]


def _input(name: str, label: str, longest: int, values: Mapping[str, object]) -> Json:
    part: Json = {"type": "Input.Text", "id": name, "label": label, "maxLength": longest, "spacing": "Small"}
    before = values.get(name)
    return {**part, "value": before[:longest]} if isinstance(before, str) and before else part


def _pages(count: int, start: int) -> list[Json]:
    more = count - start - PAGE
    buttons = [execute("Refresh", TRIAGE, {"do": TRIAGE, "start": start}, reads_inputs=False)]
    if more > 0:
        title = f"Show {min(more, PAGE)} more"
        buttons.append(execute(title, TRIAGE, {"do": TRIAGE, "start": start + PAGE}, reads_inputs=False))
    return buttons
