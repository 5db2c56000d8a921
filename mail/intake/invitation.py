"""What a calendar says to a meeting invitation (iTIP's REPLY and COUNTER), read from the part that it sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from casework.received_mail import InvitationAnswer
from disputes.working_days import LONDON, long_date
from mail.intake.parts import Parts

_LIMIT = 100_000
_LINES = 2_000
_PROPERTY = re.compile(r"(?P<name>[A-Za-z-]{1,40})(?P<parameters>(?:;[^:]{0,600})?):(?P<value>.{0,4000})", re.DOTALL)
_STATUS = re.compile(r";PARTSTAT=\"?([A-Za-z-]{1,20})", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{8})(?:T(\d{4})\d{2}(Z)?)?$")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_COMMENT = 2_000
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


@dataclass(frozen=True, slots=True)
class Property:
    """One line of an iCalendar object: its name, its parameters as written, and its value."""

    name: str
    parameters: str
    value: str


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """An answer with the invitation's own id, by which it is found."""

    uid: str
    answer: InvitationAnswer


def read_reply(parts: Parts, sender: str) -> CalendarReply | None:
    """The answer in a mail, of its sender where several attendees are named; None where there is none."""
    for part in parts.leaves:
        method = part.parameters.get("method", "")
        if part.content_type == "text/calendar" and method in {"reply", "counter"}:
            found = _answer(list(_properties(part.text)), method, sender)
            if found:
                return found
    return None


def calendar_text(parts: Parts) -> str:
    """What an answer's calendar part holds, where a signed reference may stand."""
    texts = (p.text[:_LIMIT] for p in parts.leaves if p.content_type == "text/calendar")
    return _unfolded("\n".join(texts))


def _answer(properties: list[Property], method: str, sender: str) -> CalendarReply | None:
    first: dict[str, Property] = {}
    for each in properties:
        first.setdefault(each.name, each)
    attendees = [p for p in properties if p.name == "ATTENDEE"]
    own = next((p for p in attendees if sender and sender in p.value.lower()), attendees[0] if attendees else None)
    said = _STATUS.search(own.parameters) if own else None
    answer = "proposed" if method == "counter" else ANSWERS.get(said[1].upper() if said else "")
    if answer is None:
        return None
    starts = first.get("DTSTART")
    original = first.get("X-MS-OLK-ORIGINALSTART")
    moment = _moment(starts) if starts else ""
    proposed = method == "counter"
    comment = first.get("COMMENT")
    return CalendarReply(
        uid=first["UID"].value.strip()[:400] if "UID" in first else "",
        answer=InvitationAnswer(
            answer=answer,
            meeting=(_moment(original) if original else "") if proposed else moment,
            instead=moment if proposed else "",
            comment=_text(comment.value)[:_COMMENT] if comment else "",
        ),
    )


def _unfolded(text: str) -> str:
    return re.sub(r"\r?\n[ \t]", "", text)


def _properties(text: str) -> Iterator[Property]:
    """Every property of the first event: what an alarm or a time zone says of itself isn't the meeting's."""
    inside: list[str] = []
    for line in _unfolded(text[:_LIMIT]).splitlines()[:_LINES]:
        found = _PROPERTY.match(line.strip())
        if found is None:
            continue
        name, value = found["name"].upper(), found["value"]
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END":
            inside = inside[:-1]
        elif not inside or inside[-1] in {"VCALENDAR", "VEVENT"}:
            yield Property(name, found["parameters"], value)


def _moment(starts: Property) -> str:
    """A date, or a date and time in London; a time in another zone is left as that calendar writes it."""
    found = _MOMENT.match(starts.value.strip())
    try:
        if found is None:
            return ""
        if not found[2]:
            return long_date(datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=LONDON).date())
        local = datetime.strptime(f"{found[1]} {found[2]} {'+0000' if found[3] else '+0100'}", "%Y%m%d %H%M %z")
        at = local.astimezone(LONDON) if found[3] else local.replace(tzinfo=LONDON)
    except ValueError:
        return ""
    return f"{long_date(at.date())}, {at:%H:%M}"


def _text(value: str) -> str:
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).strip()
