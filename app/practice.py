"""The practice council: the real service on loopback, with a clock that can be moved and people that can be played."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import aiohttp
from aiohttp import web

from app.key_files import make_key_file
from app.mailbox import OpensMailbox, open_mailbox
from app.service import Doors, Service, open_service
from app.settings import Council as CouncilSettings
from app.settings import Keys, Mail, Settings, Store
from app.wiring import Council, open_council
from bot.authentication import AnonymousLoopback
from bot.credentials import NoCredentials
from casework.show_dispute import CaseView, show_dispute
from disputes.working_days import london_date
from mail.post_office import PostOffice
from rehearsal import council as sample
from rehearsal.clock import MovableClock
from rehearsal.connector import LoopbackConnector
from rehearsal.council import SampleCouncil, SamplePerson
from rehearsal.mailboxes import PracticeMailbox
from rehearsal.person import Person
from storage.directory_changes import preview_import

HOST = "127.0.0.1"


@dataclass(slots=True)
class Practice:
    """A practice council under way. `council` and `service` are new ones after a restart; Teams and mail stay."""

    settings: Settings
    clock: MovableClock
    connector: LoopbackConnector
    office: PostOffice
    people: dict[str, Person]
    staff: SampleCouncil
    rooms: Mapping[str, Callable[[], web.Application]]
    mailbox: OpensMailbox
    port: int
    council: Council = field(init=False)
    service: Service = field(init=False)
    _session: aiohttp.ClientSession
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def url(self) -> str:
        """Where the service listens."""
        return f"http://{HOST}:{self.port}"

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

    async def appoint(self, people_csv: str) -> None:
        """Makes a people.csv the directory, as `drp directory import --apply` does."""
        async with self.council.store.writing() as work:
            read = await preview_import(work, people_csv, london_date(self.clock()))
            await work.directory.replace_all(read.people, read.appointments)
            await work.commit()

    async def case(self, person: SamplePerson, reference: str) -> CaseView:
        """A dispute and its record as one of its parties may read it."""
        async with self.council.store.reading() as work:
            known = await work.directory.by_email(person.email)
        return await show_dispute(self.council.desk, known.id if known else "", reference)

    async def faults(self) -> list[str]:
        """What is wrong with the chains of the records, as `drp record verify` says it; nothing, if all is well."""
        async with self.council.store.reading() as work:
            return await work.records.verify()

    async def start(self) -> None:
        """Serves; the directory is the sample council's unless there is one already."""
        async with AsyncExitStack() as opening:
            self.council = await opening.enter_async_context(open_council(self.settings, self.clock))
            doors = Doors(
                authenticator=AnonymousLoopback(),
                credentials=NoCredentials(),
                tenants=frozenset({sample.TENANT}),
                practice=True,
                mailbox=self.mailbox,
            )
            self.service = await opening.enter_async_context(open_service(self.council, doors))
            self.service.application.add_subapp("/connector", self.connector.application())
            for prefix, room in self.rooms.items():
                self.service.application.add_subapp(prefix, room())
            runner = web.AppRunner(self.service.application, access_log=None)
            await runner.setup()
            opening.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, HOST, self.port).start()
            self.port = runner.addresses[0][1]
            self._running = opening.pop_all()
        self.connector.attach(
            self._session, messages_url=f"{self.url}/api/messages", service_url=f"{self.url}/connector"
        )
        async with self.council.store.reading() as work:
            people, _ = await work.directory.everything()
        if not people:
            await self.appoint(self.staff.people_csv(london_date(self.clock())))

    async def stop(self) -> None:
        """Stops serving, as the end of the process does."""
        await self._running.aclose()

    async def restart(self) -> None:
        """Stops and serves again on the same folder and port, as a new process would."""
        await self.stop()
        await self.start()


def practice_settings(folder: Path, name: str = sample.COUNCIL, runs: tuple[str, ...] = ()) -> Settings:
    """The settings of a practice council, all of it inside one folder; it makes the master key there."""
    keys = Keys()
    if not (folder / keys.master).exists():
        make_key_file(folder / keys.master)
    return Settings(
        council=CouncilSettings(name=name, runs=runs),
        store=Store(url="sqlite:///data/practice.db"),
        keys=keys,
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
    rooms: Mapping[str, Callable[[], web.Application]] = MappingProxyType({}),
    office: Callable[[Path], PostOffice] = PostOffice,
    mailbox: OpensMailbox = open_mailbox,
) -> AsyncGenerator[Practice]:
    """Opens a practice council in a folder of its own, on loopback only, and serves it until the end.

    `staff` are the people who play, `runs` the protocols that the council works by (all where it is empty), and
    `rooms` are served beside the service, each under its prefix. `office` holds everybody's mailboxes, and `mailbox`
    opens the shared one.
    """
    settings = practice_settings(folder, staff.name, runs)
    numbers = itertools.count(1)
    # A folder may be opened again at the same case time: ids of one run mustn't come up in another.
    prefix = secrets.token_hex(4)
    connector = LoopbackConnector(tenant=sample.TENANT, clock=clock, new_id=lambda: f"{prefix}-{next(numbers)}")
    people = {person.email: connector.person(person.name, person.entra_id) for person in staff.everyone}
    async with aiohttp.ClientSession() as session:
        practice = Practice(
            settings=settings,
            clock=clock,
            connector=connector,
            office=office(settings.path(settings.mail.root)),
            people=people,
            staff=staff,
            rooms=rooms,
            mailbox=mailbox,
            port=port,
            _session=session,
        )
        await practice.start()
        try:
            for person in people.values():
                await person.install()
            await practice.settle()
            yield practice
        finally:
            await practice.stop()
