"""What somebody typed, understood loosely: a small table of phrases, and references in any spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from disputes.moves.catalogue import MOVES


class Wish(StrEnum):
    """What somebody wants."""

    HELP = "help"
    CANCEL = "cancel"
    LIST = "list"
    OVERDUE = "overdue"
    STATUS = "status"
    RAISE = "raise"
    BRING_IN = "bring in"
    SIBLING = "sibling"
    WHAT_IF = "what if"
    MOVE = "move"
    UNCLEAR = "unclear"


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
    """A wish, the move where it is one, and the dispute that it is about. `sure` is False for a guessed slip.

    `words` is what was typed besides the reference: it may name which of several moves of a kind is meant.
    """

    wish: Wish
    move: str = ""
    about: Number | None = None
    sure: bool = True
    words: str = ""


_PHRASES: Mapping[Wish, str] = {
    Wish.HELP: "help|?|hi|hello|hey|good morning|good afternoon|start|menu|what can you do|thanks|thank you",
    Wish.CANCEL: "cancel|stop|quit|never mind",
    Wish.LIST: (
        "my disputes|disputes|my cases|cases|caseload|my caseload|list|show my disputes|what do i owe|what i owe"
        "|to do|my work|what is on my plate"
    ),
    Wish.OVERDUE: "overdue|what is overdue|what's overdue|whats overdue|what is late|late",
    Wish.STATUS: "status|show|open|status of|show me|where is|how is|look up|timeline",
    Wish.RAISE: (
        "raise|raise a dispute|raise dispute|new dispute|new|start a dispute"
        "|start a new dispute|i want to raise a dispute"
    ),
    Wish.BRING_IN: "bring in|bring in a dispute|bring a dispute in|import a dispute|already under way",
    Wish.WHAT_IF: "what if|what-if|what if i raise|what if i raise one today|what if i raised one today|when is it due",
    Wish.SIBLING: "sibling|raise for a sibling of|raise the same for a sibling of|same for sibling|same for a sibling",
}

_MOVES: Mapping[str, str] = {
    "acknowledge": "ack|acknowledged",
    "respond": "answer|reply|response",
    "confirm-meeting": "confirm meeting|confirm the meeting|confirm a meeting date|confirm meeting date|confirm date",
    "classify-reply": "classify|classify reply|classify the reply",
    "record-meeting": "record meeting|meeting held|the meeting was held",
    "rearrange-meeting": "change meeting date|rearrange the meeting|rearrange meeting|move the meeting",
    "resolve": "resolved|it is resolved|close",
    "escalate": "escalate to the next stage|go up|take it up|progress",
    "give-intent": "give notice|notice of intent|intent|give intent",
    "take-step": "legal advice|seek legal advice|ofsted|notify ofsted|cafcass|refer|take step|take a step",
    "enter-higher": "enter higher|go straight to|skip a stage|skip",
    "record-conversation": "record conversation|conversation|record a call|record a phone call",
    "consult": "consultation|record consultation|second opinion",
    "fulfil": "done|fulfil|mark done",
    "tell": "told|record told",
    "note": "add note|write a note",
    "correct": "correction|correct entry",
    "hand-over": "hand over|handover|hand it over",
    "end": "end unresolved",
    "withdraw": "withdrawn",
}


def _table() -> dict[str, tuple[Wish, str]]:
    table = {phrase: (wish, "") for wish, phrases in _PHRASES.items() for phrase in phrases.split("|")}
    for move in MOVES:
        phrases = (move.title.casefold(), move.id, *_MOVES.get(move.id, "").split("|"))
        table |= {phrase: (Wish.MOVE, move.id) for phrase in phrases if phrase}
    return table


_KNOWN = _table()
_REFERENCE = re.compile(r"\b(?:drp[\s\-–_/.#]*)?(?:(20\d\d)[\s\-–_/.]+)?#?(\d{1,6})\b|\bdrp[\s\-]*(20\d\d)(\d{4})\b")
_RUNG = re.compile(r"\b(?:stage|level)\s+\d{1,2}\b")
_POLITE = re.compile(
    r"\b(please|pls|can you|could you|i want to|i would like to|i'd like to|dispute|number|no|ref|the)\b"
)
_CLOSE = 0.8


def understand(text: str) -> Understood:
    """What somebody wants; UNCLEAR where it can't be told."""
    plain = " ".join(text.casefold().replace("’", "'").split()).strip(" .!")
    # The number of a stage is none of a dispute; which stage is meant stays among the words.
    rung = "".join(_RUNG.findall(plain)[:1])
    plain = plain.replace(rung, " ", 1) if rung else plain
    found = _REFERENCE.search(plain)
    about = _number(found) if found else None
    words = plain if found is None else f"{plain[: found.start()]} {plain[found.end() :]}"
    for phrase in dict.fromkeys((_tidy(words), _tidy(_POLITE.sub(" ", words)))):
        known = _KNOWN.get(phrase)
        if known:
            return Understood(known[0], known[1], about, words=f"{phrase} {rung}".strip())
        if not phrase and about:
            return Understood(Wish.STATUS, about=about)
    close = get_close_matches(_tidy(words), _KNOWN, n=1, cutoff=_CLOSE)
    if close:
        wish, move = _KNOWN[close[0]]
        return Understood(wish, move, about, sure=False, words=f"{close[0]} {rung}".strip())
    return Understood(Wish.UNCLEAR, about=about, sure=False)


def _number(found: re.Match[str]) -> Number:
    year, number = found[1] or found[3], found[2] or found[4]
    return Number(int(number), int(year) if year else None)


def _tidy(words: str) -> str:
    tidy = " ".join(words.split()).strip(" .!,:;-")
    return tidy.rstrip("? ") or tidy
