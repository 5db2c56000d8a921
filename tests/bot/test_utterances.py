"""What people type is understood, with slips and in any case; what is doubtful is asked about, never guessed at."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

import pytest

from bot.phrasebook import FILLER, Wish
from bot.phrases import Understood, understand
from bot.spelling import SHORTEST
from tests.bot.utterances import ASKED_BACK, NOT_UNDERSTOOD, SLIPPED, UNDERSTOOD, Row

SLIPS = 6
"""Slips made in each of the phrases, by a chance that is always the same."""

ENOUGH = 0.97
"""How many of the slips have to be understood all the same; the others must be asked about or helped with."""


def meant(understood: Understood) -> Wish | str:
    return understood.move if understood.wish is Wish.MOVE else understood.wish


def test_the_table_is_long_enough() -> None:
    assert len(UNDERSTOOD) >= 120
    assert len({typed for typed, _, _ in UNDERSTOOD}) == len(UNDERSTOOD)


@pytest.mark.parametrize(("typed", "wanted", "number"), [*UNDERSTOOD, *SLIPPED])
def test_what_is_typed_is_understood(typed: str, wanted: Wish | str, number: int | None) -> None:
    for spelled in (typed, typed.upper(), f"  {typed} . "):
        found = understand(spelled)
        assert meant(found) == wanted
        assert (found.about.number if found.about else None) == number


@pytest.mark.parametrize(("typed", "among"), ASKED_BACK)
def test_what_could_mean_several_things_is_asked_about(typed: str, among: frozenset[str]) -> None:
    found = understand(typed)
    assert found.wish is Wish.UNCLEAR
    assert among <= {move for _, move in found.either}
    assert found.about
    assert found.about.number == 42


@pytest.mark.parametrize("typed", NOT_UNDERSTOOD)
def test_what_isnt_understood_asks_for_nothing(typed: str) -> None:
    found = understand(typed)
    assert (found.wish, found.either) == (Wish.UNCLEAR, ())


def test_two_disputes_at_once_are_noticed() -> None:
    found = understand("escalate 42 and 43")
    assert found.about
    assert (found.about.number, [each.number for each in found.others]) == (42, [43])


def test_a_slip_is_understood_or_asked_about_and_is_never_another_action() -> None:
    made, right, wrong = 0, 0, list[tuple[str, str, str]]()
    for row, slip in slips():
        made += 1
        found = meant(understand(slip))
        right += found == row[1]
        if found != row[1] and not isinstance(found, Wish):
            wrong.append((row[0], slip, found))
    assert made > 300
    assert right / made >= ENOUGH, f"{right} of {made}"
    assert not wrong, wrong


def test_whatever_is_typed_is_answered_by_something() -> None:
    chance = random.Random(11)
    for _ in range(300):
        letters = chance.choices(string.printable + "éß漢🎉’–", k=chance.randrange(60))
        assert understand("".join(letters)).wish in Wish


def slips() -> Iterator[tuple[Row, str]]:
    """Each phrase with a letter swapped, doubled, left out or changed in one of its telling words."""
    chance = random.Random(5)
    for row in UNDERSTOOD:
        words = row[0].split()
        telling = [n for n, w in enumerate(words) if w.isalpha() and len(w) > SHORTEST and w.casefold() not in FILLER]
        for _ in range(SLIPS if telling else 0):
            at = chance.choice(telling)
            slipped = _slipped(words[at], chance)
            yield row, " ".join([*words[:at], slipped, *words[at + 1 :]])


def _slipped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
        case 1:
            return f"{word[:at]}{word[at]}{word[at:]}"
        case 2:
            return word[:at] + word[at + 1 :]
        case _:
            return f"{word[:at]}{chance.choice(string.ascii_lowercase)}{word[at + 1 :]}"
