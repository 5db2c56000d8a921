"""Use case: a party makes a move in a dispute, from a card, a dialog or a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from casework.change_copies import add, leave_out
from casework.desk import Desk
from casework.guard_wording import check_wording
from casework.loading import Loaded, load_for
from casework.parties import Matter, Standing, addressed
from casework.ports import Work
from casework.recording import record
from casework.retrying import until_unchanged
from casework.tell_line_manager import tell_line_manager
from disputes.case import Decision
from disputes.copies import NO_CHANGES, CopyChanges
from disputes.entries import Entry
from disputes.fields import Fact
from disputes.moves.catalogue import decide, fields_of, move_named
from disputes.moves.keeping import HandOver
from disputes.notices import Notice
from disputes.refusals import Refusal
from disputes.working_days import london_date


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to do: the move, what it is aimed at, what they entered, and how the copies change (X6)."""

    reference: str
    move: str
    target: str
    entered: Mapping[str, object]
    copies: CopyChanges = NO_CHANGES


@dataclass(frozen=True, slots=True)
class Made:
    """A move that was made; `entry` is None where the same request had its effect before."""

    reference: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Worked:
    """A move worked out, not yet written: for the preview and for the doing alike."""

    loaded: Loaded
    place: Standing
    decision: Decision
    notices: tuple[Notice, ...]


async def make_move(
    desk: Desk, person_id: str, request: Request, *, key: tuple[str, str], at: datetime | None = None
) -> Made:
    """Makes a move once. `key` is the kind and id of what asked for it; `at` is when it happened, if not now.

    Raises Refusal with nothing changed.
    """
    return await until_unchanged(lambda: _once(desk, person_id, request, key, at))


async def preview_move(desk: Desk, person_id: str, request: Request) -> Worked:
    """What a move would come to: entry, duties, and who would get which notice. Changes nothing."""
    async with desk.store.reading() as work:
        return await work_out(work, desk, person_id, request, desk.clock())


async def _once(desk: Desk, person_id: str, request: Request, key: tuple[str, str], at: datetime | None) -> Made:
    async with desk.store.writing() as work:
        now = desk.clock()
        if not await work.seen.claim(*key, now):
            return Made(request.reference, None)
        worked = await work_out(work, desk, person_id, request, at or now)
        roles = move_named(request.move).who(worked.loaded.case, request.target)
        by = worked.place.acting_as(roles)
        _, entry = await record(
            work, desk, worked.loaded.protocol, worked.loaded.dispute, worked.decision, by, worked.notices
        )
        await work.commit()
    return Made(request.reference, entry)


async def work_out(work: Work, desk: Desk, person_id: str, request: Request, at: datetime) -> Worked:
    """Judges a move and addresses its notices, in the caller's transaction."""
    loaded, place = await load_for(work, desk, request.reference, person_id)
    entered = request.entered
    if request.move == HandOver.id:
        entered = await _with_officer(work, desk, loaded, entered)
    decision = decide(loaded.case, place.actor, request.move, request.target, entered, at)
    fields = fields_of(loaded.case, place.actor, request.move, request.target)
    doubts = await check_wording(work.directory, loaded.protocol, fields, decision.values)
    decision = replace(decision, cautions=(*decision.cautions, *doubts))
    if decision.effects.officer:
        decision = await _with_name(work, decision, decision.effects.officer)
    decision = leave_out(loaded.protocol, place.actor, decision, request.copies)
    officer = decision.effects.officer or loaded.dispute.officer
    matter = Matter(loaded.protocol, loaded.dispute.opening.team, officer)
    notices = await addressed(work.directory, decision.notices, matter, london_date(desk.clock()))
    notices = await tell_line_manager(work.directory, decision, notices, place.person.id)
    decision, notices = await add(work.directory, decision, notices, request.copies, place.person.name)
    return Worked(loaded, place, decision, notices)


async def _with_officer(work: Work, desk: Desk, loaded: Loaded, entered: Mapping[str, object]) -> dict[str, object]:
    """Turns the e-mail address of the officer who takes over into a person who holds the role."""
    address = str(entered.get("officer") or "").strip()
    person = await work.directory.by_email(address) if address else None
    role = loaded.protocol.officer
    day = london_date(desk.clock())
    held = await work.directory.appointments(person.id, day) if person else []
    if address and not any(appointment.role == role for appointment in held):
        raise Refusal(
            "not-an-officer",
            f"{address} isn't a {loaded.protocol.title_of(role)} in the directory.",
            "Check the address, or ask your administrator to add the appointment.",
            field="officer",
        )
    return {**entered, "officer": person.id if person else ""}


async def _with_name(work: Work, decision: Decision, officer: str) -> Decision:
    """Says in the record's words who takes over; their id is for us alone."""
    person = await work.directory.person(officer)
    said = f"{person.name} <{person.email}>" if person else officer
    facts = tuple(Fact(fact.label, said) if fact.text == officer else fact for fact in decision.facts)
    return replace(decision, facts=facts)
