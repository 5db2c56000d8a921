"""Whole mails as people, machines and mail servers send them: what the mutations begin with."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """What a seed is told of the mail to write: who sends it, about what, and a number that is its own."""

    number: int
    sender: str
    reference: str
    token: str
    letter_id: str
    letter_key: str
    mailbox: str


def _mail(told: Told, subject: str, rest: str, **headers: str) -> bytes:
    lines = [
        f"Received: from out.example.gov.uk by mx.example.gov.uk; Tue, 31 Mar 2026 10:{told.number % 60:02} +0100",
        f"Authentication-Results: mx.example.gov.uk; dmarc=pass header.from={told.sender.rpartition(chr(64))[2]}",
        f"From: Somebody <{told.sender}>",
        f"To: {told.mailbox}",
        f"Subject: {subject}",
        "Date: Tue, 31 Mar 2026 09:00:00 +0000",
        f"Message-ID: <mail-{told.number}@example.gov.uk>",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        "MIME-Version: 1.0",
    ]
    return ("\n".join(lines) + "\n" + rest).replace("\r\n", "\n").replace("\n", "\r\n").encode()


def _quoted(told: Told) -> str:
    return f"> Please respond by Wednesday 8 April 2026.\n>\n> Reference: {told.token}\n"


def plain_reply(told: Told) -> bytes:
    body = f"Both visits were made.\n\nKind regards\nTam\n\nOn Mon, 30 Mar 2026, Disputes wrote:\n{_quoted(told)}"
    subject = f"RE: [{told.reference}] Stage 1"
    return _mail(told, subject, f"Content-Type: text/plain; charset=utf-8\n\n{body}", In_Reply_To=told.letter_id)


def chosen(told: Told) -> bytes:
    verb = ("ACKNOWLEDGE", "RESPOND", "COMPLETED", "CONFIRM")[told.number % 4]
    return _mail(told, f"[{told.reference}] {verb} {told.token}", "\nDone, on 15 April.\n")


def outlook_reply(told: Told) -> bytes:
    html = (
        "<html><head><style>p.MsoNormal {margin:0cm}\nspan.E1 {mso-style-type:personal-reply}</style></head><body>"
        "<p class=MsoNormal>Both visits were made.</p><p class=MsoNormal>Kind regards</p>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Dispute Resolution<br><b>Sent:</b> 30 "
        f"March 2026<br><b>To:</b> Tam</p></div><p>Please respond.</p><p>Reference: {told.token}</p></body></html>"
    )
    rest = (
        'Content-Type: multipart/alternative; boundary="_000_ab"\n\n--_000_ab\nContent-Type: text/plain\n\n'
        f'Both visits were made.\n\n--_000_ab\nContent-Type: text/html; charset="us-ascii"\n\n{html}\n--_000_ab--\n'
    )
    return _mail(told, f"RE: [{told.reference}] Stage 1", rest, References=told.letter_id)


def inside_the_quote(told: Told) -> bytes:
    body = f"See below.\n\n> Were both visits made?\nYes, both.\n> And the notes?\nOn file.\n{_quoted(told)}"
    return _mail(told, f"Re: [{told.reference}] Stage 1", f"\n{body}")


def away(told: Told) -> bytes:
    body = "I am on annual leave until Monday 13 April 2026 and will answer then.\n"
    headers = {"Auto_Submitted": "auto-replied", "In_Reply_To": told.letter_id}
    return _mail(told, f"Automatic reply: [{told.reference}] Stage 1", f"\n{body}{_quoted(told)}", **headers)


def bounce(told: Told) -> bytes:
    rest = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt couldn't be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.gov.uk\n\n"
        f"Final-Recipient: rfc822; {told.sender}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such address\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {told.letter_id}\nX-DRP-Notice: {told.letter_key}\n"
        f"Subject: [{told.reference}] Stage 1\n--b--\n"
    )
    return _mail(told, "Undeliverable: Stage 1", rest, Return_Path="<>")


def invitation_answer(told: Told) -> bytes:
    said = ("ACCEPTED", "DECLINED", "TENTATIVE")[told.number % 3]
    rest = (
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n\n"
        "--b\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        f'UID:{told.token}\nDTSTART;TZID=GMT Standard Time:20260415T100000\nATTENDEE;CN="Tam";PARTSTAT={said}:mailto:'
        f"{told.sender}\nCOMMENT:I may be\n  late\\, sorry\nEND:VEVENT\nEND:VCALENDAR\n--b--\n"
    )
    return _mail(told, f"Accepted: [{told.reference}] Meeting", rest)


def with_files(told: Told) -> bytes:
    pdf = base64.encodebytes(b"%PDF-1.7 plan " * 200).decode()
    rest = (
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe plan is attached.\n"
        '--b\nContent-Type: application/pdf; name="plan.pdf"\nContent-Disposition: attachment; filename="plan.pdf"\n'
        f"Content-Transfer-Encoding: base64\n\n{pdf}\n--b\nContent-Type: application/octet-stream\n"
        "Content-Disposition: attachment;\n filename*0*=utf-8''tool%E2%80%AE;\n filename*1*=fdp.exe\n\nMZ\x00\x01\n"
        "--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+Ig==\n"
        "--b--\n"
    )
    return _mail(told, f"RE: [{told.reference}] Stage 1", rest, In_Reply_To=told.letter_id)


def receipt(told: Told) -> bytes:
    rest = (
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead.\n"
        "--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n--b--\n"
    )
    return _mail(told, f"Read: [{told.reference}] Stage 1", rest, In_Reply_To=told.letter_id)


def forwarded(told: Told) -> bytes:
    rest = (
        "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nFor your file.\n--o\nContent-Type: message/rfc822\n\n"
        f"{plain_reply(told).decode()}\n--o--\n"
    )
    return _mail(told, f"Fw: [{told.reference}] Stage 1", rest)


def far_off(told: Told) -> bytes:
    """Text in character sets that council mail rarely has, one after the other."""
    charset, text = (
        ("iso-2022-jp", "訪問しました".encode("iso-2022-jp")),
        ("koi8-r", "Оба визита состоялись".encode("koi8-r")),
        ("gb18030", "两次访问都已完成".encode("gb18030")),
        ("utf-16", "Both visits".encode("utf-16")),
        ("windows-1255", "שלום".encode("windows-1255")),
        ("utf-7", b"Both visits +AOk-"),
    )[told.number % 6]
    head = _mail(
        told, f"=?{charset}?q?RE=3A_=5B{told.reference}=5D?=", f"Content-Type: text/plain; charset={charset}\n\n"
    )
    return head + text + b"\r\n"


def sealed(told: Told) -> bytes:
    rest = (
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n--b\n'
        "Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n"
        "-----BEGIN PGP MESSAGE-----\nhQEMA\n-----END PGP MESSAGE-----\n--b--\n"
    )
    return _mail(told, f"RE: [{told.reference}]", rest)


def about_nothing(told: Told) -> bytes:
    return _mail(told, f"Car park {told.number}", "\nIs it open?\n\nbegin 644 a.txt\n#0V%T\n`\nend\n")


def our_own(told: Told) -> bytes:
    return _mail(told, f"[{told.reference}] Stage 1", f"\nPlease respond.\n{told.token}\n", X_DRP_Loop="practice-1")


SEEDS: tuple[Callable[[Told], bytes], ...] = (
    plain_reply,
    chosen,
    outlook_reply,
    inside_the_quote,
    away,
    bounce,
    invitation_answer,
    with_files,
    receipt,
    forwarded,
    far_off,
    sealed,
    about_nothing,
    our_own,
)
