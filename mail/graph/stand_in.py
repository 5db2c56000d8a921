"""In place of a mail that the server can't turn into MIME: what it does tell, so that the mail is filed at all."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP, compat32
from typing import Any

from mail.graph.wire import Line
from mail.transport import TransportFailure

_FIELDS = "internetMessageHeaders,internetMessageId,from,toRecipients,ccRecipients,subject,body,hasAttachments"
_OURS = ("content-", "mime-version")
_NOTE = "(The mail server could not give this mail in its original form. This is what it told of it.{attachments})"
_ATTACHMENTS = " Its attachments are only in the mailbox."


async def stand_in(line: Line, item: str, failure: TransportFailure) -> bytes:
    """The mail's header as it came, and its text. Raises the failure where the server tells nothing at all."""
    try:
        told = await line.get("messages", item, select=_FIELDS)
    except TransportFailure:
        raise failure from None
    return _mime(told)


def _mime(told: dict[str, Any]) -> bytes:
    mime = EmailMessage(policy=SMTP)
    body: dict[str, Any] = told.get("body") or {}
    note = _NOTE.format(attachments=_ATTACHMENTS if told.get("hasAttachments") else "")
    text = str(body.get("content") or "")
    if str(body.get("contentType", "")).lower() == "html":
        mime.set_content(_clean(f"{text}<p>{note}</p>"), subtype="html", cte="base64")
    else:
        mime.set_content(_clean(f"{text}\n\n{note}\n"), cte="base64")
    head = "".join(f"{name}: {_clean(value)}\r\n" for name, value in _headers(told))
    return head.encode("utf-8", "replace") + mime.as_bytes(policy=compat32.clone(linesep="\r\n"))


def _headers(told: dict[str, Any]) -> list[tuple[str, str]]:
    came = [(str(one.get("name", "")), str(one.get("value", ""))) for one in told.get("internetMessageHeaders") or ()]
    kept = [(name, " ".join(value.split())) for name, value in came if name and not name.lower().startswith(_OURS)]
    there = {name.lower() for name, _ in kept}
    known = {
        "From": _people([told.get("from")]),
        "To": _people(told.get("toRecipients")),
        "Cc": _people(told.get("ccRecipients")),
        "Subject": " ".join(str(told.get("subject") or "").split()),
        "Message-ID": str(told.get("internetMessageId") or ""),
    }
    return [*kept, *((name, value) for name, value in known.items() if value and name.lower() not in there)]


def _people(people: Any) -> str:
    addresses: list[dict[str, Any]] = [person["emailAddress"] for person in people or () if person]
    return ", ".join(f"<{address['address']}>" for address in addresses if address.get("address"))


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
