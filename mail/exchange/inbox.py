"""The inbox: the oldest mails first, several in one call, and where each goes afterwards.

What waits is listed anew each time: that is one small call, and leaves no memory that could be wrong after a
crash or once the mailbox was moved to another server.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress

from mail.exchange import answers, soap
from mail.exchange.answers import Listed
from mail.exchange.failures import FolderGone, Gone, TooLarge, Unreadable
from mail.exchange.folders import Folders
from mail.exchange.soap import INBOX
from mail.exchange.stand_in import told_of
from mail.exchange.wire import Wire
from mail.stand_in import Told, stand_in
from mail.transport import Folder, MailItem, TransportFailure

AT_ONCE = 50
_BYTES_A_CALL = 8 * 1024 * 1024
_BYTES_A_ROUND = 64 * 1024 * 1024

LARGEST = 40 * 1024 * 1024
"""Beyond this, by the server's count, a mail isn't fetched whole: the intake takes none that large apart."""

_ROUNDS_FOR_ONE = 4
"""Rounds that one mail may hold up those behind it before it is filed as far as the server tells of it."""

_log = logging.getLogger(__name__)


class Inbox:
    """The inbox of one mailbox."""

    def __init__(self, wire: Wire, folders: Folders) -> None:
        self._wire = wire
        self._folders = folders
        self._failed: Counter[str] = Counter()
        self._one_at_a_time = asyncio.Lock()

    async def read(self, limit: int) -> Sequence[MailItem]:
        """The oldest mails, at most `limit` and no more than fit into memory well."""
        async with self._one_at_a_time:
            self._folders.forget()
            waiting = await self._wire.ask(soap.list_items(self._wire.mailbox, INBOX, limit), answers.listed)
            items: list[MailItem] = []
            try:
                for batch in _batches(sorted(waiting, key=lambda mail: mail.received_at)):
                    await self._fetch(batch, items)
            except TransportFailure as failure:
                if not items:
                    raise
                # What came before it can be filed meanwhile; the next round meets the trouble again.
                _log.warning("Reading the inbox stopped after %d mails: %s", len(items), failure)
            return items

    async def acknowledge(self, item: str, folder: Folder) -> None:
        """Moves a mail out of the inbox; one that isn't there any more is left where it is."""
        with suppress(Gone):
            try:
                await self._move(item, folder)
            except FolderGone:
                self._folders.forget()
                await self._move(item, folder)

    async def _move(self, item: str, folder: Folder) -> None:
        place = await self._folders.ours(folder)
        await self._wire.ask(soap.move(self._wire.mailbox, item, place), answers.done)

    async def _fetch(self, batch: Sequence[Listed], items: list[MailItem]) -> None:
        """Adds a batch's mails in its order. Where one of them makes the call fail, those before it are read singly."""
        if batch[0].size > LARGEST:
            read = [Unreadable("The mail is too large to be fetched.", retry=False)]
        else:
            try:
                read = await self._wire.ask(soap.get_mime([mail.id for mail in batch]), answers.mimes)
            except TransportFailure as failure:
                if not _may_be_one_mails(failure):
                    raise
                if len(batch) > 1:
                    for mail in batch:
                        await self._fetch([mail], items)
                    return
                read = [failure]
        if len(read) != len(batch):
            raise TransportFailure("Exchange gave an answer that can't be understood.", retry=True)
        for mail, raw in zip(batch, read, strict=True):
            if not isinstance(raw, Gone):
                items.append(await self._item(mail, raw))

    async def _item(self, mail: Listed, raw: bytes | TransportFailure) -> MailItem:
        if isinstance(raw, TransportFailure):
            self._failed[mail.id] += 1
            if raw.retry and self._failed[mail.id] < _ROUNDS_FOR_ONE:
                raise raw
            return await self._stand_in(mail, raw)
        self._failed.pop(mail.id, None)
        return MailItem(mail.id, mail.received_at, raw)

    async def _stand_in(self, mail: Listed, failure: TransportFailure) -> MailItem:
        try:
            raw = await told_of(self._wire, mail.id, failure)
        except TransportFailure:
            if self._failed[mail.id] < 2 * _ROUNDS_FOR_ONE:
                raise
            # It mustn't keep the inbox closed for ever: a person finds it in the folder that it is moved to.
            raw = stand_in(Told(headers=(), subject="A mail that the mail server can't open"))
        self._failed.pop(mail.id, None)
        return MailItem(mail.id, mail.received_at, raw)


def _may_be_one_mails(failure: TransportFailure) -> bool:
    """Whether a call may have failed because of one of the mails that it asked for."""
    unsaid = type(failure) is TransportFailure and failure.retry and failure.retry_after is None
    return unsaid or isinstance(failure, Unreadable | TooLarge)


def _batches(mails: Sequence[Listed]) -> Iterator[list[Listed]]:
    """The mails in calls of a sensible size, until there is enough for one round."""
    batch, weight, total = list[Listed](), 0, 0
    for mail in mails:
        if batch and (len(batch) == AT_ONCE or weight + mail.size > _BYTES_A_CALL):
            yield batch
            batch, weight = [], 0
        if total and total + mail.size > _BYTES_A_ROUND:
            break
        batch.append(mail)
        weight, total = weight + mail.size, total + min(mail.size, LARGEST)
    if batch:
        yield batch
