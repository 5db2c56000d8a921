"""A letter on its way out: a draft of its MIME, our mark on it, sent; and found again by that mark.

Sent in one call, a letter couldn't be told from one that never left. The draft takes our key with it into Sent
Items, as a property that only the mailbox knows: a crash anywhere between leads to neither two letters nor none.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from mail.graph.failures import Gone
from mail.graph.folders import DRAFTS, OUTBOX, Folders
from mail.graph.wire import Json, Line
from mail.message import OutgoingMessage, UnsafeHeader
from mail.mime import NOTICE_HEADER, to_bytes
from mail.transport import SentItem, TransportFailure

KEY_PROPERTY = "String {7d1c4a52-5b0e-4f0b-9a53-2f1f6c1e8d90} Name DisputeNoticeKey"
"""Set once the draft is whole: what has it may be sent."""

HEADER_PROPERTY = f"String {{00020386-0000-0000-c000-000000000046}} Name {NOTICE_HEADER.lower()}"
"""Where Exchange keeps the MIME header that holds the same key; there from the draft's first moment."""

LOOKS = (0.0, 2.0, 5.0)
"""Seconds before each look for a letter that was sent: it isn't always to be found at once."""

_WHOLE_MIME = 2_900_000
_ONE_FILE = 2_900_000
_MESSAGES = "messages"
_SELECT = "id,isDraft,parentFolderId,internetMessageId,sentDateTime"


class Outgoing:
    """Letters out of one mailbox. `clock` gives the time of sending where the server doesn't say yet."""

    def __init__(self, folders: Folders, clock: Callable[[], datetime]) -> None:
        self._folders = folders
        self._clock = clock

    async def send(self, line: Line, message: OutgoingMessage) -> SentItem:
        """Sends a letter and tells by what id it is known."""
        draft = await _draft(line, message)
        mark = [{"id": KEY_PROPERTY, "value": message.key}]
        await line.patch(_MESSAGES, str(draft["id"]), body={"singleValueExtendedProperties": mark})
        return await self._sent(line, draft)

    async def find(self, line: Line, key: str) -> SentItem | None:
        """The letter with this key, if it left. One that was about to leave leaves now."""
        drafts = await self._folders.named(line, DRAFTS)
        outbox = await self._folders.named(line, OUTBOX)
        for wait in LOOKS:
            if wait:
                await line.wire.pace.sleep(wait)
            for found in await _with(line, KEY_PROPERTY, key):
                if not found.get("isDraft") or found.get("parentFolderId") == outbox:
                    return self._item(found)
                if found.get("parentFolderId") == drafts:
                    return await self._sent(line, found)
        for half in await _with(line, HEADER_PROPERTY, key):
            if half.get("isDraft") and half.get("parentFolderId") == drafts:
                # Its mark is missing, so perhaps some of its files, too: the letter is written anew.
                await _discard(line, str(half["id"]))
        return None

    async def _sent(self, line: Line, draft: Json) -> SentItem:
        item = str(draft["id"])
        await line.wire.pace.letter()
        try:
            await line.post(_MESSAGES, item, "send")
        except TransportFailure as failure:
            # Did it leave all the same, by an answer that was lost or by another process?
            sent = await _left(line, item)
            if sent is not None:
                return self._item(sent)
            if isinstance(failure, Gone):
                raise TransportFailure("The letter's draft was gone before it was sent.", retry=True) from failure
            raise
        for wait in LOOKS:
            if wait:
                await line.wire.pace.sleep(wait)
            if sent := await _left(line, item):
                return self._item(sent)
        # It was accepted, only its copy isn't there yet.
        return self._item(draft)

    def _item(self, found: Json) -> SentItem:
        at = None if found.get("isDraft") else found.get("sentDateTime")
        sent_at = datetime.fromisoformat(at) if at else self._clock()
        return SentItem(str(found.get("internetMessageId") or ""), str(found["id"]), sent_at)


async def _draft(line: Line, message: OutgoingMessage) -> Json:
    """The whole letter as a draft; files are added one by one where all together are more than a call may hold."""
    try:
        raw = await asyncio.to_thread(to_bytes, message)
        if len(raw) <= _WHOLE_MIME:
            return await line.post_mime(_MESSAGES, base64=base64.b64encode(raw))
        too_large = [file.name for file in message.attachments if len(file.content) > _ONE_FILE]
        if too_large:
            raise TransportFailure(
                f"{', '.join(too_large)}: a file that goes out by Microsoft Graph may have 2.9 MB.", retry=False
            )
        raw = await asyncio.to_thread(to_bytes, replace(message, attachments=()))
    except UnsafeHeader as error:
        raise TransportFailure(str(error), retry=False) from error
    draft = await line.post_mime(_MESSAGES, base64=base64.b64encode(raw))
    for file in message.attachments:
        content = await asyncio.to_thread(base64.b64encode, file.content)
        body: dict[str, Any] = {
            "@odata.type": "#microsoft.graph.fileAttachment",
            "name": file.name,
            "contentType": file.content_type,
            "contentBytes": content.decode(),
        }
        await line.post(_MESSAGES, str(draft["id"]), "attachments", body=body)
    return draft


async def _left(line: Line, item: str) -> Json | None:
    """A letter that is no draft any more; None for one that still is, or of which nothing can be learnt now."""
    try:
        found = await line.get(_MESSAGES, item, select=_SELECT)
    except TransportFailure:
        return None
    return None if found.get("isDraft") else found


async def _with(line: Line, name: str, value: str) -> list[Json]:
    """The mails of every folder with this property."""
    quoted = value.replace("'", "''")
    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq '{quoted}')"
    found = await line.get(_MESSAGES, filter=wanted, select=_SELECT)
    return list(found.get("value", ()))


async def _discard(line: Line, item: str) -> None:
    try:
        await line.delete(_MESSAGES, item)
    except Gone:
        return
