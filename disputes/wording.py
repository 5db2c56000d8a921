"""The wording guard: points out, before anything is sent, what doesn't belong on a record (W22, B34).

Two things are looked for: a judgement of a staff member's performance beside a person or a post, and a capitalised
word that nobody knows, which may be a child's name. Neither stops anybody: the officer may keep the words, and for a
judgement says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from disputes.fields import Field, FieldKind

KEPT = Field(name="wording_kept", label="If wording was pointed out and stays: why", required=False)
"""Asked with every text that is written under a protocol with a rule about wording."""

_JUDGEMENTS = re.compile(
    r"\b(incompeten\w+|inept\w*|laz(?:y|iness|ily)|useless|unprofessional\w*|negligen\w+|careless\w*|sloppy|shoddy"
    r"|dishonest\w*|unreliable|hopeless|clueless|rude\w*|arrogan\w+|obstructive"
    r"|(?:poor|bad|weak|inadequate|substandard) (?:practice|performance|worker|manager|practitioner|judge?ment)"
    r"|(?:can(?:no|')t|unable to|unfit to|doesn't|does not|never) (?:do|doing) (?:his|her|their|the) job"
    r"|fail\w* in (?:his|her|their) (?:job|role|duty|duties)|not up to (?:the|his|her|their) (?:job|role)"
    r"|(?:lied|lies|liar|lying)\b|underperform\w*|couldn't care less|can't be bothered)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(he|she|they|his|her|their|him|them|worker|manager|colleague|staff|team)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_OWNER = re.compile(r"^\s*([A-Z][a-z-]{2,})[’']s\b")
_CAPITALISED = re.compile(r"(?<![\w.!?’'-])[A-Z][a-z’'-]{2,}\b")
_EVERYDAY = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december easter christmas england wales english british ofsted cafcass council
    children child care plan review service services social worker team manager head director stage level act
    regulations handbook teams email local authority placement court guardian health education school
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A piece of text to look at again. `judges` says that it needs a reason to stay."""

    words: str
    text: str
    judges: bool


def doubts_about(text: str, known: Iterable[str]) -> list[Doubt]:
    """What to look at again in a text; `known` are the names and titles of the directory and the protocol."""
    names = [name for name in known if name]
    vocabulary = _EVERYDAY | {word.casefold() for name in names for word in re.findall(r"[\w’'-]+", name)}
    found: list[Doubt] = []
    for sentence in (match.group() for match in _SENTENCE.finditer(text)):
        for match in _JUDGEMENTS.finditer(sentence):
            if _PERSON.search(sentence) or any(name.casefold() in sentence.casefold() for name in names):
                words = match.group()
                found.append(Doubt(words, f"“{words}” judges somebody's performance.", judges=True))
        for word in _perhaps_names(sentence):
            if word.casefold() not in vocabulary:
                found.append(Doubt(word, f"“{word}” may be a name; use a reference.", judges=False))
    return list(dict.fromkeys(found))


def _perhaps_names(sentence: str) -> list[str]:
    """Capitalised words, but for the first of a sentence, which is so anyway; that one only where it owns something."""
    owner = _OWNER.match(sentence)
    inside = _CAPITALISED.findall(sentence.lstrip()[1:])
    return [*([owner[1]] if owner else []), *(word.removesuffix("'s").removesuffix("’s") for word in inside)]


def with_reason(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields of a form and, where it has a text to write, the reason to keep wording that was pointed out."""
    writes = any(field.kind is FieldKind.TEXT and field.required for field in fields)
    return (*fields, KEPT) if writes else tuple(fields)


def doubts_in(fields: Sequence[Field], values: Mapping[str, str], known: Iterable[str]) -> list[Doubt]:
    """What to look at again in the texts of a form, each piece once."""
    known = tuple(known)
    names = (field.name for field in fields if field.kind is FieldKind.TEXT and field.name != KEPT.name)
    texts = (values[name] for name in names if name in values)
    return list(dict.fromkeys(doubt for text in texts for doubt in doubts_about(text, known)))
