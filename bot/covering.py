"""Arranging cover in chat: the order for its dialog, filled in with what was typed already."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.cards.buttons import Place
from bot.cards.screen import Json
from bot.orders import plain_field
from casework.cover_plan import cover_fields
from casework.desk import Desk
from casework.open_notice import open_notice
from casework.reply_choice import meeting_date
from disputes.entries import EntryKind
from disputes.working_days import london_date

COVER = "cover"
"""The dialog that takes the order."""

_BY = re.compile(r"\bby\s+(?P<by>[^\s,;]+@[^\s,;]+|[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*)*)")
_FOR = re.compile(r"\bcover for\s+(?P<away>[^\s,;]+@[^\s,;]+|[A-Z][\w'’.-]*(?:\s+[A-Z][\w'’.-]*)*)")
_SPAN = re.compile(
    r"\b(?:from\s+)?(?P<first>[\w /.-]+?)\s+(?:to|until|till|through|-|–)\s+(?P<last>[\w /.-]+?)(?=\s+by\b|[.!?,;]|$)",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


_ASKS = re.compile(
    r"\b(?:cover|stand(?:s)? in|deputise) for me\b|\b(?:arrange|organise|set up|need|want)\b[^?]*\bcover\b"
    r"|\bi(?:'m| am| will be|'ll be) (?:away|off|on leave)\b",
    re.IGNORECASE,
)


def asks_for_cover(text: str) -> bool:
    """Whether somebody wants cover for themselves, rather than to know who covers whom."""
    return bool(_ASKS.search(text.replace("’", "'"))) and not text.strip().casefold().startswith("who")


async def cover_order(desk: Desk, person_id: str, draft: str, text: str = "") -> Json:
    """What the dialog is to ask and do; `draft` gives it its one effect. Whatever the text doesn't say is asked."""
    fields = await cover_fields(desk, person_id)
    said = said_of_cover(text, london_date(desk.clock()))
    names = {field.name for field in fields}
    return {
        "person": person_id,
        "title": "Arrange cover",
        "done": "cover is arranged",
        "draft": draft,
        "pages": [[plain_field(field) for field in fields]],
        "asked": [],
        "values": {name: value for name, value in said.items() if name in names},
        "at": 0,
        "message": None,
    }


async def as_asked(desk: Desk, person_id: str, place: Place, order: Json) -> Json:
    """The order with who is away, and until when, where its button is on a card that asks for cover."""
    if place.entry is None:
        return order
    async with desk.store.reading() as work:
        opened = await open_notice(work, desk, person_id, place.reference, place.entry, place.notice or 0)
        values = opened.entry.values if opened.entry.kind is EntryKind.COVER_ASKED else {}
        away = await work.directory.person(values["away"]) if values else None
    if away is None:
        return order
    names = {item["name"] for page in order["pages"] for item in page}
    told = {"away": away.email, "starts": london_date(desk.clock()).isoformat(), "ends": values.get("until", "")}
    return {**order, "values": {**order["values"], **{n: v for n, v in told.items() if n in names and v}}}


def said_of_cover(text: str, today: date) -> dict[str, str]:
    """Who and when, as far as a sentence like "cover for me from Monday to Friday by Lena Brook" says."""
    said: dict[str, str] = {}
    away = _FOR.search(text)
    if away:
        said["away"] = away["away"].rstrip(".,;!?")
    by = _BY.search(text)
    if by:
        said["by"] = by["by"].rstrip(".,;!?")
    rest, asked = _FROM.search(text), _ASKS.search(text)
    span = _SPAN.search(rest["rest"] if rest else text[asked.end() if asked else 0 :])
    first = day_named(span["first"], today) if span else None
    if span and first:
        said["starts"] = first.isoformat()
        last = day_named(span["last"], first)
        if last:
            said["ends"] = last.isoformat()
    return said


def day_named(words: str, on: date) -> date | None:
    """The day that words mean, not before `on`: today, tomorrow, the next of that weekday, or a date."""
    plain = words.strip(" .,").casefold().removeprefix("next ").removeprefix("this ")
    if plain in ("today", "now"):
        return on
    if plain == "tomorrow":
        return on + timedelta(days=1)
    weekday = next((n for n, name in enumerate(_WEEK) if len(plain) > 2 and name.startswith(plain)), None)
    if weekday is not None:
        return on + timedelta(days=(weekday - on.weekday()) % 7)
    return meeting_date(words, on)
