"""What has just been done, who is told, and what is owed now; to read only."""

from __future__ import annotations

from bot.cards.buttons import show_button
from bot.cards.reasons import by_when, owners
from bot.cards.screen import Screen, screen
from bot.cards.words import entered, escaped, heading, joined, line
from casework.preview import Preview


def outcome_card(title: str, reference: str, preview: Preview | None) -> Screen:
    """A move that was made, in the words of its preview."""
    said = title if title.startswith("Done: ") else f"Done: {title}"
    return screen(
        f"{reference}: {said}",
        [heading(escaped(said)), line(reference, strong=True), *(line(text) for text in _after(preview))],
        buttons=[show_button(reference)],
    )


def cover_outcome_card(preview: Preview | None) -> Screen:
    """Cover that was arranged: who was told, and what passed over."""
    facts = entered(preview.facts) if preview else []
    said = "Done: cover is arranged"
    lines = _after(preview) if preview is None or preview.mailings else ["It is in the directory; nobody was told."]
    return screen(said, [heading(said), *facts, *(line(text) for text in lines)])


def _after(preview: Preview | None) -> list[str]:
    if preview is None:
        return ["It was recorded before; nothing was done twice."]
    to = [escaped(person.name) for mailing in preview.mailings for person in mailing.to]
    copies = [escaped(person.name) for mailing in preview.mailings for person in mailing.copies]
    lines = [f"A card and an e-mail are on their way to {joined(to)}."] if to else ["It is on the record."]
    if copies:
        lines.append(f"Copies go by e-mail to {joined(copies)}.")
    return lines + [f"{owners(duty)}: {duty.owes} {by_when(duty)}." for duty in preview.duties if duty.due]


def gone_card(reference: str) -> Screen:
    """In place of an earlier card, for somebody who has no role in the dispute any more."""
    title = f"{reference}: no longer with you"
    return screen(title, [heading(title), line("You have no role in this dispute any more. There is nothing to do.")])
