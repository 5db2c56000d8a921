"""What the assistant can do, with examples of what to type."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import LIST, RAISE, execute
from bot.cards.screen import Screen, screen
from bot.cards.words import escaped, heading, line, table

EXAMPLES = (
    ("my disputes", "what you have on hand, what is owed, and your next move"),
    ("what do I owe", "what waits for you, the soonest first"),
    ("what is overdue", "only what is late"),
    ("status 42", "where DRP-2026-0042 stands, and what you may do next"),
    ("timeline 42", "its way through the stages, and what happened"),
    ("who is covering for the team manager", "who answers for a role just now"),
    ("I need more time on 42", "a request to the officer, if you owe something; no limit is extended"),
    ("arrange cover", "somebody stands in for you; every date stays as it is"),
)
FOR_OFFICERS = (
    ("escalate 42", "the next stage, after a preview; every other move works like this"),
    ("raise", "a new dispute, step by step"),
    ("what if", "when each stage would be due, were you to raise one today"),
    ("bring in", "a dispute that is already under way"),
)
LAST = ("cancel", "stop whatever we are in the middle of")
ADMINISTRATION = ("administration", "what was set aside, who isn't reached, which posts nobody holds")


def help_card(
    *,
    officer: bool,
    administrator: bool = False,
    processes: Sequence[str] = (),
    text: str = "",
    title: str = "What I can do for you",
) -> Screen:
    """Help for anybody; raising is offered to officers, and the small `processes` to whoever may begin them.

    `text` says why help is shown.
    """
    examples = [*EXAMPLES, *(FOR_OFFICERS if officer else ()), *_to_begin(processes)]
    if administrator:
        examples.append(ADMINISTRATION)
    examples.append(LAST)
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
            line("Your own words will do, too; I ask where I'm not sure, and nothing is sent before you confirm it."),
            line("Use reference numbers, never a child's name."),
        ],
        buttons=buttons,
    )


def _to_begin(processes: Sequence[str]) -> list[tuple[str, str]]:
    return [(escaped(_as_typed(title)), "begins this small process") for title in processes]


def _as_typed(title: str) -> str:
    """A title as somebody would type it: abbreviations keep their capitals."""
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in title.split())


def welcome_card(*, officer: bool, administrator: bool = False) -> Screen:
    """What somebody sees when the assistant has been installed for them."""
    return help_card(officer=officer, administrator=administrator, title="Welcome to the Dispute Resolution Assistant")
