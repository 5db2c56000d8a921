"""What people type: the wish, the dispute that it is about, and the words that tell one move of a kind from another."""

from __future__ import annotations

import pytest

from bot.phrases import Number, Wish, understand


@pytest.mark.parametrize(
    ("typed", "move", "number", "words"),
    [
        ("Go straight to Stage 3 1", "enter-higher", 1, "stage 3"),
        ("go straight to level 4 for DRP-2026-0007", "enter-higher", 7, "level 4"),
        ("escalate to stage 2", "escalate", None, "stage 2"),
        ("please escalate 42!", "escalate", 42, "escalate"),
    ],
)
def test_the_number_of_a_stage_is_none_of_a_dispute(typed: str, move: str, number: int | None, words: str) -> None:
    understood = understand(typed)
    assert (understood.wish, understood.move) == (Wish.MOVE, move)
    assert (understood.about.number if understood.about else None) == number
    assert words in understood.words


@pytest.mark.parametrize("typed", ["what if", "What if?", "what-if", "wht if", "What if I raised one today?"])
def test_what_if_asks_for_the_dates_of_raising_today(typed: str) -> None:
    assert understand(typed).wish is Wish.WHAT_IF


def test_a_stage_alone_says_nothing() -> None:
    assert understand("stage 3").wish is Wish.UNCLEAR
    assert understand("3") == understand("status 3").__class__(Wish.STATUS, about=Number(3))
