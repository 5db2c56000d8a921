"""A meeting in words and for calendars: as one notice about it tells it, from the record up to that notice's entry."""

from __future__ import annotations

from collections.abc import Sequence

from casework.views import MeetingView, RecipientView, SeatView, rule_view
from disputes.entries import Entry, EntryKind
from disputes.meeting_history import Arranged, arranged
from disputes.notices import NoticeKind
from disputes.protocol import Protocol

MEETING_NOTICES = frozenset({NoticeKind.MEETING_CONFIRMED, NoticeKind.MEETING_CALLED_OFF})
"""The kinds that put a meeting into calendars, or take it out."""


def meeting_view(
    protocol: Protocol, entries: Sequence[Entry], entry: Entry, recipients: Sequence[RecipientView]
) -> MeetingView | None:
    """The meeting that an entry is about. Whoever gets its notice has a place at it; an added copy has none."""
    known = arranged(entries, entry)
    meeting = protocol.stage(known.stage).meeting if known and known.stage else None
    if known is None:
        return None
    chair = protocol.title_of(known.chair or meeting.chair) if meeting else ""
    begins, ends = known.times or (None, None)
    return MeetingView(
        number=known.number,
        revision=known.revision,
        on=known.on,
        begins=begins,
        ends=ends,
        words=known.words,
        purpose=known.purpose,
        before=known.before,
        called_off=known.called_off,
        seats=tuple(_seat(recipient, chair) for recipient in recipients if recipient.reasons),
        agenda=meeting.agenda if meeting else (),
        agenda_rule=rule_view(protocol, meeting.agenda_rule) if meeting and meeting.agenda_rule else None,
        known_as=_known_as(entries, known),
    )


def _seat(recipient: RecipientView, chair: str) -> SeatView:
    roles = [reason.role for reason in recipient.reasons]
    return SeatView(
        name=recipient.name,
        email=recipient.email,
        role=", ".join(dict.fromkeys(roles)),
        chairs=chair in roles,
    )


def _known_as(entries: Sequence[Entry], known: Arranged) -> str:
    """The name that an earlier letter gave it in people's calendars: it stays, whatever key signs the next one."""
    number = str(known.number)
    proofs = (each.values for each in entries if each.kind is EntryKind.DELIVERED)
    return next((proof.get("calendar", "") for proof in proofs if proof.get("meeting") == number), "")
