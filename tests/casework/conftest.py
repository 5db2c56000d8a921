"""A desk over a real SQLite file, with the sample council's people and a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.desk import Desk
from casework.make_move import Made, Request, make_move
from casework.open_dispute import NewDispute, open_dispute
from casework.show_dispute import CaseView, show_dispute
from disputes.working_days import LONDON
from protocols.library import ProtocolLibrary
from protocols.reading import shipped
from rehearsal import council
from rehearsal.council import SamplePerson
from storage.directory_changes import preview_import
from storage.keys import KeyRing, new_master_key
from storage.work import SqlStore, open_store

MONDAY = datetime(2026, 3, 30, 10, 0, tzinfo=LONDON)

RAISING: dict[str, object] = {
    "subject": "FC-20417",
    "team": council.TEAM,
    "stage": "stage-1",
    "themes": "supervision",
    "wrong": "Supervision visits have not happened since January.",
    "wanted": "Monthly supervision visits resume.",
    "steps": "A visit this week, then monthly.",
    "tried": "Spoke with the supervising social worker twice.",
    "interests": "The placement is under strain without support.",
    "immediate_risk": "no",
    "spoke_on": "2026-03-27",
}


@dataclass
class Office:
    """A council's desk as a test uses it: people by their sample names, moves by their ids."""

    desk: Desk
    store: SqlStore
    now: list[datetime]
    ids: dict[str, str]
    presses: int = field(default=0)

    def at(self, *moment: int) -> None:
        """Moves the case clock to a moment in London."""
        year, month, day, *rest = moment
        hour, minute = (*rest, 10, 0)[:2] if rest else (10, 0)
        self.now[0] = datetime(year, month, day, hour, minute, tzinfo=LONDON)

    def id_of(self, person: SamplePerson) -> str:
        return self.ids[person.email]

    def key(self) -> tuple[str, str]:
        self.presses += 1
        return ("activity", str(self.presses))

    async def raised(self, by: SamplePerson = council.FIRO, **entered: object) -> str:
        new = NewDispute("bradford-firo", {**RAISING, **entered})
        return (await open_dispute(self.desk, self.id_of(by), new, key=self.key())).reference

    async def make(self, by: SamplePerson, reference: str, move: str, target: str = "", **entered: object) -> Made:
        return await make_move(self.desk, self.id_of(by), Request(reference, move, target, entered), key=self.key())

    async def show(self, by: SamplePerson, reference: str) -> CaseView:
        return await show_dispute(self.desk, self.id_of(by), reference)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    store = await open_store(f"sqlite:///{tmp_path / 'council.db'}", KeyRing(new_master_key()))
    now = [MONDAY]
    desk = Desk(
        store=store,
        protocols=ProtocolLibrary(shipped().values()),
        clock=lambda: now[0],
        system_clock=lambda: datetime.now(UTC),
        council=council.COUNCIL,
    )
    async with store.writing() as work:
        read = await preview_import(work, council.people_csv(), MONDAY.date())
        await work.directory.replace_all(read.people, read.appointments)
        people, _ = await work.directory.everything()
        await work.commit()
    async with store:
        yield Office(desk, store, now, {person.email: person.id for person in people})
