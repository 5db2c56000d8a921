"""Whatever people type and wherever it goes: no mail of ours gains a header, a recipient, a part or a calendar line."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header
from email.message import EmailMessage
from email.policy import compat32, default
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from casework.views import MeetingView, NoticeView
from disputes.fields import Fact
from mail.letter_sender import LetterSender
from mail.letters.samples import PAPER, samples
from mail.letters.view import Branding, LetterRoom
from mail.letters.writer import LetterWriter
from mail.message import Address, Attachment, OutgoingMessage, UnsafeHeader, header_text, one_line
from mail.mime import to_bytes
from mail.post_office import PostOffice
from mail.signed_reference import ReferenceSigner
from tests.mail.test_letter_sender import ITEM, NOW, SHARED, sender
from tests.mail.test_message import LETTER

EVIL = "Bcc: evil@example.org"


def encoded(text: str, charset: str = "utf-8", how: str = "b") -> str:
    """An encoded word (RFC 2047), which hides what it says from whoever looks for line breaks."""
    raw = text.encode(charset)
    said = base64.b64encode(raw).decode() if how == "b" else "".join(f"={byte:02X}" for byte in raw)
    return f"=?{charset}?{how}?{said}?="


BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\n\r\n",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\x00",
    "\t\n ",
]
HOSTILE = [
    *(f"Tam{each}{EVIL}" for each in BREAKS),
    *(f"Tam {encoded(f'x{each}{EVIL}', how=how)}" for each in ("\r\n", "\n", "\u2028") for how in "bq"),
    encoded(f"\r\n{EVIL}", "utf-16"),
    encoded(f"\r\n{EVIL}", "utf-7"),
    "=?x-unknown?b?AAAA?= =?utf-8?q?=0D=0ABcc?=",
    f'Tam" <evil@example.org>, "{EVIL}',
    "Tam, evil@example.org; <evil@example.org>",
    "Tam (comment) <evil@example.org>",
    "\u202eevil@example.org\u202c",
    "\ud800",
    "=" * 300 + "?",
    "x" * 5000,
    "--===============boundary==\r\nContent-Type: text/html",
    "END:VCALENDAR\r\nBEGIN:VEVENT\r\nATTENDEE:mailto:evil@example.org",
    "\N{ZERO WIDTH SPACE}Tam\N{RIGHT-TO-LEFT MARK}",
]


def poisoned(typed: str) -> NoticeView:
    """A notice in which everything that a person, a protocol or a directory says is this."""
    notice = samples()["meeting-confirmed"][0]
    people = [tuple(replace(r, name=typed, cover_for=typed) for r in group) for group in (notice.to, notice.copies)]
    meeting = cast(MeetingView, notice.meeting)
    seats = tuple(replace(seat, name=typed, role=typed) for seat in meeting.seats)
    return replace(
        notice,
        council=typed,
        protocol=typed,
        subject=typed,
        stage=typed,
        by=typed,
        officer=typed,
        facts=(Fact(typed, typed),),
        to=people[0],
        copies=people[1],
        asks=typed,
        meeting=replace(meeting, words=typed, purpose=typed, seats=seats, agenda=(typed, typed)),
        paper=replace(PAPER, title=typed, lines=(replace(PAPER.lines[0], by=typed, facts=(Fact(typed, typed),)),)),
    )


def posted(office: PostOffice) -> list[bytes]:
    """What lies in everybody's mailbox."""
    return [mail.read() for folder in sorted(office.root.iterdir()) for mail in office.mailbox(folder.name).list()]


def shape(raw: bytes) -> tuple[object, ...]:
    """What must not change, as the strictest and the loosest of readers see it."""
    mime, loose = message_from_bytes(raw, policy=default), message_from_bytes(raw, policy=compat32)
    head = raw.partition(b"\r\n\r\n")[0]
    return (
        mime.keys(),
        loose.keys(),
        [line.partition(b":")[0] for line in re.split(rb"\r\n|\r|\n", head) if line[:1] not in (b" ", b"\t")],
        [a.addr_spec for name in ("From", "To", "Cc") for a in mime[name].addresses],
        [part.get_content_type() for part in mime.walk()],
        [part.get_filename() for part in mime.walk()],
        [[str(a) for a in event["ATTENDEE"]] for event in _events(mime)],
    )


def _events(mime: EmailMessage) -> list[Any]:
    parts: list[Any] = [p.get_payload(decode=True) for p in mime.walk() if "calendar" in p.get_content_type()]
    return [event for part in parts for event in Calendar.from_ical(part).walk("VEVENT")]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_letter_keeps_its_shape_and_still_leaves_whatever_is_in_it(tmp_path: Path, typed: str):
    plain, hostile = PostOffice(tmp_path / "plain"), PostOffice(tmp_path / "hostile")
    await sender(plain).deliver(ITEM, poisoned("Tam Manager"))
    room = LetterRoom(branding=Branding(council=typed, footer=typed), mailbox=SHARED, signer=ReferenceSigner(b"k" * 32))
    letters = replace(sender(hostile), room=room)
    await letters.deliver(ITEM, poisoned(typed))
    expected, got = posted(plain), posted(hostile)
    assert len(got) == len(expected) == 3
    assert [shape(raw) for raw in got] == [shape(raw) for raw in expected]
    for raw in got:
        head = message_from_bytes(raw, policy=compat32)
        for value in head.values():
            said = "".join(
                p.decode(c or "ascii", "replace") if isinstance(p, bytes) else p for p, c in decode_header(value)
            )
            assert not re.search(r"[\r\n\u2028\u2029\x00-\x08\x0b\x0c\x85\u202e]", re.sub(r"\r?\n[ \t]", " ", said))


async def test_a_councils_own_wording_puts_nothing_into_the_header_either(tmp_path: Path):
    own = tmp_path / "own" / "kinds"
    own.mkdir(parents=True)
    wording = "{% macro subject() %}{{ v.facts[0].text }}{% endmacro %}"
    rest = "".join(f"{{% macro {name}() %}}x{{% endmacro %}}" for name in ("heading", "opening", "todo", "said"))
    (own / "ended.jinja").write_text(wording + rest, "utf-8")
    notice = samples()["resolved"][0]
    plain = PostOffice(tmp_path / "plain")
    await with_wording(plain, own.parent).deliver(ITEM, replace(notice, facts=(Fact("x", "y"),)))
    (expected, *_) = posted(plain)
    for number, typed in enumerate(HOSTILE):
        office = PostOffice(tmp_path / str(number))
        await with_wording(office, own.parent).deliver(ITEM, replace(notice, facts=(Fact("x", typed),)))
        assert shape(posted(office)[0])[:4] == shape(expected)[:4]


def with_wording(office: PostOffice, folder: Path) -> LetterSender:
    return replace(sender(office), writer=LetterWriter(folder))


@pytest.mark.parametrize(
    "typed", [each for each in HOSTILE if "=?" in each or re.search(r"[\x00-\x1f\x85\u2028]", each)]
)
@pytest.mark.parametrize("where", ["subject", "key", "installation", "name", "sender", "file", "in_reply_to", "header"])
def test_what_could_become_a_header_is_refused_where_the_message_is_made(typed: str, where: str):
    with pytest.raises(UnsafeHeader):
        to_bytes(_with(where, typed))


def _with(where: str, typed: str) -> OutgoingMessage:
    match where:
        case "name":
            return replace(LETTER, to=(Address("t.manager@example.gov.uk", typed),))
        case "sender":
            return replace(LETTER, sender=Address("disputes@example.gov.uk", typed))
        case "file":
            return replace(LETTER, attachments=(Attachment(typed, "application/pdf", b""),))
        case "in_reply_to":
            return replace(LETTER, in_reply_to=f"<{typed}@example.org>")
        case "header":
            return replace(LETTER, headers={"X-Note": typed})
        case _:
            return replace(LETTER, **{where: typed})


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=60) | st.text(alphabet="=?utfUTF-8bBqQ0DA_ \r\n\u2028x:", max_size=60))
def test_one_line_of_anything_is_safe_in_a_header_and_loses_no_word(typed: str):
    line = one_line(typed)
    assert header_text(line) == line
    message = replace(LETTER, subject=line, to=(Address("t.manager@example.gov.uk", line),))
    mime = message_from_bytes(to_bytes(message), policy=default)
    assert mime.keys() == message_from_bytes(to_bytes(LETTER), policy=default).keys()
    assert [a.addr_spec for a in mime["To"].addresses] == ["t.manager@example.gov.uk"]
    assert re.findall(r"[a-zA-Z]+", typed) == re.findall(r"[a-zA-Z]+", line)


def test_the_practice_post_office_answers_encoded_subjects_without_breaking(tmp_path: Path):
    office = PostOffice(tmp_path)
    office.set_absence("away@example.gov.uk", "Away.")
    for number, typed in enumerate(HOSTILE):
        raw = f"From: {SHARED}\r\nSubject: {typed.splitlines()[0] if typed.splitlines() else ''}\r\n\r\nx".encode(
            "utf-8", "replace"
        )
        office.post(raw, f"m{number}", ["away@example.gov.uk"], NOW)
    answers = [message_from_bytes(mail.read(), policy=compat32) for mail in office.mailbox(SHARED).list()]
    assert len(answers) == len(HOSTILE)
    assert not [answer for answer in answers if "Bcc" in answer]
