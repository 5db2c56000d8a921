"""The parts that answers of Exchange Web Services are made of, and what they tell of an item."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from tests.mail.graph.exchange import Item

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
M, T = f"{{{MESSAGES}}}", f"{{{TYPES}}}"

_Maker: Any = import_module("lxml.builder").ElementMaker
m: Any = _Maker(namespace=MESSAGES, nsmap={"m": MESSAGES, "t": TYPES})
t: Any = _Maker(namespace=TYPES, nsmap={"t": TYPES})

Element = Any
_EMPTY = {
    "GetItem": "Items",
    "MoveItem": "Items",
    "CreateItem": "Items",
    "GetFolder": "Folders",
    "CreateFolder": "Folders",
}
"""What an answer holds even where it holds nothing."""

_KINDS = {"text/calendar": "MeetingRequest", "multipart/report": "Message"}


class Failed(Exception):
    """An operation's response message of class Error."""

    def __init__(self, code: str, back_off: int | None = None) -> None:
        super().__init__(code)
        self.code, self.back_off = code, back_off


def response(name: str, messages: list[Element]) -> Element:
    """An operation's response."""
    return m(f"{name}Response", m.ResponseMessages(*messages))


def success(name: str, *content: Element) -> Element:
    """A response message of class Success."""
    return m(f"{name}ResponseMessage", m.ResponseCode("NoError"), *content, ResponseClass="Success")


def failure(name: str, failed: Failed) -> Element:
    """A response message of class Error; what it says in words may well quote the mail."""
    value = t.Value(str(failed.back_off), Name="BackOffMilliseconds")
    content = [
        m.MessageText("It quotes your mail here."),
        m.ResponseCode(failed.code),
        m.DescriptiveLinkKey("0"),
    ]
    if failed.back_off is not None:
        content.append(m.MessageXml(value))
    if name in _EMPTY:
        content.append(m(_EMPTY[name]))
    return m(f"{name}ResponseMessage", *content, ResponseClass="Error")


def events(subscription: str, since: list[tuple[str, str, str]], now: datetime) -> Element:
    """A notification of what came into the inbox; None where nothing did."""
    came = [item for folder, item, kind in since if folder == "folder-inbox" and kind == "created"]
    told = [
        t.NewMailEvent(
            t.Watermark("AQAAAOpvG0LURVdOhQkPOWZLPcI8EgAAAAAAAAE="),
            t.TimeStamp(_zulu(now)),
            t.ItemId(Id=item, ChangeKey="CQAAAA=="),
            t.ParentFolderId(Id="folder-inbox", ChangeKey="AQAAAA=="),
        )
        for item in came
    ]
    if not told:
        return None
    return m.Notifications(t.Notification(t.SubscriptionId(subscription), t.MoreEvents("false"), *told))


def connection_status(status: str) -> Element:
    """OK as a sign of life, or Closed."""
    return m.ConnectionStatus(status)


def item_element(item: Item, request: Element, *, mime: bool) -> Element:
    """An item with what was asked for, in the schema's order."""
    asked = {path.get("FieldURI") for path in request.find(f"{M}ItemShape").iter(f"{T}FieldURI")}
    parts: list[Element] = []
    if mime:
        content = base64.b64encode(item.as_mime()).decode()
        parts.append(t.MimeContent(content, CharacterSet="UTF-8"))
    parts.append(key_element(item))
    sent = item.received
    told: dict[str, Callable[[], Element]] = {
        "item:Subject": lambda: t.Subject(_clean(item.mime["Subject"])),
        "item:Body": lambda: t.Body("What the server understood.", BodyType="Text"),
        "item:DateTimeReceived": lambda: t.DateTimeReceived(_zulu(item.received)),
        "item:Size": lambda: t.Size(str(item_size(item))),
        "item:InternetMessageHeaders": lambda: t.InternetMessageHeaders(
            *(t.InternetMessageHeader(_clean(value), HeaderName=name) for name, value in item.mime.items())
        ),
        "item:DateTimeSent": lambda: t.DateTimeSent(_zulu(sent)),
        "item:DateTimeCreated": lambda: t.DateTimeCreated(_zulu(item.received)),
        "item:HasAttachments": lambda: t.HasAttachments("true"),
        "message:ToRecipients": lambda: t.ToRecipients(_mailbox(item.mime["To"])),
        "message:From": lambda: t.From(_mailbox(item.mime["From"])),
        "message:InternetMessageId": lambda: t.InternetMessageId(_clean(item.mime["Message-ID"])),
    }
    order = list(told)
    parts += [told[name]() for name in order if name in asked]
    return t(_KINDS.get(item.mime.get_content_type(), "Message"), *parts)


def item_size(item: Item) -> int:
    """What the server says of an item's size; tests may say otherwise."""
    return int(item.properties.get("size") or len(item.as_mime()))


def key_element(item: Item) -> Element:
    """An item's id and the key of its present state."""
    return t.ItemId(Id=item.id(immutable=False), ChangeKey=change_key(item))


def change_key(item: Item) -> str:
    """The key of an item's present state."""
    return f"CQAAABYAAAD{item.number:04}{item.moves}"


def folder_id(place: str) -> Element:
    """A folder's id."""
    return t.FolderId(Id=place, ChangeKey="AQAAAA==")


def _mailbox(value: Any) -> Element:
    return t.Mailbox(t.EmailAddress(_clean(value)))


def _clean(value: Any) -> str:
    return str(value or "").encode("ascii", "replace").decode()


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
