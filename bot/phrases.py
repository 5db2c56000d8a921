"""What somebody typed, understood loosely: the wish, the dispute that it is about, and what else was said.

In order: the reference is taken out, slips are put right, and the phrase of the book whose telling words are all there
wins, the longest first. Two that fit as well are asked about. Whatever follows shows a preview before it does anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.phrasebook import AS_TYPED, FILLER, MOVES, NEVER, WISHES, Wish
from bot.spelling import corrected
from disputes.moves.catalogue import MOVES as CATALOGUE

__all__ = ["Number", "Understood", "Wish", "understand"]

Meaning = tuple[Wish, str]
"""A wish and, where it is one, the move."""


@dataclass(frozen=True, slots=True)
class Number:
    """A dispute's number as it was typed; the year may be left out."""

    number: int
    year: int | None = None

    def reference(self, year: int) -> str:
        """The reference in full; `year` stands in for one that wasn't typed."""
        return f"DRP-{self.year or year}-{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Understood:
    """A wish, the move where it is one, and the dispute that it is about. `sure` is False for anything guessed.

    `words` is what was typed besides the reference: it may name which of several moves of a kind is meant, or whose
    disputes. `either` are the meanings that it could have, where there are several, and `others` further disputes that
    were named.
    """

    wish: Wish
    move: str = ""
    about: Number | None = None
    sure: bool = True
    words: str = ""
    either: tuple[Meaning, ...] = ()
    others: tuple[Number, ...] = ()


_REFERENCE = re.compile(
    r"\b(?:drp[\s\-–_/.#]*)?(?:(20\d\d)[\s\-–_/.]+)?#?(\d{1,6})\b(?!\s*(?:working|days?\b|weeks?\b|hours?\b|%|[ap]m\b))"
    r"|\bdrp[\s\-]*(20\d\d)(\d{4})\b"
)
_RUNG = re.compile(r"\b(stage|level)\s+(\d{1,2}|one|two|three|four|five)\b")
_MARKER = re.compile(r"\b20[\s\-]+(?:\w+[\s\-]+)?days?(?:[\s\-]+marker)?\b|\b20[\s\-]wd\b")
_SLIPPED_RUNG = re.compile(r"\b([a-z]{4,6})(?=\s+\d\b)")
_IN_FIGURES = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_POLITE = re.compile(
    r"\b(please|pls|can you|could you|i want to|i would like to|i'd like to|i need to|let me"
    r"|dispute|number|no|ref|the)\b"
)
_SHORT_FOR = (
    (re.compile(r"\b(what|who|where|how|it|that|there|when)'s\b"), r"\1 is"),
    (re.compile(r"\b(i|we|you|they)'(?:ve|d)\b"), r"\1 have"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\b(whats|wats)\b"), "what is"),
    (re.compile(r"\bwhos\b"), "who is"),
)
_WORD = re.compile(r"[a-z0-9']+")
_ASKING = "has have had did is are was were when where how why what which who does"
_ASKS = frozenset(_ASKING.split())
_BEGINS: Mapping[str, Meaning] = {"done ": (Wish.MOVE, "fulfil"), "what if ": (Wish.WHAT_IF, "")}
"""Words with which a meaning begins, whatever comes after them."""
_WHO = re.compile(r"^who (?:is|are|was)\b")
_WHO_IS_LATE = frozenset({Wish.OVERDUE, Wish.OWED})
_WIDE = frozenset({Wish.LIST, Wish.STATUS})
"""Wishes whose words stand beside narrower ones: "show my team" is about the team."""
_MOST_MEANINGS = 5


def _plain(text: str) -> str:
    plain = " ".join(text.casefold().replace("’", "'").split())
    for short, full in _SHORT_FOR:
        plain = short.sub(full, plain)
    return plain


def _words(text: str) -> list[str]:
    words = (word.removesuffix("'s").strip("'") for word in _WORD.findall(_plain(text)))
    return [word for word in words if word]


def _book() -> Iterator[tuple[str, Meaning]]:
    """Every phrase with what it means: a wish's first, then the moves' own titles and what else they are called."""
    for wish, phrases in WISHES.items():
        yield from ((phrase, (wish, "")) for phrase in phrases.split("|"))
    for move in CATALOGUE:
        phrases = (move.title, move.id.replace("-", " "), *MOVES.get(move.id, "").split("|"))
        yield from ((phrase, (Wish.MOVE, move.id)) for phrase in phrases if phrase)


def _telling(words: list[str]) -> frozenset[str]:
    return frozenset(word for word in words if word not in FILLER and not word.isdigit())


def _exact() -> Mapping[str, Meaning]:
    return {" ".join(_words(phrase)) or phrase: meaning for phrase, meaning in _book()}


def _loose() -> Mapping[frozenset[str], Meaning]:
    """Meanings by their telling words; what two phrases have in common belongs to the first."""
    found: dict[frozenset[str], Meaning] = {}
    for phrase, meaning in _book():
        telling = _telling(_words(phrase))
        if telling - NEVER:
            found.setdefault(telling, meaning)
    return found


_EXACT = _exact()
_LOOSE = _loose()
_KNOWN = frozenset(word for phrase in _EXACT for word in phrase.split()) | FILLER | NEVER
_CLOSE = 0.85
_ENDINGS = (("s", ""), ("es", ""), ("ed", ""), ("d", ""), ("ing", ""), ("ing", "e"), ("ion", "e"), ("er", ""))


LONGEST_WISH = 1_000
"""Characters that can be a wish: a longer text is something else, and looking for one in it could take seconds."""


def understand(text: str) -> Understood:
    """What somebody wants; UNCLEAR where it can't be told."""
    if len(text) > LONGEST_WISH:
        return Understood(Wish.UNCLEAR, sure=False)
    plain = _plain(text).strip(" .!")
    if plain.strip("?") == "":
        return Understood(Wish.HELP if plain else Wish.UNCLEAR, sure=bool(plain))
    rest, rung = _without_rung(_SLIPPED_RUNG.sub(_rung_put_right, _MARKER.sub("marker", plain)))
    rest, numbers = _without_references(rest)
    about = numbers[0] if numbers else None
    typed = _words(rest)
    said = _meaning(typed, rest)
    if said is None and about and not rung and FILLER.issuperset(typed):
        said = _Said((Wish.STATUS, ""), sure=not typed, words=typed)
    words = " ".join([*(said.words if said else typed), *([rung] if rung else [])])
    if said is None or (said.meaning and said.meaning[0] is Wish.UNCLEAR):
        return Understood(Wish.UNCLEAR, about=about, sure=False, words=words, others=numbers[1:])
    if said.meaning is None:
        return Understood(Wish.UNCLEAR, "", about, False, words, said.either, numbers[1:])
    wish, move = _as_asked(said, _words(plain)[0] in _ASKS, about)
    return Understood(wish, move, about, said.sure, words, (), numbers[1:])


@dataclass(frozen=True, slots=True)
class _Said:
    meaning: Meaning | None
    sure: bool
    words: list[str]
    either: tuple[Meaning, ...] = ()
    whole: bool = False


def _meaning(typed: list[str], rest: str) -> _Said | None:
    """What the words come to; None where nothing in them is known."""
    for phrase in (" ".join(typed), " ".join(_words(_POLITE.sub(" ", rest)))):
        if phrase in _EXACT:
            return _Said(_EXACT[phrase], sure=True, words=phrase.split(), whole=True)
    words = _put_right(typed)
    known = _EXACT.get(" ".join(words))
    if known:
        return _Said(known, sure=False, words=words, whole=True)
    telling = _telling(words)
    found: tuple[Meaning, ...] = _best(telling) if telling else ()
    close = get_close_matches(" ".join(typed), _EXACT, n=1, cutoff=_CLOSE) if not found else []
    if close:
        return _Said(_EXACT[close[0]], sure=False, words=close[0].split())
    for start, meaning in _BEGINS.items():
        if f"{' '.join(words)} ".startswith(start):
            return _Said(meaning, sure=False, words=words)
    wishes = {wish for wish, _ in found}
    if words[:1] == ["who"] and (Wish.COVER in wishes or (_WHO.match(" ".join(words)) and not wishes & _WHO_IS_LATE)):
        return _Said((Wish.COVER, ""), sure=False, words=words)
    if not found:
        return None
    if telling & NEVER and not any(NEVER & known for known, meaning in _LOOSE.items() if meaning in found):
        return _Said((Wish.UNCLEAR, ""), sure=False, words=words)
    if len(found) > 1:
        return _Said(None, sure=False, words=words, either=found)
    return _Said(next(iter(found)), sure=False, words=words)


def _best(telling: frozenset[str]) -> tuple[Meaning, ...]:
    """The meanings whose telling words are all there, the most words first; else those of whom half of them are."""
    whole = {known: meaning for known, meaning in _LOOSE.items() if known <= telling}
    if whole:
        most = max(map(len, whole))
        if len(telling) - most > 2 * most + 1:
            return ()
        longest = tuple(dict.fromkeys(meaning for known, meaning in whole.items() if len(known) == most))
        return tuple(meaning for meaning in longest if meaning[0] not in _WIDE) or longest
    half = [meaning for known, meaning in _LOOSE.items() if 2 * len(known & telling) >= len(known)]
    meanings = tuple(dict.fromkeys(half))
    return meanings if len(meanings) <= _MOST_MEANINGS and len(telling) <= 2 else ()


def _as_asked(said: _Said, asks: bool, about: Number | None) -> Meaning:
    """A list of one dispute is that dispute; a question about a move asks how things stand, and begins nothing."""
    wish, move = said.meaning or (Wish.UNCLEAR, "")
    if about and wish in (Wish.LIST, Wish.OWED, Wish.OVERDUE, Wish.TEAM):
        return Wish.STATUS, ""
    if about and wish is Wish.WHAT_IF:
        return Wish.TIMELINE, ""
    if wish is Wish.MOVE and asks and not said.whole:
        return (Wish.STATUS, "") if about else (Wish.OWED, "")
    return wish, move


def _rung_put_right(found: re.Match[str]) -> str:
    return corrected(found[1], ("stage", "level")) if found[1] not in _KNOWN else found[1]


def _without_rung(plain: str) -> tuple[str, str]:
    """The number of a stage is none of a dispute; which stage is meant stays among the words."""
    found = _RUNG.search(plain)
    if not found:
        return plain, ""
    rung = f"{found[1]} {_IN_FIGURES.get(found[2], found[2])}"
    return f"{plain[: found.start()]} {plain[found.end() :]}", rung


def _without_references(plain: str) -> tuple[str, tuple[Number, ...]]:
    numbers: list[Number] = []
    for found in _REFERENCE.finditer(plain):
        year, number = found[1] or found[3], found[2] or found[4]
        numbers.append(Number(int(number), int(year) if year else None))
    return _REFERENCE.sub(" ", plain), tuple(dict.fromkeys(numbers))


def _put_right(typed: list[str]) -> list[str]:
    """The words as they were meant: written apart or together, in another form, with a slip."""
    return [right for word in _together(typed) for right in _apart(_slip(word))]


def _together(typed: list[str]) -> list[str]:
    joined: list[str] = []
    for word in typed:
        if joined and f"{joined[-1]}{word}" in _KNOWN - FILLER:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _slip(word: str) -> str:
    if word in _KNOWN or word in AS_TYPED:
        return word
    right = corrected(word, _KNOWN)
    if right != word:
        return right
    forms = (f"{word.removesuffix(end)}{instead}" for end, instead in _ENDINGS if word.endswith(end))
    return next((form for form in forms if form in _KNOWN), word)


def _apart(word: str) -> list[str]:
    if word in _KNOWN or word in AS_TYPED or len(word) < 6:
        return [word]
    parts = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
    return next(([left, right] for left, right in parts if left in _KNOWN and right in _KNOWN), [word])
