"""The mailbox's folders: those that every mailbox has, and ours, which are made when they are missing."""

from __future__ import annotations

from mail.exchange import answers, soap
from mail.exchange.failures import AlreadyThere
from mail.exchange.soap import INBOX, SENT, Place
from mail.exchange.wire import Wire
from mail.transport import Folder, TransportFailure

_EVERY_MAILBOX_HAS = {Folder.INBOX: INBOX, Folder.SENT: SENT}


class Folders:
    """Ids of our folders, asked for once and until they are forgotten."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._places: dict[Folder, Place] = {}

    def forget(self) -> None:
        """Asks again from now on: people rename, delete and move folders, and mailboxes move to other servers."""
        self._places.clear()

    async def ours(self, folder: Folder) -> Place:
        """Where acknowledged mail goes; the folder is made beside the inbox when there is none."""
        if folder in _EVERY_MAILBOX_HAS:
            return _EVERY_MAILBOX_HAS[folder]
        if folder not in self._places:
            self._places[folder] = await self._found(folder) or await self._made(folder)
        return self._places[folder]

    async def _found(self, folder: Folder) -> Place | None:
        found = await self._wire.ask(soap.find_folder(self._wire.mailbox, folder.value), answers.folders)
        return next(iter(found), None)

    async def _made(self, folder: Folder) -> Place:
        try:
            (made,) = await self._wire.ask(soap.create_folder(self._wire.mailbox, folder.value), answers.folders)
        except AlreadyThere:
            # Another replica made it at the same moment.
            other = await self._found(folder)
            if other is None:
                raise TransportFailure(f"The folder {folder} can be neither found nor made.", retry=True) from None
            return other
        return made
