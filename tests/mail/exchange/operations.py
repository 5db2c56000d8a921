"""What each operation of Exchange Web Services does to a mailbox, and what it answers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formataddr

from tests.mail.exchange.elements import (
    Element,
    Failed,
    M,
    T,
    change_key,
    failure,
    folder_id,
    item_element,
    key_element,
    m,
    response,
    success,
    t,
)
from tests.mail.graph.exchange import WELL_KNOWN, Exchange, Item


@dataclass(frozen=True)
class Caller:
    """Whose mailbox a folder without one is: that of whoever is signed in, or whom they impersonate."""

    mailbox: str


class Operations:
    """One mailbox's. `unreadable` are ids of items whose MIME can't be made, with the code that says so.

    `lost` are ids of items of which nothing can be told.
    """

    def __init__(self, mailbox: str, exchange: Exchange) -> None:
        self.mailbox = mailbox
        self.exchange = exchange
        self.unreadable: dict[str, str] = {}
        self.lost: set[str] = set()
        self.subscriptions: dict[str, int] = {}
        self._known: dict[str, Callable[[Element, Caller], list[Element]]] = {
            "FindItem": self._find_items,
            "GetItem": self._get_items,
            "MoveItem": self._move,
            "CreateItem": self._create,
            "SendItem": self._send,
            "GetFolder": self._get_folders,
            "FindFolder": self._find_folders,
            "CreateFolder": self._create_folder,
            "Subscribe": self._subscribe,
        }

    def answer(self, request: Element, caller: Caller) -> Element:
        """The whole answer to a request."""
        name = request.tag.removeprefix(M)
        try:
            messages = self._known[name](request, caller)
        except Failed as failed:
            messages = [failure(name, failed)]
        return response(name, messages)

    def place(self, reference: Element, caller: Caller) -> str:
        """The folder that is meant."""
        given = reference.get("Id")
        if reference.tag == f"{T}FolderId":
            if given not in self.exchange.folders:
                raise Failed("ErrorFolderNotFound")
            return given
        named = reference.findtext(f"{T}Mailbox/{T}EmailAddress") or caller.mailbox
        if named.lower() != self.mailbox.lower():
            raise Failed("ErrorNonExistentMailbox")
        if given in {"msgfolderroot", "root"}:
            return given
        if given not in WELL_KNOWN:
            raise Failed("ErrorFolderNotFound")
        return f"folder-{given}"

    def _find_items(self, request: Element, caller: Caller) -> list[Element]:
        view = request.find(f"{M}IndexedPageItemView")
        start, most = int(view.get("Offset")), int(view.get("MaxEntriesReturned"))
        wanted, ascending = _wanted(request), request.find(f"{M}SortOrder/{T}FieldOrder")
        messages: list[Element] = []
        for reference in request.find(f"{M}ParentFolderIds"):
            held = self.exchange.within(self.place(reference, caller))
            if ascending is not None and ascending.get("Order") == "Ascending":
                held.sort(key=lambda item: (item.received, item.number))
            if wanted is not None:
                held = [item for item in held if item.properties.get(wanted[0]) == wanted[1]]
            page = held[start : start + most]
            root = m.RootFolder(
                t.Items(*(item_element(item, request, mime=False) for item in page)),
                IndexedPagingOffset=str(start + len(page)),
                TotalItemsInView=str(len(held)),
                IncludesLastItemInRange="true" if start + len(page) >= len(held) else "false",
            )
            messages.append(success("FindItem", root))
        return messages

    def _get_items(self, request: Element, caller: Caller) -> list[Element]:
        messages: list[Element] = []
        shape = request.find(f"{M}ItemShape")
        paths = {path.get("FieldURI") for path in shape.iter(f"{T}FieldURI")}
        mime = shape.findtext(f"{T}IncludeMimeContent") in {"true", "1"} or "item:MimeContent" in paths
        for reference in request.find(f"{M}ItemIds"):
            try:
                item = self._item(reference)
                if item.id(immutable=False) in self.lost:
                    raise Failed("ErrorItemCorrupt")
                if mime and item.id(immutable=False) in self.unreadable:
                    raise Failed(self.unreadable[item.id(immutable=False)])
                messages.append(success("GetItem", m.Items(item_element(item, request, mime=mime))))
            except Failed as failed:
                messages.append(failure("GetItem", failed))
        return messages

    def _move(self, request: Element, caller: Caller) -> list[Element]:
        try:
            place = self.place(request.find(f"{M}ToFolderId")[0], caller)
        except Failed:
            raise Failed("ErrorToFolderNotFound") from None
        messages: list[Element] = []
        for reference in request.find(f"{M}ItemIds"):
            try:
                item = self._item(reference)
                self.exchange.move(item, place)
                moved = [] if request.findtext(f"{M}ReturnNewItemIds") == "false" else [t.Message(key_element(item))]
                messages.append(success("MoveItem", m.Items(*moved)))
            except Failed as failed:
                messages.append(failure("MoveItem", failed))
        return messages

    def _create(self, request: Element, caller: Caller) -> list[Element]:
        if request.get("MessageDisposition") != "SaveOnly":
            raise Failed("ErrorInvalidOperation")
        if self.place(request.find(f"{M}SavedItemFolderId")[0], caller) != "folder-drafts":
            raise Failed("ErrorInvalidOperation")
        messages: list[Element] = []
        for message in request.find(f"{M}Items"):
            raw = base64.b64decode(message.findtext(f"{T}MimeContent"))
            item = self.exchange.draft(raw)
            # As a real server did: what From the MIME gives counts for nothing.
            del item.mime["From"]
            sender = message.find(f"{T}From/{T}Mailbox")
            if sender is not None:
                name, address = sender.findtext(f"{T}Name"), sender.findtext(f"{T}EmailAddress")
                item.mime["From"] = formataddr((name or "", address))
            for mark in message.iter(f"{T}ExtendedProperty"):
                path = mark.find(f"{T}ExtendedFieldURI")
                item.properties[_property(path)] = mark.findtext(f"{T}Value")
            messages.append(success("CreateItem", m.Items(t.Message(key_element(item)))))
        return messages

    def _send(self, request: Element, caller: Caller) -> list[Element]:
        if request.get("SaveItemToFolder") == "true":
            saved = request.find(f"{M}SavedItemFolderId")
            # Left out, the copy lies in the Sent Items of whoever is signed in.
            if saved is None or self.place(saved[0], caller) != "folder-sentitems":
                raise Failed("ErrorSavedItemFolderNotFound")
        for reference in request.find(f"{M}ItemIds"):
            item = self._item(reference)
            if not reference.get("ChangeKey"):
                raise Failed("ErrorChangeKeyRequired")
            if reference.get("ChangeKey") != change_key(item):
                raise Failed("ErrorStaleObject")
            if not item.is_draft:
                raise Failed("ErrorItemNotFound")
            self.exchange.send(item)
        return [success("SendItem")]

    def _get_folders(self, request: Element, caller: Caller) -> list[Element]:
        found: list[Element] = []
        for reference in request.find(f"{M}FolderIds"):
            place = self.place(reference, caller)
            count = t.TotalCount(str(len(self.exchange.within(place))))
            found.append(success("GetFolder", m.Folders(t.Folder(folder_id(place), count))))
        return found

    def _find_folders(self, request: Element, caller: Caller) -> list[Element]:
        named = next(request.iter(f"{T}Constant")).get("Value")
        found = [place for place, name in self.exchange.folders.items() if name == named]
        root = m.RootFolder(
            t.Folders(*(t.Folder(folder_id(place)) for place in found)),
            IndexedPagingOffset=str(len(found)),
            TotalItemsInView=str(len(found)),
            IncludesLastItemInRange="true",
        )
        return [success("FindFolder", root)]

    def _create_folder(self, request: Element, caller: Caller) -> list[Element]:
        self.place(request.find(f"{M}ParentFolderId")[0], caller)
        name = next(request.iter(f"{T}DisplayName")).text
        if name in self.exchange.folders.values():
            raise Failed("ErrorFolderExists")
        place = f"AAMkAGI2-folder-{len(self.exchange.folders)}="
        self.exchange.folders[place] = name
        return [success("CreateFolder", m.Folders(t.Folder(folder_id(place))))]

    def _subscribe(self, request: Element, caller: Caller) -> list[Element]:
        self.place(next(request.iter(f"{T}FolderIds"))[0], caller)
        name = f"JgBhbTBwcjAxbWIw-{len(self.subscriptions) + 1}"
        self.subscriptions[name] = len(self.exchange.changes)
        return [success("Subscribe", m.SubscriptionId(name))]

    def _item(self, reference: Element) -> Item:
        item = self.exchange.find(reference.get("Id"))
        if item is None:
            raise Failed("ErrorItemNotFound")
        return item


def _wanted(request: Element) -> tuple[str, str] | None:
    equal = request.find(f"{M}Restriction/{T}IsEqualTo")
    if equal is None:
        return None
    return _property(equal.find(f"{T}ExtendedFieldURI")), next(equal.iter(f"{T}Constant")).get("Value")


def _property(path: Element) -> str:
    return f"{path.get('PropertySetId')}/{path.get('PropertyName')}".lower()
