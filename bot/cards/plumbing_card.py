"""The administrator's card: what was set aside, who isn't reached, which posts are vacant. No case text is in it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import button_row, execute
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import as_typed, done, escaped, heading, line, on_day, problem, small, subheading
from casework.ports import Channel
from casework.show_plumbing import Parked, Plumbing, Vacancy

PLUMBING, RELEASE = "plumbing", "release"
"""What a press can mean: show the list as it is now, give a message back to the queue."""

SHOWN = 8
"""Of each kind at most; the command line lists the rest."""

LONGEST_REASON = 400
"""Characters of what a mail server or Teams said; the command line has the whole of it."""

TITLE = "What needs an administrator"

NOTHING = "Nothing needs you: nothing was set aside, everybody is reached, every post is held."


def plumbing_card(
    seen: Plumbing, strangers: Sequence[str], *, message: str | None = None, said: str | None = None
) -> Screen:
    """Everything that waits for an administrator; `strangers` are the object ids of unknown accounts that wrote."""
    needs = [
        *_parked(seen),
        *_posts(seen.vacancies),
        *_people(
            "Not reached in Teams",
            [person.name for person in seen.not_in_teams],
            "They get e-mail only, until the app is installed for them or they say “hello” to it.",
        ),
        *_people(
            "Without an Entra object id",
            [person.name for person in seen.without_account],
            "They get e-mail only; add entra_id for them in people.csv, if they should use Teams.",
        ),
        *_strangers(strangers),
        *_mail(seen.to_file),
    ]
    body = [
        problem(message) if message else {},
        done(said) if said else {},
        heading(TITLE),
        *(needs or [line(NOTHING)]),
        small(f"Waiting to be sent: {seen.waiting}. You see no dispute here: that is for its parties."),
    ]
    buttons = [execute("Refresh", PLUMBING, {"do": PLUMBING, "here": True}, reads_inputs=False)]
    return screen(TITLE, body, buttons=buttons)


def _parked(seen: Plumbing) -> list[Json]:
    if not seen.parked:
        return []
    parts = [subheading(f"Set aside, because they could not be sent ({len(seen.parked)})")]
    for each in seen.parked[:SHOWN]:
        parts += [_row(f"{each.reference}: {_what(each)}, since {on_day(each.since)}."), as_typed(_short(each.reason))]
        again = {"do": RELEASE, "key": each.key}
        parts += button_row([execute(f"Try {each.reference} again", RELEASE, again, reads_inputs=False)])
    return [*parts, *_rest(len(seen.parked), "drp outbox parked")]


def _what(each: Parked) -> str:
    if each.channel is Channel.EMAIL:
        return "e-mail to all its recipients"
    return f"card to {escaped(each.to or 'somebody who has left')}"


def _short(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON].rstrip()} …"


def _posts(vacancies: Sequence[Vacancy]) -> list[Json]:
    if not vacancies:
        return []
    rows = [line(f"{escaped(each.title)} ({each.role}), {escaped(each.team) or 'every team'}") for each in vacancies]
    title = subheading(f"Posts that nobody holds ({len(vacancies)})")
    return [title, *rows[:SHOWN], *_rest(len(vacancies), "drp directory gaps")]


def _people(title: str, names: Sequence[str], meaning: str) -> list[Json]:
    if not names:
        return []
    shown = ", ".join(escaped(name) for name in names[:SHOWN])
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return [subheading(f"{title} ({len(names)})"), line(f"{shown}{more}. {meaning}")]


def _strangers(ids: Sequence[str]) -> list[Json]:
    if not ids:
        return []
    text = "They were shown nothing. Add those who work with disputes to people.csv, by these object ids:"
    return [
        subheading(f"Accounts that I don't know ({len(ids)})"),
        line(text),
        *(as_typed(each) for each in ids[:SHOWN]),
    ]


def _mail(to_file: int) -> list[Json]:
    if not to_file:
        return []
    mails = "1 mail waits" if to_file == 1 else f"{to_file} mails wait"
    return [subheading("E-mail that could not be filed"), line(f"{mails}. Type “triage”, or run drp mail triage.")]


def _rest(count: int, command: str) -> list[Json]:
    return [line(f"And {count - SHOWN} more: run {command}.")] if count > SHOWN else []


def _row(text: str) -> Json:
    return {**line(text, strong=True), "spacing": "Medium"}
