"""What comes with a mail: files by type and size, answers from calendars; and mails made to hold us up."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime

import pytest

from casework.received_mail import InvitationAnswer
from mail.intake.files import Doorkeeper, FileLimits, safe_name
from mail.intake.read import Intake
from mail.message import FoundBy, IncomingMessage, MailKind
from mail.signed_reference import ReferenceSigner
from mail.transport import MailItem

MANAGER = "t.manager@example.gov.uk"
SIGNER = ReferenceSigner(b"k" * 32)
INTAKE = Intake(signer=SIGNER, installation="x", own_addresses=frozenset({"disputes@example.gov.uk"}))


def read(raw: str | bytes) -> IncomingMessage:
    whole = raw if isinstance(raw, bytes) else raw.replace("\n", "\r\n").encode()
    return INTAKE.read(MailItem("1", datetime(2026, 4, 7, tzinfo=UTC), whole))


# ------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize(
    ("name", "content_type", "content", "refused"),
    [
        ("plan.pdf", "application/pdf", b"%PDF-1.7", None),
        ("PLAN.DOCX", "application/octet-stream", b"PK\x03\x04", None),
        ("", "message/rfc822", b"From: x", None),
        ("plan.pdf", "application/pdf", b"MZ\x90", "It is a program, whatever its name says."),
        ("run.sh", "text/x-sh", b"#!/bin/sh", "It is a program, whatever its name says."),
        ("plan.pdf.js", "application/pdf", b"x", "Files of the type .js aren't taken."),
        ("page.html", "text/html", b"<script>", "Files of the type .html aren't taken."),
        ("plan.docm", "application/msword", b"PK", "Files of the type .docm aren't taken."),
        ("all.zip", "application/zip", b"PK", "Files of the type .zip aren't taken."),
        ("", "application/octet-stream", b"x", "Files of the type application/octet-stream aren't taken."),
        ("large.pdf", "application/pdf", b"x" * 1_001, "It is larger than 0.001 MB."),
    ],
)
def test_files_are_taken_by_what_they_are_and_by_size(
    name: str, content_type: str, content: bytes, refused: str | None
):
    assert Doorkeeper(FileLimits(size=1_000)).refuses(name, content_type, content) == refused


def test_of_too_many_files_or_too_much_in_all_the_first_are_taken():
    by_count, by_size = Doorkeeper(FileLimits(count=2)), Doorkeeper(FileLimits(in_all=5))
    assert [by_count.refuses("a.pdf", "application/pdf", b"x") is None for _ in range(3)] == [True, True, False]
    assert [by_size.refuses("a.pdf", "application/pdf", b"xx") is None for _ in range(3)] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../plan.pdf", "plan.pdf"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("plan\u202efdp.exe", "planfdp.exe"),
        ("a\r\nBcc: x\x00.pdf", "aBcc: x.pdf"),
        ("...", ""),
        ("é" * 300 + ".pdf", "é" * 115 + "….pdf"),
    ],
)
def test_a_files_name_is_no_path_and_plays_no_tricks(name: str, safe: str):
    assert safe_name(name) == safe


# ------------------------------------------------------------------------------------------ calendars

UID = SIGNER.sign("DRP-2026-0042", "meeting-7", "calendar")
EVENT = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VTIMEZONE
TZID:GMT Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:{uid}@example.gov.uk
ATTENDEE;CN="Somebody Else";PARTSTAT=DECLINED:mailto:other@example.gov.uk
ATTENDEE;CN="Tam Manager";PARTSTAT={said}:MAILTO:t.manager@example.gov.uk
DTSTART{starts}
COMMENT:I may be
  late\\, sorry
BEGIN:VALARM
DTSTART:20200101T000000Z
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def answered(method: str, said: str, starts: str = ";TZID=GMT Standard Time:20260415T100000", uid: str = UID):
    event = EVENT.format(method=method, said=said, starts=starts, uid=uid)
    return read(
        f"From: {MANAGER}\nSubject: Your meeting\nMIME-Version: 1.0\n"
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n\n"
        f"--b\nContent-Type: text/calendar; charset=utf-8; method={method}\n\n{event}\n--b--\n"
    )


@pytest.mark.parametrize(
    ("said", "answer"), [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative")]
)
def test_an_answer_from_a_calendar_is_its_senders_and_finds_its_dispute_by_the_invitations_own_name(
    said: str, answer: str
):
    mail = answered("REPLY", said)
    assert mail.kind is MailKind.CALENDAR_REPLY
    assert mail.invitation == InvitationAnswer(
        answer=answer, meeting="Wednesday 15 April 2026, 10:00", comment="I may be late, sorry"
    )
    assert (mail.candidates[0].found_by, mail.candidates[0].reference, mail.candidates[0].duty) == (
        FoundBy.SIGNED_REFERENCE,
        "DRP-2026-0042",
        "meeting-7",
    )


@pytest.mark.parametrize(
    ("starts", "instead"),
    [
        (":20260416T090000Z", "Thursday 16 April 2026, 10:00"),
        (";VALUE=DATE:20260416", "Thursday 16 April 2026"),
        (":20261341T990000Z", ""),
        (":never", ""),
    ],
)
def test_another_time_that_is_proposed_is_told_in_london_time_or_not_at_all(starts: str, instead: str):
    mail = answered("COUNTER", "TENTATIVE", starts)
    assert mail.invitation == InvitationAnswer(answer="proposed", instead=instead, comment="I may be late, sorry")


def test_an_invitation_whose_name_only_holds_a_reference_is_found_by_it():
    mail = answered("REPLY", "ACCEPTED", uid="DRP-2026-0042-meeting")
    assert [(c.found_by, c.reference) for c in mail.candidates] == [(FoundBy.INVITATION, "DRP-2026-0042")]


# ------------------------------------------------------------------------------------------ held up


@pytest.mark.parametrize(
    "raw",
    [
        "\n".join(f"X-{n}: y" for n in range(2_100)) + f"\nFrom: {MANAGER}\n\nx\n",
        f"From: {MANAGER}\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
        "Content-Type: message/delivery-status\n\n" + "Action: failed\n\n" * 2_100 + "--b--\n",
        f"From: {MANAGER}\n"
        + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(100))
        + "\nx" * 90_000,
    ],
    ids=["headers", "delivery report", "nested, with many lines"],
)
def test_what_would_take_the_parser_for_ever_is_kept_for_a_person(raw: str):
    mail = read(raw)
    assert mail.kind is MailKind.UNREADABLE
    assert mail.sender == MANAGER
    assert "beyond reason" in mail.reasons[0]


def test_a_mail_with_a_mail_inside_whose_header_is_endless_is_read():
    inner = "Content-Type: message/rfc822\n\nSubject: " + "On " * 60_000 + "\n\nx\n"
    assert read(f"From: {MANAGER}\nSubject: [DRP-2026-0042] x\n{inner}").kind is MailKind.REPLY


def test_X5_until_when_somebody_is_away_is_what_they_say_and_not_what_the_letter_says_that_they_answer():
    quoted = "> At Stage 1 the Team Manager had until Wednesday 8 April 2026 to respond.\n"
    away = "I am out of the office.\n\nOn Mon, 30 Mar 2026, Disputes wrote:\n"
    mail = read(f"From: {MANAGER}\nSubject: Automatic reply: [DRP-2026-0042] x\n\n{away}{quoted}")
    assert (mail.kind, mail.away_until) == (MailKind.OUT_OF_OFFICE, None)
    dated = away.replace("office", "office until 13 April")
    assert read(f"From: {MANAGER}\nSubject: Automatic reply: x\n\n{dated}{quoted}").away_until == date(2026, 4, 13)


def test_a_mail_that_goes_round_in_circles_is_left_for_a_person():
    hops = "".join(f"Received: from a by b{n}; Tue, 7 Apr 2026 15:30 +0000\n" for n in range(45))
    mail = read(f"{hops}From: {MANAGER}\nSubject: [DRP-2026-0042] x\n\nx\n")
    assert mail.kind is MailKind.LOOP
    assert mail.reasons[0] == "It has come through 45 servers: it goes round in circles."


def test_files_come_decoded_and_judged_beside_the_text():
    plan = base64.encodebytes(b"%PDF-1.7 plan").decode()
    mail = read(
        f"From: {MANAGER}\nSubject: [DRP-2026-0042] x\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nSee the plan.\n"
        f"--b\nContent-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\n\n{plan}\n"
        "--b\nContent-Disposition: attachment; filename=page.html\nContent-Type: text/html\n\n<script>x()</script>\n"
        "--b--\n"
    )
    assert mail.text == "See the plan."
    assert [(f.name, f.content, f.refused is None) for f in mail.attachments] == [
        ("plan.pdf", b"%PDF-1.7 plan", True),
        ("page.html", b"<script>x()</script>", False),
    ]
