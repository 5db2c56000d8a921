"""The intake, over whole mails as servers deliver them: kind, candidates, choice, text, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.received_mail import InvitationAnswer, ReplyChoice
from mail.intake.authentication import Trust
from mail.intake.limits import Limits
from mail.intake.read import Intake
from mail.message import Address, Authentication, Candidate, FoundBy, IncomingMessage, MailKind, OutgoingMessage
from mail.mime import to_bytes
from mail.post_office import PostOffice
from mail.signed_reference import ReferenceSigner, recipient_tag
from mail.transport import MailItem

SHARED = "disputes@example.gov.uk"
MANAGER = "t.manager@example.gov.uk"
SIGNER = ReferenceSigner(b"k" * 32)
TOKEN = SIGNER.sign("DRP-2026-0042", "s1-respond", "person-7")
AT = datetime(2026, 4, 7, 15, 30, tzinfo=UTC)
INTAKE = Intake(
    signer=SIGNER,
    installation="practice-1",
    own_addresses=frozenset({SHARED}),
    trust=Trust(servers=("mx.example.gov.uk",)),
)
LETTER = OutgoingMessage(
    key="notice:17",
    installation="practice-1",
    written_at=datetime(2026, 3, 30, 9, 30, tzinfo=UTC),
    sender=Address(SHARED, "Dispute resolution"),
    to=(Address(MANAGER),),
    subject="[DRP-2026-0042] Stage 1",
    text=f"Please respond.\n\nReference: {TOKEN}\n",
)


def read(raw: bytes | str) -> IncomingMessage:
    return INTAKE.read(MailItem("m1", AT, raw if isinstance(raw, bytes) else raw.replace("\n", "\r\n").encode()))


def reply(text: str, subject: str = "RE: [DRP-2026-0042] Stage 1", html: str | None = None, **headers: str) -> bytes:
    mime = EmailMessage(policy=SMTP)
    mime["From"] = f"Tam Manager <{MANAGER}>"
    mime["To"] = SHARED
    mime["Subject"] = subject
    mime["Message-ID"] = "<reply-1@example.gov.uk>"
    for name, value in headers.items():
        mime[name.replace("_", "-")] = value
    mime.set_content(text)
    if html is not None:
        mime.add_alternative(html, subtype="html")
    return mime.as_bytes()


def test_a_reply_to_a_letter_names_its_dispute_in_three_ways_the_strongest_first():
    quoted = "\n".join(f"> {line}" for line in LETTER.text.splitlines())
    text = f"Both actions are completed.\n\nOn Mon, 30 Mar 2026 at 10:30, Dispute resolution wrote:\n{quoted}\n"
    mail = read(reply(text, In_Reply_To=LETTER.message_id, References=f"<older@example.org> {LETTER.message_id}"))
    assert mail.kind is MailKind.REPLY
    assert mail.candidates == (
        Candidate(
            found_by=FoundBy.SIGNED_REFERENCE,
            reference="DRP-2026-0042",
            duty="s1-respond",
            recipient_tag=recipient_tag("person-7"),
        ),
        Candidate(found_by=FoundBy.THREAD, message_id=LETTER.message_id),
        Candidate(found_by=FoundBy.THREAD, message_id="<older@example.org>"),
        Candidate(found_by=FoundBy.SUBJECT, reference="DRP-2026-0042"),
    )
    assert mail.text == "Both actions are completed."
    assert "wrote:" in mail.full_text
    assert not mail.answers_inside_quote
    assert (mail.sender, mail.sender_name, mail.received_at) == (MANAGER, "Tam Manager", AT)


@pytest.mark.parametrize("choice", list(ReplyChoice))
@pytest.mark.parametrize("prefix", ["", "RE: ", "[EXTERNAL] Re: "])
def test_the_reply_links_say_what_the_sender_chose(choice: ReplyChoice, prefix: str):
    mail = read(reply("As agreed.", subject=f"{prefix}[DRP-2026-0042] {choice.value.upper()} {TOKEN}"))
    assert mail.choice is choice
    assert mail.candidates[0].found_by is FoundBy.SIGNED_REFERENCE


def test_a_choice_needs_a_reference_that_we_signed():
    forged = TOKEN[:-1] + ("a" if TOKEN[-1] != "a" else "b")
    mail = read(reply("As agreed.", subject=f"[DRP-2026-0042] RESPOND {forged}"))
    assert mail.choice is None
    assert [c.found_by for c in mail.candidates] == [FoundBy.SUBJECT]
    assert "Its subject says RESPOND, but not with a reference that we signed." in mail.reasons


def test_a_mail_that_says_nothing_of_a_dispute_is_left_for_a_person():
    mail = read(reply("Is the car park open?", subject="Car park"))
    assert mail.kind is MailKind.OTHER
    assert mail.candidates == ()
    assert "Nothing in it says which dispute it is about." in mail.reasons


def test_a_reference_of_another_kind_in_the_subject_is_none_of_ours():
    assert read(reply("x", subject="Invoice INV-2026-0042")).candidates == ()


def test_X5_an_out_of_office_answer_is_no_reply_and_says_until_when(tmp_path: Path):
    office = PostOffice(tmp_path)
    office.set_absence(MANAGER, "I am on annual leave until Monday 13 April.\n")
    office.post(to_bytes(replace(LETTER, subject=f"[DRP-2026-0042] RESPOND {TOKEN}")), "n1", [MANAGER], AT)
    (stored,) = office.mailbox(SHARED).list()
    mail = read(stored.read())
    assert mail.kind is MailKind.OUT_OF_OFFICE
    assert mail.choice is None
    assert mail.away_until == date(2026, 4, 13)
    assert mail.candidates[0].reference == "DRP-2026-0042"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto_Submitted": "auto-replied"}, MailKind.AUTOMATIC_REPLY),
        ({"Auto_Submitted": "auto-generated; owner=x"}, MailKind.AUTOMATIC_REPLY),
        ({"Precedence": "bulk"}, MailKind.AUTOMATIC_REPLY),
        ({"Precedence": "auto_reply"}, MailKind.AUTOMATIC_REPLY),
        ({"X_Autoreply": "yes"}, MailKind.AUTOMATIC_REPLY),
        ({"Return_Path": "<>"}, MailKind.AUTOMATIC_REPLY),
        ({"Auto_Submitted": "no"}, MailKind.REPLY),
        ({"Precedence": "normal"}, MailKind.REPLY),
        ({"X_Auto_Response_Suppress": "All"}, MailKind.REPLY),
    ],
)
def test_X5_machines_are_known_by_their_headers_and_people_are_not_mistaken_for_them(
    headers: dict[str, str], kind: MailKind
):
    assert read(reply("Your message has arrived.", **headers)).kind is kind


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Automatic reply: [DRP-2026-0042] Stage 1", MailKind.AUTOMATIC_REPLY),
        ("Out of Office: [DRP-2026-0042] Stage 1", MailKind.OUT_OF_OFFICE),
        ("RE: Automatic reply: [DRP-2026-0042] Stage 1", MailKind.REPLY),
        ("RE: [DRP-2026-0042] out of office cover", MailKind.REPLY),
    ],
)
def test_X5_a_subject_counts_only_where_automatic_replies_put_it(subject: str, kind: MailKind):
    assert read(reply("Thank you for your message.", subject=subject)).kind is kind


def test_X5_a_read_receipt_is_neither_reply_nor_acknowledgement():
    raw = (
        f"From: {MANAGER}\nTo: {SHARED}\nSubject: Read: [DRP-2026-0042] Stage 1\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nYour message was read.\n"
        "--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n--b--\n"
    )
    assert read(raw).kind is MailKind.RECEIPT


def test_a_bounce_names_who_was_not_reached_and_which_letter_it_was(tmp_path: Path):
    office = PostOffice(tmp_path)
    office.set_dead(MANAGER, dead=True)
    office.post(to_bytes(LETTER), "n1", [MANAGER], AT)
    mail = read(office.mailbox(SHARED).list()[0].read())
    assert mail.kind is MailKind.BOUNCE
    (failed,) = mail.failed
    assert (failed.address, failed.permanent) == (MANAGER, True)
    assert "550 5.1.1" in failed.reason
    assert mail.failed_message_id == LETTER.message_id
    assert mail.failed_key == LETTER.key


def test_an_exchange_bounce_with_the_letter_attached_whole_is_matched_too():
    raw = (
        "From: postmaster@example.gov.uk\nSubject: Undeliverable: [DRP-2026-0042] Stage 1\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/html\n\n<p>Delivery has failed to these recipients</p>\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;{MANAGER}\nAction: failed\nStatus: 4.4.7\n"
        f"--b\nContent-Type: message/rfc822\n\n{to_bytes(LETTER).decode()}\n--b--\n"
    ).replace("\r\n", "\n")
    mail = read(raw)
    assert mail.kind is MailKind.BOUNCE
    assert not mail.failed[0].permanent
    assert mail.failed_key == "notice:17"


def test_a_warning_of_delay_is_no_bounce():
    raw = (
        "From: mailer-daemon@example.gov.uk\nReturn-Path: <>\nSubject: Delivery Status Notification (Delay)\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nStill trying.\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;mx\n\nFinal-Recipient: rfc822;{MANAGER}\n"
        "Action: delayed\nStatus: 4.4.1\n--b--\n"
    )
    assert read(raw).kind is MailKind.AUTOMATIC_REPLY


def test_our_own_letter_coming_back_is_known_by_its_mark_and_by_its_sender():
    assert read(to_bytes(LETTER)).kind is MailKind.OWN
    stripped = to_bytes(LETTER).replace(b"X-DRP-Loop: practice-1\r\n", b"")
    assert read(stripped).kind is MailKind.OWN
    other = to_bytes(replace(LETTER, sender=Address("disputes@other.gov.uk"), installation="other"))
    assert read(other).kind is MailKind.AUTOMATIC_REPLY


def test_an_answer_to_an_invitation_says_which():
    raw = (
        f"From: {MANAGER}\nSubject: Accepted: [DRP-2026-0042] Meeting\nMIME-Version: 1.0\n"
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n\n"
        "--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:x\nEND:VCALENDAR\n--b--\n"
    )
    mail = read(raw)
    assert mail.kind is MailKind.CALENDAR_REPLY
    assert mail.invitation == InvitationAnswer(answer="accepted")


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        (["mx.example.gov.uk; spf=pass; dmarc=pass header.from=example.gov.uk"], Authentication.PASS),
        (["mx.example.gov.uk 1; dmarc=fail (p=reject dmarc=pass)"], Authentication.FAIL),
        (["mx.example.gov.uk; spf=pass smtp.mailfrom=x"], Authentication.UNSTATED),
        (["mx.elsewhere.org; dmarc=pass"], Authentication.UNSTATED),
        (["mx.elsewhere.org; dmarc=pass", "mx.example.gov.uk; dmarc=fail"], Authentication.FAIL),
        (["mx.example.gov.uk; dmarc=fail", "mx.example.gov.uk; dmarc=pass"], Authentication.FAIL),
        ([], Authentication.UNSTATED),
    ],
)
def test_only_our_own_servers_topmost_word_on_the_sender_counts(results: list[str], verdict: Authentication):
    head = "".join(f"Authentication-Results: {value}\n" for value in results)
    assert read(f"{head}From: {MANAGER}\nSubject: x\n\nx\n").authentication is verdict


def test_attachments_are_kept_apart_with_type_and_size_and_the_html_is_made_harmless():
    mime = message_from_bytes(
        reply(
            "See the plan.",
            html='<p onclick="x()">See the plan.<script>x()</script><img src="https://t.example/p"></p>',
        ),
        policy=SMTP,
    )
    mime.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="../../plan.exe")
    mail = read(mime.as_bytes())
    (attached,) = mail.attachments
    assert (attached.name, attached.content_type, attached.size) == ("plan.exe", "application/octet-stream", 3)
    assert (attached.content, attached.refused) == (b"MZ\x90", "It is a program, whatever its name says.")
    assert "<script" not in mail.html
    assert "onclick" not in mail.html
    assert "<img" not in mail.html
    assert mail.text == "See the plan."


def test_the_same_mail_by_two_ways_has_one_hash_and_another_mail_has_another():
    one = reply("As agreed.")
    assert read(b"Received: by a\r\n" + one).content_hash == read(b"Received: by b\r\nX-Spam: 1\r\n" + one).content_hash
    assert read(one).content_hash != read(reply("Not agreed.")).content_hash


def test_the_original_is_kept_to_the_byte():
    raw = b"Subject: \xff\xfe\r\n\nodd\rline\r\n\x00"
    assert read(raw).original == raw


@pytest.mark.parametrize(
    ("charset", "encoded"),
    [
        ("windows-1252", "café £5".encode("cp1252")),
        ("utf-8", "café £5".encode("cp1252")),
        ("no-such-charset", "café £5".encode()),
        ("punycode", "café £5".encode()),
        ("zip", "café £5".encode()),
    ],
)
def test_text_is_read_whatever_its_label_says(charset: str, encoded: bytes):
    head = f"From: {MANAGER}\nSubject: =?{charset}?q?x?=\nContent-Type: text/plain; charset={charset}\n"
    mail = read(head.replace("\n", "\r\n").encode() + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + encoded)
    assert mail.text == "café £5"


def nested(depth: int) -> bytes:
    opening = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    return f"From: {MANAGER}\r\nSubject: [DRP-2026-0042] x\r\n{opening}\r\nx".encode()


@pytest.mark.parametrize(
    "raw",
    [
        nested(25),
        nested(290),
        nested(5_000),
        b"From: " + MANAGER.encode() + b"\r\nSubject: [DRP-2026-0042] x\r\n\r\n" + b"x" * 1_100_000,
        b"From: " + MANAGER.encode() + b"\r\nSubject: [DRP-2026-0042] x\r\n\r\n" + b"\n" * 60_000,
    ],
    ids=["25 deep", "290 deep", "5000 deep", "too large", "too many lines"],
)
def test_a_mail_beyond_the_limits_is_kept_with_its_sender_for_a_person_to_look_at(raw: bytes):
    mail = replace(INTAKE, limits=Limits(size=1_000_000, lines=50_000)).read(MailItem("m1", AT, raw))
    assert mail.kind is MailKind.UNREADABLE
    assert mail.sender == MANAGER
    assert mail.original == raw
    assert mail.reasons


HOSTILE = ';"' * 60_000
BOMBS = [
    "On " * 40_000,
    ">" * 100_000,
    "> " * 60_000,
    "\n>" * 20_000,
    "From: " * 20_000,
    ("From: a\n\n" * 10_000),
    "-" * 100_000,
    ("--\n" * 30_000),
    "<div>" * 20_000,
    "<blockquote type=cite>" * 5_000,
    "this email " * 20_000,
    "drp-2026-0042." * 10_000,
    "until 1 " * 20_000,
    ("On Monday 1 January 2026\n" * 4_000),
]


@pytest.mark.parametrize("bomb", BOMBS, ids=range(len(BOMBS)))
def test_a_text_made_to_hang_us_is_read_like_any_other(bomb: str):
    for kind in ("plain", "html"):
        raw = f"From: {MANAGER}\nSubject: {bomb[:3000]}\nContent-Type: text/{kind}\n\n{bomb}\n"
        assert read(raw.replace("\r", "")).kind is not MailKind.UNREADABLE


@pytest.mark.parametrize("header", ["Content-Type: text/plain; name=", "Content-Disposition: attachment; filename="])
def test_a_mime_header_made_to_hang_us_is_cut_short(header: str):
    mail = read(f"From: {MANAGER}\nSubject: [DRP-2026-0042] x\n{header}{HOSTILE}\n\nx\n")
    assert mail.kind is MailKind.REPLY


@settings(max_examples=150, deadline=None, derandomize=True)
@given(raw=st.binary(max_size=400))
def test_no_bytes_whatever_stop_the_intake(raw: bytes):
    assert read(raw).original == raw


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_damage_to_a_real_mail_stops_the_intake(data: st.DataObject):
    raw = bytearray(reply("As agreed.", html="<p>As agreed.</p>", In_Reply_To="<a@b.example>"))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        piece = data.draw(st.sampled_from([b"", b"\r\n", b"\n\n", b"=?utf-8?b?", b'"', b"<", b";", b"\xff", b"--"]))
        raw[at : at + data.draw(st.integers(0, 6))] = piece
    mail = read(bytes(raw))
    assert mail.original == bytes(raw)
    assert mail.reasons
