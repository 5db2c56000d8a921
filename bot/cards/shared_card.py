"""The card of a dispute that somebody shares in a chat: the reference alone, until it knows who is looking.

Teams asks for each reader's own view; a party sees where the dispute stands, and anybody else what they would
see of a reference that doesn't exist.
"""

from __future__ import annotations

from dataclasses import replace

from bot.cards.buttons import execute
from bot.cards.reasons import by_when, owners
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import as_typed, done, escaped, first_up, heading, joined, line, problem, small, subheading, table
from casework.show_dispute import CaseView
from disputes.entries import Status

SHARED, BRING = "shared", "bring"
"""What a press of such a card can mean: show me my view of it here, bring the whole of it to my own chat."""

ONLY_YOU = "Only you see this: everybody in this chat sees what they may see of it, and many see only its number."


def shared_card(reference: str) -> Screen:
    """What is posted into the chat; whoever reads it can press to see what they may see."""
    body = [heading(reference), line("A dispute. Whoever takes part in it can see here where it stands.")]
    return _shared(reference, body, [execute("Show me", SHARED, _data(SHARED, reference), reads_inputs=False)])


def stranger_card(reference: str, words: str) -> Screen:
    """What anybody else sees; `words` are those for an unknown reference."""
    body = [heading("Nothing to show you here"), as_typed(words)]
    return _shared(reference, body, [execute("Try again", SHARED, _data(SHARED, reference), reads_inputs=False)])


def party_card(view: CaseView, *, message: str | None = None, said: str | None = None) -> Screen:
    """A party's own view: where it stands and who owes what. What a case says is for their own chat."""
    state = view.stage if view.status is Status.OPEN else first_up(view.status.value)
    rows = [("Protocol", escaped(view.protocol)), ("Team", escaped(view.team))]
    if view.roles:
        rows.append(("You are", escaped(joined(view.roles))))
    body = [
        problem(message) if message else {},
        done(said) if said else {},
        heading(f"{view.reference}: {escaped(state)}"),
        table(rows),
        subheading("Still owed" if view.duties else "Nothing is owed at present"),
        *(line(f"{owners(duty)}: {duty.owes} {by_when(duty)}{_late(overdue=duty.overdue)}.") for duty in view.duties),
        small(ONLY_YOU),
    ]
    buttons = [
        execute("Open it in our own chat", BRING, _data(BRING, view.reference), main=True, reads_inputs=False),
        execute("Refresh", SHARED, _data(SHARED, view.reference), reads_inputs=False),
    ]
    return _shared(view.reference, body, buttons)


def _late(*, overdue: bool) -> str:
    return " – overdue" if overdue else ""


def _shared(reference: str, body: list[Json], buttons: list[Json]) -> Screen:
    shown = screen(f"Dispute {escaped(reference)}", body, buttons=buttons)
    refresh = {"type": "Action.Execute", "title": "Refresh", "verb": SHARED, "data": _data(SHARED, reference)}
    more = {
        "fallbackText": f"{shown.summary}. This needs a newer version of Teams; in our own chat you can ask for it.",
        # Without userIds Teams asks for everybody's own view, in chats of up to 60 people.
        "refresh": {"action": refresh},
    }
    return replace(shown, card={**shown.card, **more})


def _data(do: str, reference: str) -> Json:
    return {"do": do, "reference": reference}
