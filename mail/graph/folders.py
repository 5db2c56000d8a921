"""The mailbox's folders: those that every mailbox has, and ours, which are made when they are missing."""

from __future__ import annotations

from mail.graph.failures import AlreadyThere
from mail.graph.wire import Line
from mail.transport import Folder, TransportFailure

FOLDERS = "mailFolders"
DRAFTS, OUTBOX = "drafts", "outbox"

_EVERY_MAILBOX_HAS = {Folder.INBOX: "inbox", Folder.SENT: "sentitems"}


class Folders:
    """Ids of folders, asked for once and until they are forgotten."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def forget(self) -> None:
        """Asks again from now on: people rename, delete and move folders."""
        self._ids.clear()

    async def ours(self, line: Line, folder: Folder) -> str:
        """Where acknowledged mail goes; the folder is made beside the inbox when there is none."""
        if folder in _EVERY_MAILBOX_HAS:
            return _EVERY_MAILBOX_HAS[folder]
        if folder not in self._ids:
            self._ids[folder] = await _found(line, folder) or await _made(line, folder)
        return self._ids[folder]

    async def named(self, line: Line, name: str) -> str:
        """The id of a folder that every mailbox has, by the name that Graph knows it by in every language."""
        if name not in self._ids:
            self._ids[name] = str((await line.get(FOLDERS, name, select="id"))["id"])
        return self._ids[name]


async def _found(line: Line, folder: Folder) -> str | None:
    found = await line.get(FOLDERS, filter=f"displayName eq '{folder}'", select="id,displayName")
    return next((str(one["id"]) for one in found.get("value", ())), None)


async def _made(line: Line, folder: Folder) -> str:
    try:
        return str((await line.post(FOLDERS, body={"displayName": str(folder)}))["id"])
    except AlreadyThere:
        # Another replica made it at the same moment.
        made = await _found(line, folder)
        if made is None:
            raise TransportFailure(f"The folder {folder} can be neither found nor made.", retry=True) from None
        return made
