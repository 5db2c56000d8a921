"""The pieces that hostile mails are made of: bytes, charsets, encodings, headers, and text that patterns choke on."""

from __future__ import annotations

PIECES = (
    b"\r\n", b"\n\n", b"\r", b"\x00", b"\xff\xfe", b"=?utf-8?b?", b"=?utf-8?q?=0D=0ABcc:x?=", b'"', b"'", b"<",
    b">", b";", b"--b", b"--b--", b"\r\n.\r\n", b"\r\n ", b"=", b"%0d%0a", b"\xe2\x80\xae", b"\xf0\x9f\x92\xa9",
    b"&#x0;", b"<![CDATA[", b"(", b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"From: \r\n", b"]]>",
)  # fmt: skip
CHARSETS = (
    "utf-8", "us-ascii", "utf-7", "utf-16", "utf-32", "cp037", "punycode", "idna", "zip", "bz2", "rot13",
    "unicode_escape", "raw_unicode_escape", "hex", "uu", "mbcs", "no-such", "", '"', "iso-2022-jp",
    "iso-2022-kr", "hz", "x" * 3000, "utf-8\x00",
)  # fmt: skip
ENCODINGS = (
    "base64", "quoted-printable", "7bit", "8bit", "binary", "uuencode", "x-uue", "BASE64 ", "no-such", "",
)  # fmt: skip
BOMBS = (
    "On ", ">", "> ", "\n>", "From: ", "From: a\n\n", "-", "--\n", "<div>", "<blockquote type=cite>",
    "this email ", "(", "((", "until 1 ", "On Monday 1 January 2026\n", "a@", "<a@", "@", ".", " \n", "\t", "*",
    "_ ", "=?", "?=", "RE: ", "DRP-2026-", "drp-2026-0042.", "drp-2026-0042.s_", "<p>", "<b><i>", "&nbsp;",
    "border-top:solid ", "span.x{", "Sent: ", "Le 1 ", "wrote:\n", "Content-Type: ", ";a=", ";a*0=",
    ";PARTSTAT=", "\\,", "Action: failed\n", "Final-Recipient: ", "le lun. 1 ", "\u200b", "é",
)  # fmt: skip
HEADERS = (
    "Subject", "From", "To", "Date", "Message-ID", "References", "In-Reply-To", "Content-Type", "Received",
    "Return-Path", "Precedence", "Authentication-Results", "ARC-Authentication-Results",
    "X-MS-Exchange-Organization-AuthAs", "Auto-Submitted", "X-DRP-Loop", "X-Failed-Recipients",
    "Content-Disposition", "Content-Transfer-Encoding", "MIME-Version", "X-DRP-Notice", "",
)  # fmt: skip
