"""Typing slips: the known word that a word was meant to be, where there is exactly one."""

from __future__ import annotations

from collections.abc import Collection

SHORTEST = 4
"""Shorter words are taken as they stand: too many others are one letter away."""

_LONG = 8
"""From this length on, two letters may be wrong."""


def corrected(word: str, known: Collection[str]) -> str:
    """The known word that this one was meant to be; the word itself, where none is near or several are."""
    if len(word) < SHORTEST or word in known or not word.isalpha():
        return word
    most = 2 if len(word) >= _LONG else 1
    near: dict[str, int] = {}
    for other in known:
        if abs(len(other) - len(word)) <= most and len(other) >= SHORTEST:
            apart = distance(word, other, most)
            if apart <= most:
                near[other] = apart
    if not near:
        return word
    best = min(near.values())
    closest = [other for other, apart in near.items() if apart == best]
    return closest[0] if len({_root(other) for other in closest}) == 1 else word


def distance(word: str, other: str, most: int) -> int:
    """How many letters were left out, added, changed or swapped; more than `most` is told as `most` and one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        twice_before, before, row = before, row, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and word[at - 2] == wanted:
                cost = min(cost, twice_before[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _root(word: str) -> str:
    """Forms of one word are no different words."""
    return word[:5]
