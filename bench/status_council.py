"""A council whose officers have a dispute each, for the status turn: records as they are after a fortnight, on disk."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from aiohttp import web

from app.practice import practice_settings
from app.service import Doors, Service, open_service
from app.wiring import Council, open_council
from bench.turns import OFFICERS, TENANT
from bot.authentication import AnonymousLoopback
from bot.credentials import NoCredentials
from casework.make_move import Request, make_move
from casework.open_dispute import NewDispute, open_dispute
from disputes.working_days import LONDON
from rehearsal import council as sample
from rehearsal.clock import MovableClock
from storage.directory_changes import preview_import

ENTRIES = 16
"""How long each record is at the least: raised, answered in part, escalated, and every delivery proved."""

_RAISED = datetime(2026, 3, 30, 10, 0, tzinfo=LONDON)
_LATER = datetime(2026, 4, 9, 10, 0, tzinfo=LONDON)
_PROTOCOL = "bradford-firo"
_RAISING = {
    "subject": "FC-20417",
    "team": sample.TEAM,
    "stage": "stage-1",
    "themes": "supervision",
    "spoke_on": "2026-03-27",
    "wrong": "Supervision visits have not happened since January.",
    "wanted": "Monthly supervision visits resume.",
    "steps": "A visit this week, then monthly.",
    "tried": "Spoke with the supervising social worker twice.",
    "interests": "The placement is under strain without support.",
    "immediate_risk": "no",
}
_NEW = NewDispute(_PROTOCOL, _RAISING)
_ESCALATING = {"reasons": "dissatisfaction", "outstanding": "No date for the rest."}


@asynccontextmanager
async def status_council() -> AsyncGenerator[web.Application]:
    """Serves it; the officers' accounts are those of bench.turns, their disputes DRP-2026-0001 and so on."""
    with tempfile.TemporaryDirectory() as folder:
        clock = MovableClock(_RAISED)
        settings = practice_settings(Path(folder), runs=(_PROTOCOL,))
        doors = Doors(authenticator=AnonymousLoopback(), credentials=NoCredentials(), tenants=frozenset({TENANT}))
        async with open_council(settings, clock) as council, open_service(council, doors) as service:
            await _fill(council, service, clock)
            yield service.application


async def _fill(council: Council, service: Service, clock: MovableClock) -> None:
    people = sample.FOSTERING.people_csv(_RAISED.date())
    officers = "".join(_line(number, entra_id) for number, entra_id in enumerate(OFFICERS, start=1))
    async with council.store.writing() as work:
        read = await preview_import(work, people + officers, _RAISED.date())
        await work.directory.replace_all(read.people, read.appointments)
        await work.commit()
    by_account = {person.entra_id: person.id for person in read.people}
    manager = next(person.id for person in read.people if person.name == sample.TM.name)
    disputes: dict[str, str] = {}
    for entra_id in OFFICERS:
        made = await open_dispute(council.desk, by_account[entra_id], _NEW, key=("bench", f"raise {entra_id}"))
        disputes[made.reference] = by_account[entra_id]
    await service.settle()
    for reference in disputes:
        await _move(council, manager, reference, "acknowledge", "stage-1/respond", {})
        answer = {"response": "Two are booked.", "actions": "partly"}
        await _move(council, manager, reference, "respond", "stage-1/respond", answer)
    await service.settle()
    clock.move_to(_LATER)
    await service.settle()
    for reference, officer in disputes.items():
        await _move(council, officer, reference, "escalate", "stage-2", _ESCALATING)
    await service.settle()
    async with council.store.reading() as work:
        for reference in disputes:
            length = len(await work.records.load(reference))
            if length < ENTRIES:
                raise RuntimeError(f"the record of {reference} has {length} entries only")


def _line(number: int, entra_id: str) -> str:
    return f"{entra_id},officer.{number}@practice.example,Officer {number},FIRO,{sample.TEAM},,,,\n"


async def _move(
    council: Council, person: str, reference: str, move: str, target: str, entered: Mapping[str, object]
) -> None:
    request = Request(reference, move, target, entered)
    await make_move(council.desk, person, request, key=("bench", f"{move} {reference}"))
