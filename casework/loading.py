"""Loading a dispute for somebody: its state under its own protocol version, and that person's place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.desk import Desk
from casework.parties import QUALITY_MANAGER, Matter, Standing, standing
from casework.ports import Erased, Person, ReadRecord, Work
from disputes.case import Case
from disputes.dispute import Dispute
from disputes.entries import Entry
from disputes.protocol import Protocol
from disputes.refusals import Refusal, unknown_reference
from disputes.working_days import london_date


@dataclass(frozen=True, slots=True)
class Loaded:
    """A dispute as the desk works on it."""

    protocol: Protocol
    record: ReadRecord
    case: Case

    @property
    def dispute(self) -> Dispute:
        """The state that its record comes to."""
        return self.record.dispute

    @property
    def entries(self) -> Sequence[Entry]:
        """Its record."""
        return self.record.entries

    @property
    def matter(self) -> Matter:
        """What decides who is a party."""
        return Matter(self.protocol, self.dispute.opening.team, self.dispute.officer)


async def load(work: Work, desk: Desk, reference: str) -> Loaded | None:
    """A dispute by reference, whoever asks; None where there is none, or none any more since it was erased."""
    try:
        record = await work.records.state(reference)
    except Erased:
        return None
    if record is None:
        return None
    opening = record.dispute.opening
    protocol = desk.protocols.version(opening.protocol, opening.version)
    case = Case(protocol, record.dispute, desk.calendar(protocol), desk.clock())
    return Loaded(protocol, record, case)


async def load_for(
    work: Work, desk: Desk, reference: str, person_id: str, *, reading: bool = False
) -> tuple[Loaded, Standing]:
    """A dispute for one of its parties; anybody else gets the answer of an unknown reference.

    A quality manager may read every dispute, and act in none by that.
    """
    found = await load(work, desk, reference)
    person = await known_person(work, person_id)
    if found is None:
        raise unknown_reference(reference)
    place = await standing(work.directory, person, found.matter, london_date(found.case.now))
    if place.is_party:
        return found, place
    if not await reads_all(work, desk, person_id):
        raise unknown_reference(reference)
    if reading:
        return found, place
    raise Refusal(
        "reads-only",
        f"You may read {reference}, and act in it only where you hold or cover one of its roles.",
        f'Type "status {reference}" to read it, or tell its officer what you think should happen.',
    )


async def known_person(work: Work, person_id: str) -> Person:
    """Somebody in the directory; refuses anybody else."""
    person = await work.directory.person(person_id)
    if person is None:
        raise Refusal(
            "unknown-person",
            "I don't know you yet.",
            "Ask your administrator to add you to the directory.",
        )
    return person


async def reads_all(work: Work, desk: Desk, person_id: str) -> bool:
    """Whether somebody may read every dispute, as a quality manager may."""
    held = await work.directory.appointments(person_id, london_date(desk.clock()))
    return any(appointment.role == QUALITY_MANAGER for appointment in held)
