"""A mail that Graph can't give as MIME: what it tells instead."""

from __future__ import annotations

from typing import Any

from mail.graph.wire import Line
from mail.stand_in import Told
from mail.stand_in import stand_in as in_mime
from mail.transport import TransportFailure

_FIELDS = "internetMessageHeaders,internetMessageId,from,toRecipients,ccRecipients,subject,body,hasAttachments"


async def stand_in(line: Line, item: str, failure: TransportFailure) -> bytes:
    """The mail's header as it came, and its text. Raises the failure where the server tells nothing at all."""
    try:
        told = await line.get("messages", item, select=_FIELDS)
    except TransportFailure:
        raise failure from None
    body: dict[str, Any] = told.get("body") or {}
    return in_mime(
        Told(
            headers=[
                (str(one.get("name", "")), str(one.get("value", "")))
                for one in told.get("internetMessageHeaders") or ()
            ],
            sender=next(iter(_addresses([told.get("from")])), ""),
            to=_addresses(told.get("toRecipients")),
            cc=_addresses(told.get("ccRecipients")),
            subject=str(told.get("subject") or ""),
            message_id=str(told.get("internetMessageId") or ""),
            text=str(body.get("content") or ""),
            is_html=str(body.get("contentType", "")).lower() == "html",
            has_attachments=bool(told.get("hasAttachments")),
        )
    )


def _addresses(people: Any) -> list[str]:
    found = [str(person["emailAddress"].get("address") or "") for person in people or () if person]
    return [address for address in found if address]
