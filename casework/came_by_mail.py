"""What the shared mailbox brought to a dispute beside replies: files, and answers to the meeting's invitation."""

from __future__ import annotations

from collections.abc import Sequence

from casework.file_invitation_answer import SAID
from casework.keep_reply import ATTACHMENTS
from disputes.entries import Entry, EntryKind

_BY_MAIL = frozenset(
    {
        EntryKind.REPLY_FILED,
        EntryKind.AUTO_REPLY_FILED,
        EntryKind.NOTED,
        EntryKind.ACKNOWLEDGED,
        EntryKind.RESPONDED,
        EntryKind.MEETING_CONFIRMED,
        EntryKind.MORE_TIME_ASKED,
        EntryKind.NOT_MINE,
    }
)


def files_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The files that came by mail, a line each, oldest first: name, type, size, and why one wasn't taken."""
    return tuple(
        line
        for entry in entries
        if entry.kind in _BY_MAIL and "mail" in entry.values
        for fact in entry.facts
        if fact.label == ATTACHMENTS
        for line in fact.text.splitlines()
    )


def answers_of(entries: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    """Who has answered the invitation to the meeting as it is arranged now, and how; the latest answer of each."""
    arranged = max((entry.sequence for entry in entries if entry.effects.meeting_on), default=0)
    latest = {
        entry.by.name: SAID.get(entry.values["answer"], entry.values["answer"])
        for entry in entries[arranged:]
        if entry.kind is EntryKind.MEETING_ANSWERED
    }
    return tuple(latest.items())
