"""Turns an outgoing message into MIME, in such a way that no text can become a header."""

from __future__ import annotations

from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from mail.message import MESSAGE_ID, Address, Attachment, CalendarPart, OutgoingMessage, UnsafeHeader, header_text

LOOP_HEADER = "X-DRP-Loop"
NOTICE_HEADER = "X-DRP-Notice"

# Outlook's message ids are longer than the usual 78 columns, and the standard library would encode them there
# beyond recognition; header lines may be 998 long.
_WIRE = SMTP.clone(max_line_length=900)


def to_mime(message: OutgoingMessage) -> EmailMessage:
    """The message as MIME: text, HTML beside it, invitation, attachments.

    Raises UnsafeHeader where any header value holds a line break or control character, or a header of ours
    would be overruled. Bcc isn't possible: the record names everyone who gets a notice.
    """
    mime = EmailMessage(policy=SMTP)
    mime["From"] = _address(message.sender)
    mime["To"] = tuple(_address(a) for a in message.to)
    if message.cc:
        mime["Cc"] = tuple(_address(a) for a in message.cc)
    mime["Subject"] = header_text(message.subject)
    mime["Date"] = format_datetime(message.written_at)
    mime["Message-ID"] = message.message_id
    _thread(mime, message)
    mime["Auto-Submitted"] = "auto-generated"
    # Not OOF and not NDR: an absence and a bounce are what we need to hear of.
    mime["X-Auto-Response-Suppress"] = "RN, NRN, AutoReply"
    mime[LOOP_HEADER] = header_text(message.installation)
    mime[NOTICE_HEADER] = header_text(message.key)
    for name, value in message.headers.items():
        _extra(mime, name, value)
    mime.set_content(_clean(message.text), cte="quoted-printable")
    if message.html is not None:
        mime.add_alternative(_clean(message.html), subtype="html", cte="quoted-printable")
    if message.calendar is not None:
        _invite(mime, message.calendar)
    for attachment in (*message.attachments, *_ics(message)):
        maintype, _, subtype = attachment.content_type.partition("/")
        mime.add_attachment(
            attachment.content,
            maintype=header_text(maintype),
            subtype=header_text(subtype),
            filename=header_text(attachment.name),
        )
    return mime


def to_bytes(message: OutgoingMessage) -> bytes:
    """The message as it goes on the wire, lines ending in CR LF."""
    return to_mime(message).as_bytes(policy=_WIRE)


def _address(address: Address) -> HeaderAddress:
    return HeaderAddress(display_name=address.name, addr_spec=address.address)


def _thread(mime: EmailMessage, message: OutgoingMessage) -> None:
    ids = (*((message.in_reply_to,) if message.in_reply_to else ()), *message.references)
    for message_id in ids:
        if not MESSAGE_ID.fullmatch(header_text(message_id)):
            raise UnsafeHeader(f"{message_id!r} isn't a message id.")
    if message.in_reply_to:
        mime["In-Reply-To"] = message.in_reply_to
    references = dict.fromkeys((*message.references, *((message.in_reply_to,) if message.in_reply_to else ())))
    if references:
        mime["References"] = " ".join(references)


def _extra(mime: EmailMessage, name: str, value: str) -> None:
    plain = name.isascii() and name.replace("-", "").isalnum()
    if not plain or not name.lower().startswith("x-") or name in mime:
        raise UnsafeHeader(f"{name!r} isn't a header that a letter may add.")
    mime[name] = header_text(value)


def _invite(mime: EmailMessage, calendar: CalendarPart) -> None:
    """The invitation beside the text, which is where mail programs with a calendar look for it (RFC 6047)."""
    if calendar.method not in {"REQUEST", "CANCEL"}:
        raise UnsafeHeader("An invitation's method is REQUEST or CANCEL.")
    mime.add_alternative(
        calendar.content.encode(),
        maintype="text",
        subtype="calendar",
        params={"method": calendar.method, "charset": "utf-8", "component": "VEVENT"},
    )


def _ics(message: OutgoingMessage) -> tuple[Attachment, ...]:
    """The invitation once more as a file, for whoever's mail program has no calendar of its own."""
    calendar = message.calendar
    name = "cancellation.ics" if calendar and calendar.method == "CANCEL" else "invitation.ics"
    return (Attachment(name, "application/ics", calendar.content.encode()),) if calendar else ()


def _clean(text: str) -> str:
    """Text that every mail program can show: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
