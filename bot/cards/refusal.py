"""A refusal in words: what is wrong, and what to do next."""

from __future__ import annotations

from disputes.refusals import Refusal


def refusal_words(refusal: Refusal) -> str:
    """What a person reads when something may not be done, with the rules behind it."""
    rules = f" ({', '.join(refusal.rules)})" if refusal.rules else ""
    return f"{refusal.text}{rules} {refusal.next_step}".strip()
