"""What the assistant can do, with examples of what to type."""

from __future__ import annotations

from bot.cards.buttons import LIST, RAISE, execute
from bot.cards.screen import Screen, screen
from bot.cards.words import heading, line, table

EXAMPLES = (
    ("my disputes", "what you have on hand, and what you owe"),
    ("what is overdue", "only what is late"),
    ("status 42", "where DRP-2026-0042 stands, and what you may do next"),
    ("escalate 42", "the next stage, after a preview"),
    ("raise", "a new dispute, step by step"),
    ("what if", "when each stage would be due, were you to raise one today"),
    ("bring in", "a dispute that is already under way"),
    ("cancel", "stop whatever we are in the middle of"),
)


ADMINISTRATION = ("administration", "what was set aside, who isn't reached, which posts nobody holds")


def help_card(
    *, officer: bool, administrator: bool = False, text: str = "", title: str = "What I can do for you"
) -> Screen:
    """Help for anybody; raising is offered to officers. `text` says why help is shown."""
    examples = [row for row in EXAMPLES if officer or row[0] not in ("raise", "what if", "bring in", "escalate 42")]
    if administrator:
        examples.append(ADMINISTRATION)
    buttons = [execute("My disputes", LIST, {"do": LIST}, reads_inputs=False)]
    if officer:
        buttons.append(execute("Raise a dispute", RAISE, {"do": RAISE}, reads_inputs=False))
    return screen(
        title,
        [
            heading(title),
            *([line(text)] if text else []),
            line("I carry disputes through your council's own protocol. Type one of these, or press a button:"),
            table((f"“{example}”", meaning) for example, meaning in examples),
            line("Use reference numbers, never a child's name. Nothing is sent before you confirm it."),
        ],
        buttons=buttons,
    )


def welcome_card(*, officer: bool, administrator: bool = False) -> Screen:
    """What somebody sees when the assistant has been installed for them."""
    return help_card(officer=officer, administrator=administrator, title="Welcome to the Dispute Resolution Assistant")
