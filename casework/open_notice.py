"""A notice of the record for one person: for a party, or for somebody whom a notice without case text was sent to."""

from __future__ import annotations

from dataclasses import dataclass

from casework.desk import Desk
from casework.loading import Loaded, load, load_for
from casework.parties import ADMINISTRATOR, Standing
from casework.ports import Work
from disputes.entries import Entry
from disputes.notices import PLUMBING, Notice
from disputes.refusals import Refusal, unknown_reference
from disputes.working_days import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedNotice:
    """A notice and its dispute. Without a `standing` its reader is no party, and may see the notice alone."""

    loaded: Loaded
    standing: Standing | None
    entry: Entry
    notice: Notice


async def open_notice(work: Work, desk: Desk, person_id: str, reference: str, number: int, index: int) -> OpenedNotice:
    """The notice with this place in the record. To everybody whom it isn't for the reference is unknown."""
    try:
        loaded, standing = await load_for(work, desk, reference, person_id, reading=True)
    except Refusal:
        found = await _addressed(work, desk, person_id, reference, number, index)
        if found is None:
            raise
        return found
    entry, notice = notice_at(loaded, number, index)
    return OpenedNotice(loaded=loaded, standing=standing, entry=entry, notice=notice)


def notice_at(loaded: Loaded, number: int, index: int) -> tuple[Entry, Notice]:
    """An entry and its notice by their numbers; numbers that aren't there are a forgery and find nothing."""
    if not (1 <= number <= len(loaded.entries) and 0 <= index < len(loaded.entries[number - 1].notices)):
        raise unknown_reference(loaded.dispute.reference)
    entry = loaded.entries[number - 1]
    return entry, entry.notices[index]


async def _addressed(
    work: Work, desk: Desk, person_id: str, reference: str, number: int, index: int
) -> OpenedNotice | None:
    """A notice without case text for whoever it was sent to; an administrator only as long as they are one."""
    loaded = await load(work, desk, reference)
    if loaded is None:
        return None
    try:
        entry, notice = notice_at(loaded, number, index)
    except Refusal:
        return None
    mine = next((recipient for recipient in notice.to if recipient.person == person_id), None)
    if notice.kind not in PLUMBING or mine is None:
        return None
    if any(addressee.role == ADMINISTRATOR for addressee in mine.roles):
        held = await work.directory.appointments(person_id, london_date(desk.clock()))
        if not any(appointment.role == ADMINISTRATOR for appointment in held):
            return None
    return OpenedNotice(loaded=loaded, standing=None, entry=entry, notice=notice)
