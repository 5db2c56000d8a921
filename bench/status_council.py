"""A council with one dispute under way, for the status turn: a record as it is after a fortnight, in SQLite on disk."""

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
from bench.turns import OFFICER, TENANT
from bot.authentication import AnonymousLoopback
from bot.credentials import NoCredentials
from casework.make_move import Request, make_move
from casework.open_dispute import NewDispute, open_dispute
from disputes.working_days import LONDON
from rehearsal import council as sample
from rehearsal.clock import MovableClock
from storage.directory_changes import preview_import

REFERENCE = "DRP-2026-0001"
ENTRIES = 16
"""How long the record is at the least: raised, answered in part, escalated, and every delivery proved."""

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


@asynccontextmanager
async def status_council() -> AsyncGenerator[web.Application]:
    """Serves it, with the officer who raised the dispute known to Teams."""
    with tempfile.TemporaryDirectory() as folder:
        clock = MovableClock(_RAISED)
        settings = practice_settings(Path(folder), runs=(_PROTOCOL,))
        doors = Doors(authenticator=AnonymousLoopback(), credentials=NoCredentials(), tenants=frozenset({TENANT}))
        async with open_council(settings, clock) as council, open_service(council, doors) as service:
            await _fill(council, service, clock)
            yield service.application


async def _fill(council: Council, service: Service, clock: MovableClock) -> None:
    async with council.store.writing() as work:
        people = sample.FOSTERING.people_csv(_RAISED.date()).replace(sample.FIRO.entra_id, OFFICER)
        read = await preview_import(work, people, _RAISED.date())
        await work.directory.replace_all(read.people, read.appointments)
        await work.commit()
    who = {person.name: person.id for person in read.people}
    officer, manager = who[sample.FIRO.name], who[sample.TM.name]
    await open_dispute(council.desk, officer, NewDispute(_PROTOCOL, _RAISING), key=("bench", "raise"))
    await service.settle()
    await _move(council, manager, "acknowledge", "stage-1/respond", {})
    await _move(council, manager, "respond", "stage-1/respond", {"response": "Two are booked.", "actions": "partly"})
    await service.settle()
    clock.move_to(_LATER)
    await service.settle()
    await _move(
        council, officer, "escalate", "stage-2", {"reasons": "dissatisfaction", "outstanding": "No date for the rest."}
    )
    await service.settle()
    async with council.store.reading() as work:
        entries = await work.records.load(REFERENCE)
    if len(entries) < ENTRIES:
        raise RuntimeError(f"the record has {len(entries)} entries only")


async def _move(council: Council, person: str, move: str, target: str, entered: Mapping[str, object]) -> None:
    request = Request(REFERENCE, move, target, entered)
    await make_move(council.desk, person, request, key=("bench", f"{move} {target}"))
