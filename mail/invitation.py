"""Meetings for people's calendars: invitations, changes and cancellations as iCalendar (RFC 5545, 5546, 6047).

A meeting's name in calendars is our own signed reference, so that an answer to it finds its dispute. It stays the
same through every change; what isn't the newest is known by its sequence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDatetime,
    vText,
)

from casework.views import MeetingView, NoticeView, SeatView
from disputes.working_days import LONDON
from mail.message import Address, CalendarPart, one_line
from mail.signed_reference import ReferenceSigner

USUAL_LENGTH = timedelta(hours=1)
"""How long a meeting is taken to be whose end nobody wrote down."""

_SEAT = "calendar"
_PREFIX = "meeting-"


@dataclass(frozen=True, slots=True)
class MeetingMark:
    """Which meeting of which dispute an answer from a calendar is about; `number` is the entry that set its date."""

    reference: str
    number: int


@dataclass(frozen=True, slots=True)
class Organiser:
    """The shared mailbox, to which calendars answer."""

    name: str
    address: str


def meeting_name(signer: ReferenceSigner, notice: NoticeView, meeting: MeetingView, domain: str) -> str:
    """The meeting's UID: the one that calendars know it by already, else our signed reference."""
    return meeting.known_as or f"{signer.sign(notice.reference, f'{_PREFIX}{meeting.number}', _SEAT)}@{domain}"


def meeting_of(uid: str, signer: ReferenceSigner) -> MeetingMark | None:
    """The meeting that a UID names; None for one that isn't ours. It finds a dispute, and is nobody's identity."""
    signed = signer.verify(uid.partition("@")[0])
    number = (signed.duty or "").removeprefix(_PREFIX) if signed else ""
    if signed is None or not signed.is_for(_SEAT) or not number.isdecimal():
        return None
    return MeetingMark(signed.reference, int(number))


def invitation(notice: NoticeView, meeting: MeetingView, organiser: Organiser, uid: str) -> CalendarPart:
    """The meeting as it goes into calendars, or out of them. It holds the reference and no word about the concern."""
    method = "CANCEL" if meeting.called_off else "REQUEST"
    calendar = Calendar()
    _put(calendar, "prodid", "-//Dispute Resolution Assistant//EN")
    _put(calendar, "version", "2.0")
    _put(calendar, "calscale", "GREGORIAN")
    _put(calendar, "method", method)
    if meeting.begins:
        calendar.add_component(_london())
    calendar.add_component(_event(notice, meeting, organiser, uid))
    return CalendarPart(method, calendar.to_ical().decode())


def _event(notice: NoticeView, meeting: MeetingView, organiser: Organiser, uid: str) -> Event:
    event = Event()
    _put(event, "uid", uid)
    _put(event, "sequence", meeting.revision)
    _put(event, "dtstamp", notice.happened_at.astimezone(UTC).replace(microsecond=0))
    _when(event, meeting)
    _put(event, "summary", f"[{notice.reference}] {one_line(notice.stage)} meeting")
    _put(event, "description", _description(notice, meeting))
    if meeting.words:
        _put(event, "location", one_line(meeting.words))
    _put(event, "organizer", _address(organiser.address, organiser.name))
    for seat in meeting.seats:
        _put(event, "attendee", _attendee(seat))
    _put(event, "status", "CANCELLED" if meeting.called_off else "CONFIRMED")
    # Colleagues who may see somebody's calendar see that they are busy, and not with what.
    _put(event, "class", "PRIVATE")
    return event


def _when(event: Event, meeting: MeetingView) -> None:
    """The hours in London; the whole day, left free, where nobody wrote an hour down."""
    if meeting.begins is None:
        _put(event, "dtstart", meeting.on)
        _put(event, "dtend", meeting.on + timedelta(days=1))
        _put(event, "transp", "TRANSPARENT")
        return
    begins = datetime.combine(meeting.on, meeting.begins, LONDON)
    ends = datetime.combine(meeting.on, meeting.ends, LONDON) if meeting.ends else begins + USUAL_LENGTH
    _put(event, "dtstart", begins)
    _put(event, "dtend", ends)
    _put(event, "transp", "OPAQUE")


def _description(notice: NoticeView, meeting: MeetingView) -> str:
    chair = next((f"{seat.role}" for seat in meeting.seats if seat.chairs), "")
    paragraphs = [
        f"Dispute {notice.reference}, {notice.stage}. {notice.protocol}.",
        *([f"In the chair: {chair}."] if chair else []),
        *([] if meeting.begins else ["The hour isn't set yet."]),
    ]
    if meeting.agenda:
        rule = f" ({meeting.agenda_rule.id})" if meeting.agenda_rule else ""
        paragraphs.append("\n".join((f"Agenda{rule}:", *(f"- {item}" for item in meeting.agenda))))
    paragraphs.append("Accepting or declining answers this invitation, and nothing else. The letter with it says more.")
    return "\n\n".join(_plain(paragraph) for paragraph in paragraphs)


def _attendee(seat: SeatView) -> vCalAddress:
    address = _address(seat.email, seat.name)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("CHAIR" if seat.chairs else "REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    address.params["RSVP"] = vText("TRUE")
    return address


def _address(address: str, name: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{Address(address).address}")
    # Outlook shows the escapes of RFC 6868 as they stand, so no name has a double quote or a caret.
    made.params["CN"] = vText(one_line(name).replace('"', "'").replace("^", "'") or address)
    return made


def _put(part: Component, name: str, value: object) -> None:
    part.add(name, value)  # pyright: ignore[reportUnknownMemberType] - the library leaves its values untyped


def _plain(text: str) -> str:
    return "\n".join(one_line(line) for line in text.split("\n"))


def _london() -> Timezone:
    """London's two times, as the law has had them since 1996."""
    zone = Timezone()
    _put(zone, "tzid", "Europe/London")
    for part, name, month, hour, before, after in (
        (TimezoneStandard(), "GMT", 10, 2, 1, 0),
        (TimezoneDaylight(), "BST", 3, 1, 0, 1),
    ):
        first = date(1996, 10, 27) if month == 10 else date(1996, 3, 31)
        part["DTSTART"] = vDatetime(datetime(first.year, first.month, first.day, hour))  # noqa: DTZ001 - local by RFC 5545
        _put(part, "rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        _put(part, "tzoffsetfrom", timedelta(hours=before))
        _put(part, "tzoffsetto", timedelta(hours=after))
        _put(part, "tzname", name)
        zone.add_component(part)
    return zone
