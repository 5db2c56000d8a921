"""A message that we sent, seen from what comes back of it: the notice, whom it went to, and by which entry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.loading import Loaded
from casework.ports import Channel, OutboxItem
from disputes.entries import Entry, EntryKind
from disputes.notices import Notice, Recipient

_KEY = re.compile(r"([A-Z]{2,6}-\d{4}-\d{4,8})/(\d{1,6})/(\d{1,3})/email")


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A notice of an entry; `number` is its place among the entry's notices."""

    entry: Entry
    number: int
    notice: Notice

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Everyone whom its letter went to."""
        return (*self.notice.to, *self.notice.copies)

    @property
    def values(self) -> dict[str, str]:
        """What an entry about what came back says of it, in the words of a proof of service."""
        return {"entry": str(self.entry.sequence), "number": str(self.number), "notice": self.notice.kind.value}


def item_of(key: str) -> OutboxItem | None:
    """The message that an outbox key of a letter names, whether or not there ever was one."""
    named = _KEY.fullmatch(key.strip())
    if named is None:
        return None
    return OutboxItem(
        key=named[0],
        reference=named[1],
        sequence=int(named[2]),
        notice=int(named[3]),
        channel=Channel.EMAIL,
        person=None,
    )


def sent_notice(loaded: Loaded, item: OutboxItem) -> SentNotice | None:
    """The notice that a message carried, where it is this dispute's."""
    if item.reference != loaded.dispute.reference or not 1 <= item.sequence <= len(loaded.entries):
        return None
    entry = loaded.entries[item.sequence - 1]
    if item.notice >= len(entry.notices):
        return None
    return SentNotice(entry, item.notice, entry.notices[item.notice])


def had_as_card(loaded: Loaded, sent: SentNotice, person: str) -> bool:
    """Whether somebody has had a notice as a card, by its proof of service."""
    served = {**sent.values, "channel": Channel.CARD.value, "person": person}
    return any(
        entry.kind is EntryKind.DELIVERED and all(entry.values.get(name) == value for name, value in served.items())
        for entry in loaded.entries
    )
