"""A refusal in words: what is wrong, and what to do next."""

from __future__ import annotations

from bot.cards.words import citing
from disputes.refusals import Refusal


def refusal_words(refusal: Refusal) -> str:
    """What a person reads when something may not be done, with the rules behind it."""
    unsaid = [rule for rule in refusal.rules if f"({rule})" not in refusal.text]
    return f"{citing(refusal.text, unsaid)} {refusal.next_step}".strip()
