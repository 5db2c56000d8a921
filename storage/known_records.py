"""Records that were read lately, opened: they needn't be decrypted again while nothing was added to them.

What is kept is good only under the head that it was read with, which every read asks the database for anew. It is
forgotten at the dispute's erasure, and after ten minutes whatever happens: another process may have erased it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import NamedTuple

from casework.ports import ReadRecord

MOST = 256
KEPT_SECONDS = 600.0


class Head(NamedTuple):
    """What a record ends with. It changes with every entry, and with the master key that wraps the dispute's key."""

    dispute: str
    sequence: int
    hash: str
    key_wrapped: bytes | None


class _Kept(NamedTuple):
    head: Head
    read: ReadRecord
    fading: asyncio.TimerHandle


class KnownRecords:
    """The records that one process read lately, the least used going first."""

    def __init__(self, most: int = MOST, kept_seconds: float = KEPT_SECONDS) -> None:
        self._most = most
        self._kept_seconds = kept_seconds
        self._records: OrderedDict[str, _Kept] = OrderedDict()
        self._erased: set[str] = set()

    def __len__(self) -> int:
        """How many records are remembered."""
        return len(self._records)

    def under(self, reference: str, head: Head) -> ReadRecord | None:
        """A record, if it is known under this very head."""
        known = self._records.get(reference)
        if known is None or known.head != head:
            return None
        self._records.move_to_end(reference)
        return known.read

    def keep(self, reference: str, head: Head, read: ReadRecord) -> None:
        """Remembers what a reading transaction found; not of a dispute that was erased while it read."""
        if head.dispute in self._erased:
            return
        self.forget(reference)
        fading = asyncio.get_running_loop().call_later(self._kept_seconds, self.forget, reference)
        self._records[reference] = _Kept(head, read, fading)
        if len(self._records) > self._most:
            self.forget(next(iter(self._records)))

    def forget(self, reference: str) -> None:
        """Forgets a record of which nothing more may be read."""
        known = self._records.pop(reference, None)
        if known is not None:
            known.fading.cancel()

    def forget_erased(self, reference: str, dispute: str) -> None:
        """Forgets an erased record, and never keeps it again."""
        self._erased.add(dispute)
        self.forget(reference)
