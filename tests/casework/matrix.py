"""A staffed council for any protocol with a dispute at every stage, and everybody who could try anything in it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from casework.desk import Desk
from casework.make_move import Request, make_move
from casework.open_dispute import NewDispute, form_for, open_dispute
from disputes.case import Actor, Case
from disputes.fields import Field, FieldKind
from disputes.moves.catalogue import fields_of, move_named
from disputes.protocol import Protocol
from protocols.library import ProtocolLibrary
from rehearsal.staffing import Size, staffed
from storage.directory_changes import preview_import
from storage.keys import KeyRing, new_master_key
from storage.work import open_store
from tests.casework.office import MONDAY

STRANGER = "nobody.much@practice.example"
NOWHERE = "nowhere"
"""A target that no move has."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """The desk, everybody by who they are ("TM", "IRO#2", "ADMIN", "QM", "stranger"), and a dispute at each place."""

    desk: Desk
    protocol: Protocol
    people: dict[str, str]
    disputes: dict[str, str]


@asynccontextmanager
async def everybody(database: str, protocol: Protocol) -> AsyncGenerator[Everybody]:
    """A council of this protocol over an empty database; each stage has a dispute, and two have ended."""
    staff = staffed(protocol, Size.COUNTY)
    async with await open_store(database, KeyRing(new_master_key())) as store:
        desk = Desk(
            store=store,
            protocols=ProtocolLibrary([protocol]),
            clock=lambda: MONDAY,
            system_clock=lambda: MONDAY,
            council=staff.name,
        )
        rows = (
            staff.people_csv(MONDAY.date())
            + f"{uuid5(NAMESPACE_URL, STRANGER)},{STRANGER},Nobody Much,OTHER,Elsewhere,,,,\n"
        )
        async with store.writing() as work:
            read = await preview_import(work, rows, MONDAY.date())
            await work.directory.replace_all(read.people, read.appointments)
            known, _ = await work.directory.everything()
            await work.commit()
        ids = {person.email: person.id for person in known}
        people = {"stranger": ids[STRANGER]}
        for person in staff.everyone:
            role = person.roles[0]
            people[role if role not in people else f"{role}#2"] = ids[person.email]
        council = Everybody(desk, protocol, people, {})
        for stage in protocol.stages:
            council.disputes[stage.id] = await _brought_in(council, stage.id)
        for end in ("resolve", "withdraw"):
            reference = council.disputes[f"after {end}"] = await _brought_in(council, protocol.stages[0].id)
            await _made(council, reference, end)
        yield council


async def _brought_in(council: Everybody, stage: str) -> str:
    officer = council.people[council.protocol.officer]
    asked = await form_for(council.desk, officer, council.protocol.id, brought_in=True)
    values = {field.name: answer for field in asked if (answer := _answer(field))}
    new = NewDispute(council.protocol.id, {**values, "stage": stage, "agreed_on": "2026-04-10"}, brought_in=True)
    if "agreed_on" not in {field.name for field in asked}:
        new = NewDispute(council.protocol.id, {**values, "stage": stage}, brought_in=True)
    return (
        await open_dispute(council.desk, officer, new, key=("matrix", f"{stage} {len(council.disputes)}"))
    ).reference


async def _made(council: Everybody, reference: str, move: str) -> None:
    officer = council.people[council.protocol.officer]
    async with council.desk.store.reading() as work:
        known = await work.records.state(reference)
    assert known
    case = Case(council.protocol, known.dispute, council.desk.calendar(council.protocol), MONDAY)
    asked = fields_of(case, Actor(officer, frozenset({council.protocol.officer})), move, "")
    values = {field.name: answer for field in asked if (answer := _answer(field))}
    await make_move(council.desk, officer, Request(reference, move, "", values), key=("matrix", f"{reference} {move}"))


def _answer(field: Field) -> str:
    if not field.required:
        return ""
    if field.options:
        return field.options[-1].value
    return "2026-03-30" if field.kind is FieldKind.DATE else "As discussed."


def who_may(case: Case, move: str, target: str) -> tuple[str, ...]:
    """The roles that may make a move, if it has that target."""
    known = move_named(move)
    return known.who(case, target) if target in set(known.targets(case)) else ()
