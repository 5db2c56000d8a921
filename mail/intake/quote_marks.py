"""How quoted text begins: the lines that mail programs put above it, in the languages that reach a British council."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINE = 1_000
_BLOCK = 600

_WROTE = re.compile(
    r"\b(?:wrote|writes|a écrit|schrieb|ha scritto|scritto|escribió|escreveu|schreef|skrev|kirjoitti"
    r"|napisał(?:\(a\))?|napisała|írta|написал|пишет|yazdı|a scris)(?:\b|(?<=\)))",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^[\s\-*\"'–—]{0,12}(?:on|at|le|am|il|in data|el|op|em|den|dnia|w dniu|dne|a|на"
    r"|(?:mon|tue|wed|thu|fri|sat|sun|man|tir|ons|tor|fre|lør|søn|lun|mar|mer|jeu|ven|sam|dim|ma|ti|ke|to|pe|la|su"
    r"|пн|вт|ср|чт|пт|сб|вс)[a-z]{0,6}\.?,?"
    r"|\d{1,4})(?=[\s.,/:\-])",
    re.IGNORECASE,
)
_LATER = re.compile(r"^\W{0,12}(?!at\b)", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}")
_DATE = re.compile(
    r"\b(?:\d{4}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?,?\s+\w{3,9}|\w{3,9}\.?\s+\d{1,2}\b)"
)
_ENDING = re.compile(r"(?::|：|-{2,6}|wrote)\s*$", re.IGNORECASE)
_ADDRESSED = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,253}>?\s*:\s*$")

_DIVIDER = re.compile(
    r"^\s{0,4}-{2,12}\s{0,3}(?:original (?:message|appointment)|forwarded (?:message|by .{0,80})|reply message"
    r"|ursprüngliche nachricht|weitergeleitete nachricht|message (?:d'origine|original|transféré)|mensaje original"
    r"|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig (?:besked|meddelelse)"
    r"|original meddelelse|opprinnelig melding|ursprungligt meddelande|alkuperäinen viesti|wiadomość oryginalna"
    r"|исходное сообщение)\s{0,3}-{2,12}\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s{0,4}(?:[_=\-*]{3,}|[_=\-*](?:\s[_=\-*]){3,})\s*$")

_LABELS = {
    "from": "from|von|de|da|van|fra|från|od|от|lähettäjä|expéditeur|remitente",
    "date": "sent|date|gesendet|datum|envoyé(?: le)?|inviato|data|verzonden|dato|sendt|skickat|enviado(?: el)?|fecha"
    "|wysłano|отправлено|дата|lähetetty|message du",
    "to": "to|cc|an|à|a|aan|til|till|para|do|кому|vastaanottaja|copie à|copia|kopie",
    "subject": "subject|betreff|objet|oggetto|onderwerp|emne|ämne|asunto|assunto|temat|тема|aihe|sujet|importance"
    "|attachments",
}
_LABEL = {
    name: re.compile(rf"^[\s*>]{{0,6}}(?:{words})[\s*]{{0,4}}[:：]", re.IGNORECASE) for name, words in _LABELS.items()
}

_ANY_LABEL = re.compile(rf"^[\s*>]{{0,6}}(?:{'|'.join(_LABELS.values())})[\s*]{{0,4}}[:：]", re.IGNORECASE)


def heading(lines: Sequence[str], at: int) -> int | None:
    """How many lines from `at` introduce quoted text ("On ... wrote:", "From: ... Sent: ..."), or None."""
    if not lines[at].strip():
        return None
    if _DIVIDER.match(lines[at][:_LINE]):
        return 1
    if _ANY_LABEL.match(lines[at][:_LINE]):
        return _labels(lines, at) or _sentence(lines, at)
    return _sentence(lines, at)


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a drawn line."""
    return bool(_RULE.match(line[:_LINE]))


def _sentence(lines: Sequence[str], at: int) -> int | None:
    if not _OPENING.match(lines[at][:_LINE]):
        return None
    for count in range(1, 5):
        block = _joined(lines, at, count)
        if block is None or len(block) > _BLOCK:
            return None
        if _introduces(block):
            # The author's own last line may stand right above: the heading begins as late as it can.
            later = (_joined(lines, at + skip, count - skip) for skip in range(1, count))
            return None if any(text and _LATER.match(text) and _introduces(text) for text in later) else count
    return None


def _joined(lines: Sequence[str], at: int, count: int) -> str | None:
    part = lines[at : at + count]
    return " ".join(line.strip() for line in part) if len(part) == count and all(p.strip() for p in part) else None


def _introduces(block: str) -> bool:
    if not _OPENING.match(block) or not _ENDING.search(block[-40:]):
        return False
    if _ADDRESSED.search(block[-340:]) and (_TIME.search(block) or _DATE.search(block)):
        return True
    return bool(_WROTE.search(block) and _DATE.search(block))


def _labels(lines: Sequence[str], at: int) -> int | None:
    found: set[str] = set()
    last = misses = 0
    for offset, line in enumerate(lines[at : at + 12]):
        label = next((name for name, pattern in _LABEL.items() if pattern.match(line[:_LINE])), None)
        if label:
            found.add(label)
            last, misses = offset, 0
        elif offset == 0 or misses or not line.strip():
            break
        else:
            # An address that was wrapped on to the next line.
            misses += 1
    enough = len(found) >= 3 or (len(found) == 2 and "from" in found)
    return last + 1 if enough else None
