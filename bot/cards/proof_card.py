"""The card of a dispute's proof of service: what was sent to whom, whether it got there, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.cards.buttons import PROOF, execute, show_button
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import escaped, first_up, heading, line, small
from casework.proof_of_service import ProofOfService, ServedLine
from casework.served_words import all_words, moment_words

PAGE = 8
"""Notices on one card: each has a few recipients, and all of it must stay below what Teams takes."""


def proof_card(proof: ProofOfService, after: int = 0) -> Screen:
    """One page of the proof, the newest notice first, after the first `after` of them."""
    notices = _notices(proof)
    shown = notices[after : after + PAGE]
    more = len(notices) - after - len(shown)
    title = f"{proof.reference}: proof of service"
    body = [
        heading(title),
        line("What was sent, by e-mail and as a card in Teams, and what came of it. A machine's answer is no answer."),
        *(part for notice in shown for part in _notice(notice)),
        *([] if shown else [line("Nothing has been sent yet.")]),
    ]
    data = {"do": PROOF, "reference": proof.reference, "after": after + PAGE}
    earlier = [execute(f"Show {min(more, PAGE)} earlier", PROOF, data, reads_inputs=False)] if more > 0 else []
    note = "With every id: drp export proof, which your administrator can run for you."
    return screen(title, body, buttons=[show_button(proof.reference), *earlier], after=[small(note)])


def _notices(proof: ProofOfService) -> Sequence[Sequence[ServedLine]]:
    grouped = groupby(proof.lines, key=lambda each: (each.entry, each.number))
    return [list(lines) for _, lines in grouped][::-1]


def _notice(lines: Sequence[ServedLine]) -> Iterator[Json]:
    first = lines[0]
    stage = f"{escaped(first.stage)}: " if first.stage else ""
    yield line(f"{stage}{first.what[:1].lower() + first.what[1:] if stage else first.what}", strong=True)
    yield small(f"Queued {moment_words(first.queued_at)}.")
    for each in lines:
        as_what = "Copy" if each.copied else "To"
        role = f" ({escaped(each.roles)})" if each.roles else ""
        yield line(f"{as_what} {escaped(each.recipient.name)}{role}:\n{_list(each)}")


def _list(each: ServedLine) -> str:
    """A Markdown list, which Teams shows as one and reads out line by line."""
    said = all_words(each) or ["not queued by any channel"]
    return "\n".join(f"- {first_up(escaped(part))}" for part in said)
