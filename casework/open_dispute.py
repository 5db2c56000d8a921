"""Use case: an officer raises a dispute, or brings one in that is already under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from casework.desk import Desk
from casework.loading import known_person, load_for
from casework.make_move import Made
from casework.parties import Matter, addressed
from casework.ports import Person, Work
from casework.recording import record
from disputes.case import Decision
from disputes.dispute import Opening
from disputes.entries import By, EntryKind
from disputes.fields import Choice, Field, facts_of, read_values
from disputes.moves.catalogue import WHEN, happened
from disputes.moves.raising import decide_raise, raise_fields
from disputes.notices import Notice
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.working_days import london_date

_UNNUMBERED = "(new)"


@dataclass(frozen=True, slots=True)
class NewDispute:
    """What an officer wants to raise; `linked_to` is the sibling's dispute, where there is one."""

    protocol: str
    entered: Mapping[str, object]
    brought_in: bool = False
    linked_to: str | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """A raising worked out, not yet written."""

    protocol: Protocol
    officer: Person
    opening: Opening
    decision: Decision
    notices: tuple[Notice, ...]


async def form_for(desk: Desk, person_id: str, protocol_id: str, *, brought_in: bool = False) -> tuple[Field, ...]:
    """What raising asks this officer for; refuses who isn't an officer of the protocol."""
    async with desk.store.reading() as work:
        protocol = desk.protocols.latest(protocol_id)
        await _officer(work, desk, person_id, protocol)
        return await _fields(work, protocol, brought_in=brought_in)


async def officer_of(desk: Desk, person_id: str) -> list[Protocol]:
    """The protocols under which somebody may raise disputes."""
    async with desk.store.reading() as work:
        held = await work.directory.appointments(person_id, london_date(desk.clock()))
    roles = {appointment.role for appointment in held}
    protocols = (desk.protocols.latest(protocol_id) for protocol_id in desk.protocols.ids())
    return [protocol for protocol in protocols if protocol.officer in roles]


async def preview_dispute(desk: Desk, person_id: str, new: NewDispute) -> Raised:
    """What raising would come to: duties and notices. Changes nothing and uses up no number."""
    async with desk.store.reading() as work:
        return await _work_out(work, desk, person_id, new, _UNNUMBERED)


async def open_dispute(desk: Desk, person_id: str, new: NewDispute, *, key: tuple[str, str]) -> Made:
    """Raises a dispute once; the reference of the new dispute is in what comes back.

    Raises Refusal with nothing changed, also where a required role is vacant.
    """
    async with desk.store.writing() as work:
        now = desk.clock()
        if not await work.seen.claim(*key, now):
            return Made("", None)
        reference = await work.records.next_reference(london_date(now).year)
        raised = await _work_out(work, desk, person_id, new, reference)
        officer_role = raised.protocol.officer
        by = By(person=raised.officer.id, name=raised.officer.name, roles=(officer_role,))
        _, entry = await record(work, desk, raised.protocol, None, raised.decision, by, raised.notices)
        if new.linked_to:
            await _link(work, desk, person_id, new.linked_to, reference, by)
        await work.commit()
    return Made(reference, entry)


async def _work_out(work: Work, desk: Desk, person_id: str, new: NewDispute, reference: str) -> Raised:
    protocol = desk.protocols.latest(new.protocol)
    officer = await _officer(work, desk, person_id, protocol)
    fields = await _fields(work, protocol, brought_in=new.brought_in)
    values = read_values(fields, new.entered)
    now = desk.clock()
    at, late_reason = happened(values, now) if new.brought_in else (now, None)
    own = {name: value for name, value in values.items() if name not in {field.name for field in WHEN}}
    if new.linked_to:
        own["linked_to"] = new.linked_to
    opening = Opening(
        reference=reference,
        protocol=protocol.id,
        version=protocol.version,
        subject=values["subject"],
        team=values["team"],
        officer=officer.id,
    )
    decision = decide_raise(protocol, desk.calendar(protocol), opening, own, at, brought_in=new.brought_in)
    decision = replace(decision, facts=facts_of(fields, values), happened_at=at, late_reason=late_reason)
    matter = Matter(protocol, opening.team, officer.id)
    notices = await addressed(work.directory, decision.notices, matter, london_date(now))
    return Raised(protocol, officer, opening, decision, notices)


async def _officer(work: Work, desk: Desk, person_id: str, protocol: Protocol) -> Person:
    person = await known_person(work, person_id)
    held = await work.directory.appointments(person_id, london_date(desk.clock()))
    if not any(appointment.role == protocol.officer for appointment in held):
        raise Refusal(
            "not-an-officer",
            f"Disputes under this protocol are raised by a {protocol.title_of(protocol.officer)}.",
            "If that is you, ask your administrator to add your appointment to the directory.",
        )
    return person


async def _fields(work: Work, protocol: Protocol, *, brought_in: bool) -> tuple[Field, ...]:
    teams = tuple(Choice(team, team) for team in await work.directory.teams())
    fields = raise_fields(protocol, teams)
    return (*fields, *WHEN) if brought_in else fields


async def _link(work: Work, desk: Desk, person_id: str, sibling: str, reference: str, by: By) -> None:
    loaded, _ = await load_for(work, desk, sibling, person_id)
    decision = Decision(kind=EntryKind.LINKED, stage=loaded.case.stage.id, values={"linked": reference})
    await record(work, desk, loaded.protocol, loaded.dispute, decision, by)
