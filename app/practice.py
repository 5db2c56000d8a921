"""The practice council: the real service on loopback, with a clock that can be moved and people that can be played."""

from __future__ import annotations

import itertools
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from app.service import Doors, Service, open_service
from app.settings import Council as CouncilSettings
from app.settings import Keys, Mail, Settings, Store
from app.wiring import Council, open_council
from bot.authentication import AnonymousLoopback
from bot.credentials import NoCredentials
from disputes.working_days import london_date
from mail.post_office import PostOffice
from rehearsal import council as sample
from rehearsal.clock import MovableClock
from rehearsal.connector import LoopbackConnector
from rehearsal.council import SampleCouncil, SamplePerson
from rehearsal.mailboxes import PracticeMailbox
from rehearsal.person import Person
from storage.directory_changes import preview_import
from storage.keys import new_master_key

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice council under way."""

    council: Council
    service: Service
    clock: MovableClock
    connector: LoopbackConnector
    office: PostOffice
    people: dict[str, Person]
    url: str

    def chat_of(self, person: SamplePerson) -> Person:
        """Somebody's Teams."""
        return self.people[person.email]

    def mailbox_of(self, person: SamplePerson) -> PracticeMailbox:
        """Somebody's mailbox."""
        folder = self.office.mailbox(person.email).root
        return PracticeMailbox(person.email, person.name, folder, self._post, self.clock)

    def _post(self, raw: bytes, name: str, address: str) -> None:
        self.office.post(raw, name, [address], self.clock())

    async def settle(self) -> None:
        """Lets everything that is under way arrive."""
        await self.service.settle()

    async def move_to(self, moment: datetime) -> None:
        """Moves the case clock, which sweeps at once."""
        self.clock.move_to(moment)
        await self.settle()


def practice_settings(folder: Path, name: str = sample.COUNCIL, runs: tuple[str, ...] = ()) -> Settings:
    """The settings of a practice council, all of it inside one folder; it makes the master key there."""
    key = folder / "data" / "master.key"
    if not key.exists():
        key.parent.mkdir(parents=True, exist_ok=True)
        key.touch(mode=0o600)
        key.write_text(new_master_key() + "\n", "utf-8")
    return Settings(
        council=CouncilSettings(name=name, runs=runs),
        store=Store(url="sqlite:///data/practice.db"),
        keys=Keys(),
        mail=Mail(address=sample.MAILBOX, name="Dispute Resolution (practice)"),
        folder=folder.absolute(),
    )


@asynccontextmanager
async def open_practice(
    folder: Path,
    clock: MovableClock,
    port: int = 0,
    *,
    staff: SampleCouncil = sample.FOSTERING,
    runs: tuple[str, ...] = (),
    rooms: Mapping[str, web.Application] | None = None,
) -> AsyncGenerator[Practice]:
    """Opens a practice council in a folder of its own, on loopback only, and serves it until the end.

    `staff` are the people who play, `runs` the protocols that the council works by (all where it is empty), and
    `rooms` are served beside the service, each under its prefix.
    """
    settings = practice_settings(folder, staff.name, runs)
    async with open_council(settings, clock) as council, aiohttp.ClientSession() as session:
        await _fill_directory(council, clock, staff)
        doors = Doors(
            authenticator=AnonymousLoopback(),
            credentials=NoCredentials(),
            tenants=frozenset({sample.TENANT}),
            practice=True,
        )
        numbers = itertools.count(1)
        prefix = f"{clock():%Y%m%d%H%M%S}"
        connector = LoopbackConnector(tenant=sample.TENANT, clock=clock, new_id=lambda: f"{prefix}-{next(numbers)}")
        async with open_service(council, doors) as service:
            service.application.add_subapp("/connector", connector.application())
            for prefix_of_room, room in (rooms or {}).items():
                service.application.add_subapp(prefix_of_room, room)
            runner = web.AppRunner(service.application)
            url = await _listen(runner, port)
            connector.attach(session, messages_url=f"{url}/api/messages", service_url=f"{url}/connector")
            people = {person.email: connector.person(person.name, person.entra_id) for person in staff.everyone}
            office = PostOffice(settings.path(settings.mail.root))
            practice = Practice(council, service, clock, connector, office, people, url)
            for person in people.values():
                await person.install()
            await practice.settle()
            try:
                yield practice
            finally:
                await runner.cleanup()


async def _fill_directory(council: Council, clock: MovableClock, staff: SampleCouncil) -> None:
    """Makes the sample people the directory; one that is there already stays, so that leave keeps its dates."""
    async with council.store.writing() as work:
        if await work.directory.teams():
            return
        today = london_date(clock())
        read = await preview_import(work, staff.people_csv(today), today)
        await work.directory.replace_all(read.people, read.appointments)
        await work.commit()


async def _listen(runner: web.AppRunner, port: int) -> str:
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    return f"http://{HOST}:{runner.addresses[0][1]}"
