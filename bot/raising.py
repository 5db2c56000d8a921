"""How raising begins: under which protocol, or as which of the small processes, and the order for its dialog."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import RAISE, execute
from bot.cards.choice_card import choice_card
from bot.cards.screen import Json, Screen
from bot.orders import raise_order
from casework.desk import Desk
from casework.open_dispute import officer_of
from disputes.protocol import Protocol
from disputes.refusals import Refusal

_TELLING = 4
"""Longer words than this tell one title from another."""

_IN_EVERY_NAME = frozenset({"about", "process", "before", "dispute", "disputes", "resolution", "procedure"})


async def raise_or_choose(
    desk: Desk,
    person_id: str,
    draft: str,
    *,
    protocol: str = "",
    words: str = "",
    brought_in: bool = False,
    sibling: str | None = None,
) -> Json | Screen:
    """The order for the raise dialog, or the card that asks for the protocol first. Refuses who may begin nothing.

    `words` may name one, such as "practice recognition"; without a name a dispute is meant, where there can be one.
    """
    disputes = await officer_of(desk, person_id)
    processes = await officer_of(desk, person_id, processes=True)
    known = [*disputes, *processes]
    if not known:
        raise Refusal(
            "not-an-officer",
            "Disputes are raised by reviewing officers, and you aren't one in the directory.",
            "If that is wrong, ask your administrator to add your appointment.",
        )
    meant = _named(known, words) or disputes or processes
    chosen = next((p for p in known if p.id == protocol), meant[0] if len(meant) == 1 else None)
    if chosen is None:
        data = {"do": RAISE, "brought_in": brought_in}
        buttons = [execute(p.title, RAISE, {**data, "protocol": p.id}, reads_inputs=False) for p in meant]
        return choice_card("Under which protocol?", "You are an officer of more than one.", buttons)
    return await raise_order(desk, person_id, chosen, draft, brought_in=brought_in, sibling=sibling)


async def may_begin(desk: Desk, person_id: str) -> list[Protocol]:
    """What somebody may begin: disputes under these protocols, and the small processes beside them."""
    return [*await officer_of(desk, person_id), *await officer_of(desk, person_id, processes=True)]


def _named(known: Sequence[Protocol], words: str) -> list[Protocol]:
    """The one whose name the words come closest to, or several as close; none where they name none."""
    typed = {_stem(word) for word in words.split() if len(word) > _TELLING and word not in _IN_EVERY_NAME}
    told = [_told(protocol, typed) for protocol in known]
    most = max(told)
    return [protocol for protocol, score in zip(known, told, strict=True) if score == most] if most[0] else []


def _told(protocol: Protocol, typed: set[str]) -> tuple[int, float]:
    """How many words of a name were typed, and how much of the name they are."""
    named = f"{protocol.title} {protocol.stages[0].title if protocol.process else ''}".casefold().split()
    stems = {_stem(word) for word in named if len(word) > _TELLING}
    found = len(typed & stems)
    return found, found / max(1, len(stems))


def _stem(word: str) -> str:
    """Enough of a word to be the same in "recognise" and "recognition", "check" and "checks"."""
    return word.strip(".,:()").removesuffix("s")[:6]
