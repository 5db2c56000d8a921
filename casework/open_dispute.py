"""Use case: an officer raises a dispute, or brings one in that is already under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from casework.change_copies import add, leave_out
from casework.desk import Desk
from casework.guard_wording import check_wording
from casework.loading import Loaded, known_person, load_for
from casework.make_move import Made
from casework.parties import Matter, addressed
from casework.ports import Work
from casework.recording import record
from casework.retrying import until_unchanged
from disputes.case import Actor, Decision
from disputes.copies import NO_CHANGES, CopyChanges
from disputes.dispute import Opening
from disputes.entries import By, EntryKind
from disputes.fields import Choice, Fact, Field, facts_of, read_values
from disputes.moves.catalogue import WHEN, happened
from disputes.moves.raising import decide_raise, raise_fields
from disputes.notices import Notice
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.working_days import london_date

_UNNUMBERED = "(new)"

_ASKED_BY = "request"
"""Where a dispute's first entry keeps what asked for it, so that the same request finds it again."""


@dataclass(frozen=True, slots=True)
class NewDispute:
    """What an officer wants to raise; `linked_to` is the sibling's dispute, where there is one."""

    protocol: str
    entered: Mapping[str, object]
    brought_in: bool = False
    linked_to: str | None = None
    copies: CopyChanges = NO_CHANGES


@dataclass(frozen=True, slots=True)
class Raised:
    """A raising worked out, not yet written."""

    protocol: Protocol
    by: By
    opening: Opening
    decision: Decision
    notices: tuple[Notice, ...]


async def form_for(desk: Desk, person_id: str, protocol_id: str, *, brought_in: bool = False) -> tuple[Field, ...]:
    """What raising asks this officer for; refuses who isn't an officer of the protocol."""
    async with desk.store.reading() as work:
        protocol = desk.protocols.latest(protocol_id)
        await _officer(work, desk, person_id, protocol)
        return await _fields(work, protocol, brought_in=brought_in)


async def officer_of(desk: Desk, person_id: str, *, processes: bool = False) -> list[Protocol]:
    """The protocols under which somebody may raise disputes, or begin one of the small processes beside them."""
    async with desk.store.reading() as work:
        held = await work.directory.appointments(person_id, london_date(desk.clock()))
    roles = {appointment.role for appointment in held}
    protocols = (desk.protocols.latest(protocol_id) for protocol_id in desk.protocols.ids())
    return [protocol for protocol in protocols if protocol.officer in roles and protocol.process is processes]


async def preview_dispute(desk: Desk, person_id: str, new: NewDispute) -> Raised:
    """What raising would come to: duties and notices. Changes nothing and uses up no number."""
    async with desk.store.reading() as work:
        return await _work_out(work, desk, person_id, new, _UNNUMBERED)


async def open_dispute(desk: Desk, person_id: str, new: NewDispute, *, key: tuple[str, str]) -> Made:
    """Raises a dispute once; the reference of the new dispute is in what comes back.

    Raises Refusal with nothing changed, also where a required role is vacant.
    """
    return await until_unchanged(lambda: _once(desk, person_id, new, key))


async def _once(desk: Desk, person_id: str, new: NewDispute, key: tuple[str, str]) -> Made:
    async with desk.store.writing() as work:
        now = desk.clock()
        if not await work.seen.claim(*key, now):
            return Made(await _raised_before(work, person_id, key), None)
        reference = await work.records.next_reference(london_date(now).year)
        raised = await _work_out(work, desk, person_id, new, reference)
        decision = replace(raised.decision, values={**raised.decision.values, _ASKED_BY: _name_of(key)})
        _, entry = await record(work, desk, raised.protocol, None, decision, raised.by, raised.notices)
        if new.linked_to:
            await _link(work, desk, person_id, new.linked_to, reference)
        await work.commit()
    return Made(reference, entry)


async def _raised_before(work: Work, person_id: str, key: tuple[str, str]) -> str:
    """The dispute that the same request raised before; empty where it isn't this officer's any more."""
    for row in reversed(await work.caseload.of_officer(person_id, only_open=False)):
        entries = await work.records.load(row.reference)
        if entries and entries[0].values.get(_ASKED_BY) == _name_of(key):
            return row.reference
    return ""


def _name_of(key: tuple[str, str]) -> str:
    return " ".join(key)


async def _work_out(work: Work, desk: Desk, person_id: str, new: NewDispute, reference: str) -> Raised:
    protocol = desk.protocols.latest(new.protocol)
    by = await _officer(work, desk, person_id, protocol)
    if new.linked_to:
        await _sibling(work, desk, person_id, new.linked_to)
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
        officer=by.person,
    )
    decision = decide_raise(protocol, desk.calendar(protocol), opening, own, at, brought_in=new.brought_in)
    doubts = await check_wording(work.directory, protocol, fields, values)
    facts = facts_of(fields, values)
    if new.linked_to:
        facts += (_linked(new.linked_to),)
    cautions = (*decision.cautions, *doubts)
    decision = replace(decision, facts=facts, cautions=cautions, happened_at=at, late_reason=late_reason)
    decision = leave_out(protocol, Actor(by.person, frozenset(by.roles)), decision, new.copies)
    matter = Matter(protocol, opening.team, by.person)
    notices = await addressed(work.directory, decision.notices, matter, london_date(now))
    decision, notices = await add(work.directory, decision, notices, new.copies, by.name)
    return Raised(protocol, by, opening, decision, notices)


async def _officer(work: Work, desk: Desk, person_id: str, protocol: Protocol) -> By:
    """The officer who raises, as the entry names them; whoever covers one is named as cover."""
    person = await known_person(work, person_id)
    held = await work.directory.appointments(person_id, london_date(desk.clock()))
    posts = [appointment.cover_for for appointment in held if appointment.role == protocol.officer]
    if not posts:
        raise Refusal(
            "not-an-officer",
            f"Disputes under this protocol are raised by a {protocol.title_of(protocol.officer)}.",
            "If that is you, ask your administrator to add your appointment to the directory.",
        )
    cover_for = None if None in posts else posts[0]
    return By(person=person.id, name=person.name, roles=(protocol.officer,), cover_for=cover_for)


async def _fields(work: Work, protocol: Protocol, *, brought_in: bool) -> tuple[Field, ...]:
    teams = tuple(Choice(team, team) for team in await work.directory.teams())
    fields = raise_fields(protocol, teams)
    return (*fields, *WHEN) if brought_in else fields


async def _sibling(work: Work, desk: Desk, person_id: str, reference: str) -> tuple[Loaded, By]:
    """The dispute to link to, for its officer alone."""
    loaded, place = await load_for(work, desk, reference, person_id)
    officer = loaded.protocol.officer
    if not place.actor.holds(officer):
        raise Refusal(
            "not-yours",
            f"Linking to {reference} is for its {loaded.protocol.title_of(officer)}.",
            "Ask them to raise it, or raise this one without the link.",
        )
    return loaded, place.acting_as((officer,))


async def _link(work: Work, desk: Desk, person_id: str, sibling: str, reference: str) -> None:
    loaded, by = await _sibling(work, desk, person_id, sibling)
    decision = Decision(
        kind=EntryKind.LINKED,
        stage=loaded.case.stage.id,
        values={"linked": reference},
        facts=(_linked(reference),),
    )
    await record(work, desk, loaded.protocol, loaded.dispute, decision, by)


def _linked(reference: str) -> Fact:
    return Fact("Linked dispute", reference)
