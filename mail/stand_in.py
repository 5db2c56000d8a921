"""In place of a mail that the server can't turn into MIME: what it does tell, so that the mail is filed at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, compat32

_OURS = ("content-", "mime-version")
_NOTE = "(The mail server could not give this mail in its original form. This is what it told of it.{attachments})"
_ATTACHMENTS = " Its attachments are only in the mailbox."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a server tells of a mail. `headers` are those that it came with; the rest fills in what is missing there."""

    headers: Sequence[tuple[str, str]]
    sender: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    subject: str = ""
    message_id: str = ""
    text: str = ""
    is_html: bool = False
    has_attachments: bool = False


def stand_in(told: Told) -> bytes:
    """The mail's header as it came, and its text, with a note that this isn't its original form."""
    mime = EmailMessage(policy=SMTP)
    note = _NOTE.format(attachments=_ATTACHMENTS if told.has_attachments else "")
    if told.is_html:
        mime.set_content(_clean(f"{told.text}<p>{note}</p>"), subtype="html", cte="base64")
    else:
        mime.set_content(_clean(f"{told.text}\n\n{note}\n"), cte="base64")
    head = "".join(f"{name}: {_clean(value)}\r\n" for name, value in _headers(told))
    return head.encode("utf-8", "replace") + mime.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _headers(told: Told) -> list[tuple[str, str]]:
    kept = [(name, _one_line(value)) for name, value in told.headers if name and not name.lower().startswith(_OURS)]
    there = {name.lower() for name, _ in kept}
    known = {
        "From": _people([told.sender]),
        "To": _people(told.to),
        "Cc": _people(told.cc),
        "Subject": _one_line(told.subject),
        "Message-ID": told.message_id,
    }
    return [*kept, *((name, value) for name, value in known.items() if value and name.lower() not in there)]


def _people(addresses: Sequence[str]) -> str:
    return ", ".join(f"<{address}>" for address in addresses if address)


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
