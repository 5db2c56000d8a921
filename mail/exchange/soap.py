"""The calls that we make to Exchange Web Services, as XML: what is asked for, and nothing that isn't needed."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from mail.message import Address, key_digest

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"

MARK_SET = "7d1c4a52-5b0e-4f0b-9a53-2f1f6c1e8d90"
MARK_NAME = "DisputeNoticeKey"

# lxml is compiled and comes without types.
_Maker: Any = import_module("lxml.builder").ElementMaker
_M: Any = _Maker(namespace=MESSAGES, nsmap={"m": MESSAGES, "t": TYPES})
_T: Any = _Maker(namespace=TYPES, nsmap={"t": TYPES})

Element = Any


@dataclass(frozen=True, slots=True)
class Place:
    """A folder: one that every mailbox has, by the name that it has in every language, or any other by its id."""

    id: str
    known: bool = False


INBOX, DRAFTS, OUTBOX, SENT = (Place(name, known=True) for name in ("inbox", "drafts", "outbox", "sentitems"))
TOP = Place("msgfolderroot", known=True)


@dataclass(frozen=True, slots=True)
class ItemKey:
    """An item at one moment: its id, until it is moved, and the key of its present state, which sending it takes."""

    id: str
    change_key: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A call. `repeatable` says that it may be made again where nobody knows whether it was done."""

    name: str
    body: Element
    repeatable: bool = True


def list_items(mailbox: str, place: Place, limit: int) -> Request:
    """The oldest items of a folder: ids, sizes and when each was received."""
    body = _M.FindItem(
        _M.ItemShape(_T.BaseShape("IdOnly"), _properties("item:DateTimeReceived", "item:Size", "item:DateTimeCreated")),
        _M.IndexedPageItemView(MaxEntriesReturned=str(limit), Offset="0", BasePoint="Beginning"),
        _M.SortOrder(_T.FieldOrder(_field("item:DateTimeReceived"), Order="Ascending")),
        _M.ParentFolderIds(_place(mailbox, place)),
        Traversal="Shallow",
    )
    return Request("FindItem", body)


def get_mime(items: Sequence[str]) -> Request:
    """Mails as they came, and nothing else of them."""
    shape = _M.ItemShape(_T.BaseShape("IdOnly"), _T.IncludeMimeContent("true"))
    return Request("GetItem", _M.GetItem(shape, _item_ids(items)))


def get_told(item: str) -> Request:
    """What the server knows of a mail that it can't give in its original form."""
    properties = _properties(
        "item:InternetMessageHeaders",
        "item:Subject",
        "item:Body",
        "item:HasAttachments",
        "message:From",
        "message:ToRecipients",
        "message:CcRecipients",
        "message:InternetMessageId",
    )
    shape = _M.ItemShape(_T.BaseShape("IdOnly"), _T.BodyType("Text"), properties)
    return Request("GetItem", _M.GetItem(shape, _item_ids([item])))


def move(mailbox: str, item: str, place: Place) -> Request:
    """Moves an item to another folder."""
    body = _M.MoveItem(_M.ToFolderId(_place(mailbox, place)), _item_ids([item]), _M.ReturnNewItemIds("false"))
    return Request("MoveItem", body)


def create_draft(mailbox: str, raw: bytes, sender: Address, key: str) -> Request:
    """A draft of MIME that bears our mark. From is said beside the MIME: there are servers that lose it there."""
    name = [_T.Name(sender.name)] if sender.name else []
    message = _T.Message(
        _T.MimeContent(base64.b64encode(raw).decode(), CharacterSet="UTF-8"),
        _T.ExtendedProperty(_mark(), _T.Value(key_digest(key))),
        _T.From(_T.Mailbox(*name, _T.EmailAddress(sender.address))),
    )
    folder = _M.SavedItemFolderId(_place(mailbox, DRAFTS))
    body = _M.CreateItem(folder, _M.Items(message), MessageDisposition="SaveOnly")
    return Request("CreateItem", body, repeatable=False)


def send_draft(mailbox: str, draft: ItemKey) -> Request:
    """Sends a draft and keeps it in the mailbox's own Sent Items, not in those of whoever is signed in."""
    body = _M.SendItem(
        _M.ItemIds(_T.ItemId(Id=draft.id, ChangeKey=draft.change_key)),
        _M.SavedItemFolderId(_place(mailbox, SENT)),
        SaveItemToFolder="true",
    )
    return Request("SendItem", body, repeatable=False)


def find_marked(mailbox: str, places: Sequence[Place], key: str) -> Request:
    """The items of some folders that bear the mark of a key."""
    wanted = _T.IsEqualTo(_mark(), _T.FieldURIOrConstant(_T.Constant(Value=key_digest(key))))
    body = _M.FindItem(
        _M.ItemShape(_T.BaseShape("IdOnly"), _properties("item:DateTimeSent", "message:InternetMessageId")),
        _M.IndexedPageItemView(MaxEntriesReturned="10", Offset="0", BasePoint="Beginning"),
        _M.Restriction(wanted),
        _M.ParentFolderIds(*(_place(mailbox, place) for place in places)),
        Traversal="Shallow",
    )
    return Request("FindItem", body)


def get_folder(mailbox: str, place: Place) -> Request:
    """A folder, and how much is in it."""
    shape = _M.FolderShape(_T.BaseShape("IdOnly"), _properties("folder:TotalCount"))
    return Request("GetFolder", _M.GetFolder(shape, _M.FolderIds(_place(mailbox, place))))


def find_folder(mailbox: str, name: str) -> Request:
    """The folders beside the inbox that have a name."""
    wanted = _T.IsEqualTo(_field("folder:DisplayName"), _T.FieldURIOrConstant(_T.Constant(Value=name)))
    body = _M.FindFolder(
        _M.FolderShape(_T.BaseShape("IdOnly")),
        _M.IndexedPageFolderView(MaxEntriesReturned="10", Offset="0", BasePoint="Beginning"),
        _M.Restriction(wanted),
        _M.ParentFolderIds(_place(mailbox, TOP)),
        Traversal="Shallow",
    )
    return Request("FindFolder", body)


def create_folder(mailbox: str, name: str) -> Request:
    """Makes a folder beside the inbox."""
    folder = _M.Folders(_T.Folder(_T.FolderClass("IPF.Note"), _T.DisplayName(name)))
    return Request("CreateFolder", _M.CreateFolder(_M.ParentFolderId(_place(mailbox, TOP)), folder))


def subscribe(mailbox: str) -> Request:
    """Asks to be told of new mail in the inbox."""
    events = _T.EventTypes(_T.EventType("NewMailEvent"))
    wanted = _M.StreamingSubscriptionRequest(_T.FolderIds(_place(mailbox, INBOX)), events)
    return Request("Subscribe", _M.Subscribe(wanted))


def stream_events(subscription: str, minutes: int) -> Request:
    """Has events told as they happen, for so long; 30 minutes are the most that Exchange allows."""
    body = _M.GetStreamingEvents(
        _M.SubscriptionIds(_T.SubscriptionId(subscription)), _M.ConnectionTimeout(str(minutes))
    )
    return Request("GetStreamingEvents", body)


def _place(mailbox: str, place: Place) -> Element:
    if not place.known:
        return _T.FolderId(Id=place.id)
    # Without the mailbox it would be the folder of whoever is signed in.
    return _T.DistinguishedFolderId(_T.Mailbox(_T.EmailAddress(mailbox)), Id=place.id)


def _item_ids(items: Sequence[str]) -> Element:
    return _M.ItemIds(*(_T.ItemId(Id=item) for item in items))


def _field(name: str) -> Element:
    return _T.FieldURI(FieldURI=name)


def _properties(*names: str) -> Element:
    return _T.AdditionalProperties(*(_field(name) for name in names))


def _mark() -> Element:
    return _T.ExtendedFieldURI(PropertySetId=MARK_SET, PropertyName=MARK_NAME, PropertyType="String")
