"""Meetings in calendars: what goes out follows the RFCs word by word, and an answer finds its meeting."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from casework.views import MeetingView
from mail.intake.candidates import find_candidates
from mail.intake.limits import Limits
from mail.intake.parts import take_apart
from mail.invitation import MeetingMark, Organiser, invitation, meeting_name, meeting_of
from mail.letters.samples import MEETING, samples
from mail.message import Address, OutgoingMessage, UnsafeHeader
from mail.mime import to_bytes
from mail.signed_reference import ReferenceSigner

SIGNER = ReferenceSigner(b"k" * 32)
NOTICE = replace(samples()["meeting-confirmed"][0], happened_at=datetime(2026, 4, 13, 9, 0, tzinfo=UTC))
ORGANISER = Organiser("Dispute Resolution – Example", "disputes@example.gov.uk")
UID = meeting_name(SIGNER, NOTICE, MEETING, "example.gov.uk")
LONDON = ZoneInfo("Europe/London")


def made(meeting: MeetingView = MEETING, uid: str = UID, organiser: Organiser = ORGANISER) -> str:
    return invitation(NOTICE, meeting, organiser, uid).content


def event(content: str) -> Any:
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


def test_RFC5545_lines_end_in_CRLF_and_are_folded_at_75_octets():
    content = made(replace(MEETING, words="Zimmer Ü " * 30))
    assert content.endswith("END:VCALENDAR\r\n")
    assert "\n" not in content.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))


def test_RFC5546_a_request_has_all_that_it_must_have():
    calendar: Any = Calendar.from_ical(made())
    assert (str(calendar["METHOD"]), str(calendar["VERSION"])) == ("REQUEST", "2.0")
    assert calendar["PRODID"]
    found = event(made())
    for name in ("DTSTAMP", "UID", "ORGANIZER", "ATTENDEE", "DTSTART", "SEQUENCE", "SUMMARY"):
        assert name in found, name
    assert str(found["UID"]) == UID
    assert int(found["SEQUENCE"]) == 0
    assert found["DTSTAMP"].dt == datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
    assert str(found["STATUS"]) == "CONFIRMED"
    assert str(found["ORGANIZER"]) == "mailto:disputes@example.gov.uk"


def test_a_meeting_is_at_its_hour_in_london_in_summer_and_in_winter():
    for on, offset in ((date(2026, 4, 22), 1), (date(2026, 11, 4), 0)):
        content = made(replace(MEETING, on=on))
        found = event(content)
        begins, ends = found["DTSTART"].dt, found["DTEND"].dt
        assert begins == datetime(on.year, on.month, on.day, 10, 30, tzinfo=LONDON)
        assert begins.utcoffset() == timedelta(hours=offset)
        assert ends - begins == timedelta(hours=1)
        assert "DTSTART;TZID=Europe/London:" in content


def test_the_time_zone_that_goes_with_it_says_what_londons_clocks_do():
    zones: list[Any] = Calendar.from_ical(made()).walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Europe/London"]
    ours = zones[0].to_tz()
    for month in range(1, 13):
        moment = datetime(2026, month, 1, 12)  # noqa: DTZ001 - the zones are what is compared
        assert moment.replace(tzinfo=ours).utcoffset() == moment.replace(tzinfo=LONDON).utcoffset()


def test_a_meeting_without_a_known_end_takes_an_hour_and_one_without_an_hour_leaves_the_day_free():
    found = event(made(replace(MEETING, ends=None)))
    assert found["DTEND"].dt - found["DTSTART"].dt == timedelta(hours=1)
    content = made(replace(MEETING, begins=None, ends=None))
    found = event(content)
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2026, 4, 22), date(2026, 4, 23))
    assert str(found["TRANSP"]) == "TRANSPARENT"
    assert "VTIMEZONE" not in content
    assert "The hour isn't set yet." in str(found["DESCRIPTION"])


def test_B19_B20_the_chair_and_the_attendees_of_the_protocol_are_asked_to_answer():
    attendees = event(made())["ATTENDEE"]
    assert [(str(a), a.params["ROLE"]) for a in attendees] == [
        ("mailto:robin.reviewer@example.gov.uk", "CHAIR"),
        ("mailto:tam.manager@example.gov.uk", "REQ-PARTICIPANT"),
        ("mailto:sam.service@example.gov.uk", "REQ-PARTICIPANT"),
    ]
    assert {a.params["RSVP"] for a in attendees} == {"TRUE"}
    assert {a.params["PARTSTAT"] for a in attendees} == {"NEEDS-ACTION"}


def test_W28_the_agenda_is_in_the_invitation_with_its_rule():
    description = str(event(made())["DESCRIPTION"])
    assert "Agenda (W28):\n- Child's details\n- Reason for meeting" in description


def test_calendars_get_the_reference_and_no_word_about_the_concern():
    content = made()
    found = event(content)
    assert str(found["SUMMARY"]) == "[DRP-2026-0042] Stage 2 meeting"
    assert str(found["CLASS"]) == "PRIVATE"
    for private in ("visits", "FC-2219", "Sasha"):
        assert private not in content.replace("\r\n ", "")


def test_a_change_and_a_cancellation_keep_the_name_and_count_up():
    changed = event(made(replace(MEETING, revision=1, on=date(2026, 5, 6), before=MEETING.on)))
    off = replace(MEETING, revision=2, called_off=True)
    cancelled = event(made(off))
    assert str(changed["UID"]) == str(cancelled["UID"]) == UID
    assert (int(changed["SEQUENCE"]), int(cancelled["SEQUENCE"])) == (1, 2)
    assert changed["DTSTART"].dt.date() == date(2026, 5, 6)
    assert str(cancelled["STATUS"]) == "CANCELLED"
    assert "METHOD:CANCEL\r\n" in made(off)
    assert len(cancelled["ATTENDEE"]) == 3


def test_a_key_that_was_rotated_since_changes_no_meetings_name():
    newer = ReferenceSigner(b"n" * 32, [b"k" * 32])
    assert meeting_name(newer, NOTICE, replace(MEETING, known_as=UID), "example.gov.uk") == UID
    assert meeting_of(UID, newer) == MeetingMark("DRP-2026-0042", 7)


def test_an_answers_uid_finds_its_dispute_and_its_meeting_and_only_if_we_signed_it():
    assert meeting_of(UID, SIGNER) == MeetingMark("DRP-2026-0042", 7)
    assert meeting_of(UID.upper(), SIGNER) == MeetingMark("DRP-2026-0042", 7)
    assert meeting_of(UID, ReferenceSigner(b"x" * 32)) is None
    letters = SIGNER.sign("DRP-2026-0042", "stage-2/confirm-meeting", "sam")
    for other in (letters, "040000008200E00074C5B7101A82E008", "", UID.replace("0042", "0043")):
        assert meeting_of(other, SIGNER) is None


def test_an_answer_from_a_calendar_points_at_the_dispute_for_the_intake():
    answer = made().replace("METHOD:REQUEST", "METHOD:REPLY").replace("NEEDS-ACTION", "ACCEPTED")
    raw = b'Subject: Accepted\r\nContent-Type: text/calendar; method=REPLY; charset="utf-8"\r\n\r\n' + answer.encode()
    parts = take_apart(raw, Limits())
    unfolded = answer.replace("\r\n ", "")
    (found, *_) = find_candidates(parts, unfolded, SIGNER, ("DRP",)).candidates
    assert found.reference == "DRP-2026-0042"


def letter_with(meeting: MeetingView) -> OutgoingMessage:
    return OutgoingMessage(
        key="k",
        installation="i",
        written_at=datetime(2026, 4, 13, tzinfo=UTC),
        sender=Address("disputes@example.gov.uk"),
        to=(Address("tam.manager@example.gov.uk"),),
        subject="s",
        text="t",
        html="<p>t</p>",
        calendar=invitation(NOTICE, meeting, ORGANISER, UID),
    )


@pytest.mark.parametrize(
    ("off", "method", "file"), [(False, "REQUEST", "invitation"), (True, "CANCEL", "cancellation")]
)
def test_RFC6047_it_travels_beside_the_text_with_its_method_and_once_more_as_a_file(off: bool, method: str, file: str):
    mime = message_from_bytes(to_bytes(letter_with(replace(MEETING, called_off=off))), policy=default)
    body, attached = mime.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    plain, html, calendar = body.iter_parts()
    assert [part.get_content_type() for part in (plain, html, calendar)] == ["text/plain", "text/html", "text/calendar"]
    assert calendar["Content-Type"].params["method"] == method
    assert calendar["Content-Type"].params["charset"].lower() == "utf-8"
    assert calendar["Content-Type"].params["component"] == "VEVENT"
    payload: Any = calendar.get_payload(decode=True)
    assert payload == attached.get_payload(decode=True)
    assert f"METHOD:{method}\r\n".encode() in payload
    assert attached.get_filename() == f"{file}.ics"


SEPARATORS = ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\u202e", "\\n", '";X="']


@pytest.mark.parametrize("bad", SEPARATORS)
def test_nothing_that_people_type_becomes_a_line_of_the_calendar(bad: str):
    typed = f"Room{bad}ATTENDEE:mailto:x@example.org{bad}BEGIN:VALARM"
    seat = replace(MEETING.seats[0], name=typed, role=typed)
    meeting = replace(MEETING, words=typed, seats=(seat, *MEETING.seats[1:]), agenda=(typed,))
    content = made(meeting, organiser=Organiser(typed, "disputes@example.gov.uk"))
    found = event(content)
    assert [str(a) for a in found["ATTENDEE"]] == [f"mailto:{s.email}" for s in MEETING.seats]
    assert [c.name for c in Calendar.from_ical(content).walk()] == NAMES
    assert not re.search(r"^(ATTENDEE:|BEGIN:VALARM)", content.replace("\r\n ", ""), re.MULTILINE)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x85\u2028\u2029\u202e]", content)


NAMES = [c.name for c in Calendar.from_ical(made()).walk()]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(words=st.text(max_size=200), name=st.text(max_size=80), item=st.text(max_size=80))
def test_whatever_is_typed_the_calendar_stays_the_same_one(words: str, name: str, item: str):
    seat = replace(MEETING.seats[0], name=name)
    content = made(replace(MEETING, words=words, agenda=(item,), seats=(seat, *MEETING.seats[1:])))
    found = event(content)
    assert len(found["ATTENDEE"]) == 3
    assert [c.name for c in Calendar.from_ical(content).walk()] == NAMES
    assert set(found) - {"LOCATION"} == set(event(made())) - {"LOCATION"}
    assert to_bytes(letter_with(replace(MEETING, words=words)))


def test_an_address_that_nobody_can_write_to_goes_into_no_calendar():
    seat = replace(MEETING.seats[0], email="x@example.org\r\nATTENDEE:mailto:y@example.org")
    with pytest.raises(UnsafeHeader):
        made(replace(MEETING, seats=(seat,)))
