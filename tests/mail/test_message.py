"""What leaves us as MIME: marked as ours, threaded, and impossible to inject a header into."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.message import Address, Attachment, CalendarPart, OutgoingMessage, UnsafeHeader
from mail.mime import to_bytes

LETTER = OutgoingMessage(
    key="notice:17:team-manager",
    installation="practice-1",
    written_at=datetime(2026, 3, 30, 9, 30, tzinfo=UTC),
    sender=Address("disputes@example.gov.uk", "Dispute resolution – Exämple Council"),
    to=(Address("t.manager@example.gov.uk", "Tam Manager"),),
    cc=(Address("s.worker@example.gov.uk"), Address("T.Manager@example.gov.uk")),
    subject="[DRP-2026-0042] Stage 1",
    text="Hello,\n\n£5 – as typed.\n",
    html="<p>£5 – as typed.</p>",
)


def parsed(message: OutgoingMessage):
    return message_from_bytes(to_bytes(message), policy=default)


def test_a_letter_is_marked_as_ours_and_automatic_but_lets_absences_and_bounces_come_back():
    mime = parsed(LETTER)
    assert mime["Auto-Submitted"] == "auto-generated"
    assert mime["X-Auto-Response-Suppress"] == "RN, NRN, AutoReply"
    assert mime["X-DRP-Loop"] == "practice-1"
    assert mime["X-DRP-Notice"] == "notice:17:team-manager"
    assert mime["From"].addresses[0].display_name == "Dispute resolution – Exämple Council"
    assert "Bcc" not in mime


def test_text_and_html_arrive_as_typed():
    mime = parsed(LETTER)
    plain, html = mime.get_body(("plain",)), mime.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().splitlines() == ["Hello,", "", "£5 – as typed."]
    assert html.get_content().strip() == "<p>£5 – as typed.</p>"


def test_the_message_id_follows_from_the_key_alone():
    assert parsed(LETTER)["Message-ID"] == parsed(replace(LETTER, subject="Other"))["Message-ID"]
    assert parsed(LETTER)["Message-ID"] != parsed(replace(LETTER, key="notice:18"))["Message-ID"]


def test_a_person_in_to_and_copies_is_one_recipient():
    assert [a.address for a in LETTER.recipients] == ["t.manager@example.gov.uk", "s.worker@example.gov.uk"]


def test_a_reply_is_threaded_even_below_outlooks_long_ids():
    long_id = f"<{'A' * 60}@{'b' * 40}.prod.outlook.com>"
    mime = parsed(replace(LETTER, in_reply_to=long_id, references=("<first@example.org>",)))
    assert mime["In-Reply-To"] == long_id
    assert mime["References"] == f"<first@example.org> {long_id}"


def test_attachments_and_an_invitation_travel_beside_the_text():
    mime = parsed(
        replace(
            LETTER,
            attachments=(Attachment("agenda.pdf", "application/pdf", b"%PDF-1.7"),),
            calendar=CalendarPart("REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"),
        )
    )
    attached, file = list(mime.iter_attachments())
    assert (file.get_filename(), file.get_content_type()) == ("invitation.ics", "application/ics")
    assert attached.get_filename() == "agenda.pdf"
    assert attached.get_content() == b"%PDF-1.7"
    (invitation,) = [part for part in mime.walk() if part.get_content_type() == "text/calendar"]
    assert invitation.get_param("method") == "REQUEST"


BREAKS = ["\r\nBcc: x@example.org", "\nBcc: x@example.org", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("bad", BREAKS)
@pytest.mark.parametrize("where", ["subject", "key", "installation", "in_reply_to"])
def test_no_field_can_break_out_of_its_header(where: str, bad: str):
    with pytest.raises(UnsafeHeader):
        to_bytes(replace(LETTER, **{where: f"<a@b{bad}>"}))


@pytest.mark.parametrize("bad", BREAKS)
def test_no_name_or_address_can_break_out_of_its_header(bad: str):
    with pytest.raises(UnsafeHeader):
        Address("a@example.org", f"Name{bad}")
    with pytest.raises(UnsafeHeader):
        Address(f"a@example.org{bad}")
    with pytest.raises(UnsafeHeader):
        to_bytes(replace(LETTER, attachments=(Attachment(f"a{bad}.pdf", "application/pdf", b""),)))


@pytest.mark.parametrize("name", ["Bcc", "To", "X-DRP-Loop", "X-A\r\nBcc", "X A", "X-Ä"])
def test_an_added_header_can_only_be_one_of_its_own_kind(name: str):
    with pytest.raises(UnsafeHeader):
        to_bytes(replace(LETTER, headers={name: "x"}))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(subject=st.text(max_size=120), name=st.text(max_size=60), body=st.text(max_size=200))
def test_whatever_people_type_the_headers_stay_the_same_ones(subject: str, name: str, body: str):
    try:
        message = replace(LETTER, subject=subject, sender=Address("disputes@example.gov.uk", name), text=body)
        mime = parsed(message)
    except UnsafeHeader:
        return
    assert mime.keys() == parsed(LETTER).keys()
