"""The preview: who will get it and why, what will be due and why then, before anything is sent."""

from __future__ import annotations

from bot.cards.buttons import button_row, execute
from bot.cards.ladder import ladder_table
from bot.cards.reasons import by_when, owners, rule_lines, why_them, why_then
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import citing, entered, escaped, heading, line, problem, small, subheading
from casework.preview import Mailing, Preview
from casework.views import RecipientView, RuleView

CONFIRM, CHANGE, CANCEL = "confirm", "change", "cancel"
ADD_COPY, LEAVE_OUT = "add-copy", "leave-out"


def preview_card(title: str, preview: Preview, *, message: str | None = None) -> Screen:
    """What will follow; Confirm does it, Change goes back to the form. Copies may be the officer's to change (X6)."""
    told = any(mailing.to or mailing.copies for mailing in preview.mailings)
    stage = f" This is for {escaped(preview.stage)}." if preview.stage else ""
    body = [
        problem(message) if message else {},
        heading(f"Check before you confirm: {escaped(title)}"),
        line(f"Nothing has been recorded or sent yet.{stage}"),
        *_cautions(preview),
        *_mailings(preview),
        *_duties(preview),
        *(ladder_table(preview.ladder) if preview.ladder else ()),
        subheading("What you entered") if preview.facts else {},
        *entered(preview.facts),
    ]
    confirm = execute("Confirm and send" if told else "Confirm", CONFIRM, {}, main=True)
    change = execute("Change", CHANGE, {}, reads_inputs=False)
    cancel = execute("Cancel", CANCEL, {}, reads_inputs=False)
    said, buttons = f"Check before you confirm: {title}", [confirm, change, cancel]
    return screen(said, body, buttons=buttons, after=_changing(preview), banner_first=True)


def preview_read_only(title: str, verb: str) -> Screen:
    """The same preview once it has been used."""
    state = {
        CONFIRM: "You confirmed this.",
        CHANGE: "You went back to change something.",
        ADD_COPY: "You went on to add a copy.",
        LEAVE_OUT: "You went on to leave out a copy.",
        CANCEL: "Stopped. Nothing was recorded or sent.",
    }.get(verb, "")
    return screen(title, [heading(title), line(state)])


def _cautions(preview: Preview) -> list[Json]:
    if not preview.cautions:
        return []
    items = [line("Please note", strong=True)]
    items += [line(citing(escaped(caution.text), [caution.rule])) for caution in preview.cautions]
    return [{"type": "Container", "style": "warning", "spacing": "Medium", "items": items}]


def _changing(preview: Preview) -> list[Json]:
    if not preview.copies_change:
        return []
    buttons = [execute("Add a copy", ADD_COPY, {}, reads_inputs=False)]
    if preview.copied:
        buttons.append(execute("Leave out a copy", LEAVE_OUT, {}, reads_inputs=False))
    return [subheading("Change who gets a copy"), *button_row(buttons)]


def may_do(preview: Preview) -> list[str]:
    """What can be typed instead of pressing one of the preview's buttons, by verb."""
    changes = [ADD_COPY, *([LEAVE_OUT] if preview.copied else [])] if preview.copies_change else []
    return [CONFIRM, CHANGE, *changes]


def _mailings(preview: Preview) -> list[Json]:
    if not preview.mailings:
        return [subheading("Nobody will be sent anything"), line(preview.kept)]
    return [part for mailing in preview.mailings for part in _mailing(mailing)]


def _mailing(mailing: Mailing) -> list[Json]:
    parts = [subheading("Who will get a card and an e-mail"), *(line(why_them(person)) for person in mailing.to)]
    if mailing.copies:
        parts += [subheading("Who will get a copy by e-mail"), *(line(why_them(person)) for person in mailing.copies)]
    return [*parts, *(small(text) for text in rule_lines(_rules((*mailing.to, *mailing.copies))))]


def _rules(people: tuple[RecipientView, ...]) -> list[RuleView]:
    return list({reason.rule.id: reason.rule for person in people for reason in person.reasons}.values())


def _duties(preview: Preview) -> list[Json]:
    parts: list[Json] = [subheading("What will be owed")] if preview.duties else []
    for duty in preview.duties:
        parts.append(line(f"{owners(duty)}: {duty.owes} {by_when(duty)}."))
        if duty.due:
            parts.append(small(why_then(duty.due)))
    return parts


def message_on(card: Json, message: str) -> Json:
    """A card that is already made, with a problem on top."""
    return {**card, "body": [problem(message), *card["body"]]}
