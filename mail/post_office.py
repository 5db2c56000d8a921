"""The post office of a practice council: a Maildir for every address, absences and dead addresses included."""

from __future__ import annotations

import email.parser
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from email import message_from_string
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP, compat32
from email.utils import format_datetime, getaddresses
from pathlib import Path

from mail.maildir_folder import MaildirFolder, folder_name
from mail.message import header_text, key_digest, one_line

_ABSENCE, _DEAD = "out-of-office", "address-unknown"


class PostOffice:
    """Delivers between the folders below `root`, one for each address, made at the first mail."""

    def __init__(self, root: Path) -> None:
        """Keeps all mailboxes below `root`."""
        self.root = root

    def mailbox(self, address: str) -> MaildirFolder:
        """The mailbox of an address."""
        return MaildirFolder(self.root / folder_name(address))

    def set_absence(self, address: str, text: str | None) -> None:
        """Switches an automatic out-of-office answer on, with this text, or off with None."""
        self._flag(address, _ABSENCE, text)

    def absence(self, address: str) -> str | None:
        """The out-of-office answer of an address, or None where it gives none."""
        return self._flagged(address, _ABSENCE)

    def is_dead(self, address: str) -> bool:
        """Whether mail to an address bounces."""
        return self._flagged(address, _DEAD) is not None

    def set_dead(self, address: str, dead: bool) -> None:
        """Lets mail to an address bounce from now on, or no longer."""
        self._flag(address, _DEAD, "" if dead else None)

    def post(self, raw: bytes, name: str, recipients: Sequence[str], at: datetime) -> None:
        """Delivers a mail to each recipient. `name` is unique to the mail: posting it twice delivers it once."""
        for address in recipients:
            if self._flagged(address, _DEAD) is not None:
                self._answer(raw, address, _bounce(raw, address, at), f"bounce:{name}", at)
                continue
            self.mailbox(address).deliver(raw, name, at)
            absence = self._flagged(address, _ABSENCE)
            if absence is not None:
                self._answer(raw, address, _absent(raw, address, absence, at), f"absent:{name}", at)

    def _answer(self, raw: bytes, address: str, answer: Message | None, key: str, at: datetime) -> None:
        sender = _sender(raw)
        # An answer to an answer would go round for ever.
        if answer is None or sender is None or sender.lower() == address.lower():
            return
        name = key_digest(f"{key}:{address.lower()}")
        self.mailbox(sender).deliver(answer.as_bytes(policy=SMTP), name, at)

    def _flagged(self, address: str, flag: str) -> str | None:
        path = self.root / folder_name(address) / flag
        return path.read_text("utf-8") if path.is_file() else None

    def _flag(self, address: str, flag: str, text: str | None) -> None:
        path = self.mailbox(address).root / flag
        if text is None:
            path.unlink(missing_ok=True)
            return
        temporary = path.with_suffix(".tmp")
        temporary.write_text(text, "utf-8")
        temporary.rename(path)


def _headers(raw: bytes) -> Message:
    return email.parser.BytesHeaderParser(policy=compat32).parsebytes(raw)


def _sender(raw: bytes) -> str | None:
    found = getaddresses([str(_headers(raw).get("From", ""))])
    return found[0][1] if found and "@" in found[0][1] else None


def _absent(raw: bytes, address: str, text: str, at: datetime) -> EmailMessage | None:
    """What Exchange sends for somebody who is away, unless the mail was itself automatic and asks for none."""
    original = _headers(raw)
    suppressed = {part.strip().upper() for part in str(original.get("X-Auto-Response-Suppress", "")).split(",")}
    if suppressed & {"OOF", "ALL"} or str(original.get("Auto-Submitted", "no")).lower() == "auto-replied":
        return None
    answer = EmailMessage(policy=SMTP)
    answer["From"] = address
    answer["To"] = _sender(raw) or address
    answer["Subject"] = "Automatic reply: " + _one_line(str(original.get("Subject", "")))
    answer["Date"] = format_datetime(at)
    answer["Message-ID"] = _message_id("absent", address, original)
    answer["In-Reply-To"] = _one_line(str(original.get("Message-ID", "<none@none>")))
    answer["Auto-Submitted"] = "auto-generated"
    answer["X-Auto-Response-Suppress"] = "All"
    answer.set_content(text)
    return answer


def _bounce(raw: bytes, address: str, at: datetime) -> Message:
    """What a mail server sends when there is nobody at an address (RFC 3464)."""
    original = _headers(raw)
    domain = address.rpartition("@")[2]
    bounce = MIMEMultipart("report", report_type="delivery-status", policy=SMTP)
    bounce["Return-Path"] = "<>"
    bounce["From"] = f"Mail Delivery System <mailer-daemon@{domain}>"
    bounce["To"] = _sender(raw) or address
    bounce["Subject"] = "Undeliverable: " + _one_line(str(original.get("Subject", "")))
    bounce["Date"] = format_datetime(at)
    bounce["Message-ID"] = _message_id("bounce", address, original)
    bounce["Auto-Submitted"] = "auto-replied"
    bounce.attach(MIMEText(f"Your message to {address} couldn't be delivered: there is no such address.\n"))
    status = (
        "Content-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mail.{domain}\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such address\n"
    )
    bounce.attach(message_from_string(status))
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    bounce.attach(message_from_string(f"Content-Type: text/rfc822-headers\n\n{head}\n"))
    return bounce


def _message_id(kind: str, address: str, original: Message) -> str:
    digest = key_digest(f"{kind}:{address}:{original.get('Message-ID')}")
    return f"<{digest}@{address.rpartition('@')[2]}>"


def _one_line(value: str) -> str:
    """A header of the mail that is answered, as people read it, for a header of the answer."""
    # In an unknown charset it is shown as it came.
    with suppress(LookupError, ValueError):
        value = str(make_header(decode_header(value)))
    return header_text(one_line(value))
