"""A council's desk as a test uses it: people by their sample names, moves by their ids, clocks that it moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from casework.desk import Desk
from casework.dispatch import Dispatched, NotReachable, NotSent, Receipt, Sender, dispatch
from casework.make_move import Made, Request, make_move
from casework.open_dispute import NewDispute, open_dispute
from casework.ports import Channel, OutboxItem
from casework.preview import Preview, preview_of_move
from casework.show_dispute import CaseView, show_dispute
from casework.sweep import Swept, sweep
from casework.views import NoticeView
from disputes.entries import Entry, EntryKind
from disputes.notices import Notice, NoticeKind
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.working_days import LONDON
from protocols.library import ProtocolLibrary
from rehearsal import council
from rehearsal.council import SamplePerson
from storage.directory_changes import preview_import
from storage.work import SqlStore

MONDAY = datetime(2026, 3, 30, 10, 0, tzinfo=LONDON)
"""The Monday before Easter: Good Friday is 3 April 2026, Easter Monday the 6th, so Stage 1 is due on Wednesday 8."""

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


class Post(Sender):
    """A channel that keeps what reached people, and fails as often as a test says.

    E-mail is asked for in Sent before a second try; Teams can't be asked, and shows the same card again.
    """

    def __init__(self, *, can_be_asked: bool) -> None:
        self.can_be_asked = can_be_asked
        self.tries: list[OutboxItem] = []
        self.effects: dict[str, NoticeView] = {}
        self.failures: list[Exception] = []
        self.killed_after_sending = False

    async def deliver(self, item: OutboxItem, notice: NoticeView) -> Receipt:
        self.tries.append(item)
        if self.failures:
            raise self.failures.pop(0)
        found = self.can_be_asked and item.attempts > 0 and item.key in self.effects
        assert found or not self.can_be_asked or item.key not in self.effects, f"{item.key} was sent twice"
        self.effects[item.key] = notice
        if self.killed_after_sending:
            raise KilledInMidSend
        return Receipt(id=f"<{item.key}>")

    def fail(self, *failures: Exception) -> None:
        self.failures += failures

    def kinds(self) -> list[str]:
        return [notice.kind.value for notice in self.effects.values()]


class KilledInMidSend(BaseException):
    """The process ended between the send and the proof of it."""


@dataclass
class Office:
    """One council, one database, both channels."""

    desk: Desk
    store: SqlStore
    now: list[datetime]
    system: list[datetime]
    ids: dict[str, str]
    presses: int = 0
    email: Post = field(default_factory=lambda: Post(can_be_asked=True))
    cards: Post = field(default_factory=lambda: Post(can_be_asked=False))

    # ---------------------------------------------------------------------------------- time and people

    def at(self, *moment: int) -> None:
        """Moves the case clock to a moment in London; ten in the morning, if none is given."""
        year, month, day, *rest = moment
        hour, minute = (*rest, 0)[:2] if rest else (10, 0)
        self.now[0] = datetime(year, month, day, hour, minute, tzinfo=LONDON)

    def later(self, **span: float) -> None:
        """The system clock goes on: leases, backoff."""
        self.system[0] += timedelta(**span)

    def id_of(self, person: SamplePerson) -> str:
        return self.ids[person.email]

    def name_of(self, person_id: str) -> str:
        return next(person.name for person in council.EVERYONE if self.ids.get(person.email) == person_id)

    def run_by(self, *protocols: Protocol) -> None:
        """From now on the council runs these protocols, the last of each id being the latest."""
        self.desk = replace(self.desk, protocols=ProtocolLibrary(protocols))

    async def appoint(self, *rows: str, without: Iterable[SamplePerson] = ()) -> None:
        """The sample council without some people's posts, and with more rows: email,role,team,from,until,cover_for."""
        gone = {person.email for person in without}
        header, *lines = council.people_csv().splitlines()
        kept = [line for line in lines if line.split(",")[1] not in gone]
        for row in rows:
            email, role, team, starts, ends, cover_for = row.split(",")
            person = next(person for person in council.EVERYONE if person.email == email)
            kept.append(f"{person.entra_id},{email},{person.name},{role},{team},{starts},{ends},{cover_for},")
        async with self.store.writing() as work:
            read = await preview_import(work, "\n".join([header, *kept]) + "\n", self.now[0].date())
            await work.directory.replace_all(read.people, read.appointments)
            people, _ = await work.directory.everything()
            await work.commit()
        self.ids |= {person.email: person.id for person in people}

    # ---------------------------------------------------------------------------------- use cases

    def key(self) -> tuple[str, str]:
        self.presses += 1
        return ("activity", str(self.presses))

    async def raised(self, by: SamplePerson = council.FIRO, **entered: object) -> str:
        return (await self.raise_new(NewDispute("bradford-firo", {**RAISING, **entered}), by)).reference

    async def raise_new(self, new: NewDispute, by: SamplePerson = council.FIRO) -> Made:
        return await open_dispute(self.desk, self.id_of(by), new, key=self.key())

    async def make(self, by: SamplePerson, reference: str, move: str, target: str = "", **entered: object) -> Made:
        return await make_move(self.desk, self.id_of(by), Request(reference, move, target, entered), key=self.key())

    async def refused(
        self, by: SamplePerson, reference: str, move: str, target: str = "", **entered: object
    ) -> Refusal:
        """The refusal that a move gets; nothing on the record, in the lists or in the outbox changes."""
        before = await self.everything()
        with pytest.raises(Refusal) as caught:
            await self.make(by, reference, move, target, **entered)
        assert await self.everything() == before
        return caught.value

    async def preview(
        self, by: SamplePerson, reference: str, move: str, target: str = "", **entered: object
    ) -> Preview:
        return await preview_of_move(self.desk, self.id_of(by), Request(reference, move, target, entered))

    async def show(self, by: SamplePerson, reference: str) -> CaseView:
        return await show_dispute(self.desk, self.id_of(by), reference)

    async def sweep(self) -> Swept:
        return await sweep(self.desk)

    async def dispatch(self, limit: int = 100) -> Dispatched:
        return await dispatch(self.desk, {Channel.EMAIL: self.email, Channel.CARD: self.cards}, limit)

    async def to_stage_2(self) -> str:
        """Stage 1 went unanswered; Stage 2 opens on Thursday 9 April 2026."""
        reference = await self.raised()
        self.at(2026, 4, 9)
        await self.make(council.FIRO, reference, "escalate", "stage-2", reasons="silence", outstanding="Visits.")
        return reference

    async def to_stage_3(self) -> str:
        """Nobody confirmed a meeting at Stage 2 either; Stage 3 opens on Friday 17 April 2026."""
        reference = await self.to_stage_2()
        self.at(2026, 4, 17)
        await self.make(council.FIRO, reference, "escalate", "stage-3", reasons="silence", outstanding="Visits.")
        return reference

    # ---------------------------------------------------------------------------------- what is there

    async def entries(self, reference: str, *kinds: EntryKind) -> list[Entry]:
        async with self.store.reading() as work:
            entries = await work.records.load(reference)
        return [entry for entry in entries if not kinds or entry.kind in kinds]

    async def last(self, reference: str) -> Entry:
        return (await self.entries(reference))[-1]

    async def notice(self, reference: str, kind: NoticeKind) -> Notice:
        """The latest notice of a kind."""
        notices = [notice for entry in await self.entries(reference) for notice in entry.notices]
        return [notice for notice in notices if notice.kind is kind][-1]

    def people(self, notice: Notice) -> tuple[list[str], list[str]]:
        """To and copies, by name."""
        return [self.name_of(r.person) for r in notice.to], [self.name_of(r.person) for r in notice.copies]

    async def waiting(self) -> int:
        async with self.store.reading() as work:
            return await work.outbox.waiting()

    async def owed(self, reference: str) -> list[str]:
        async with self.store.reading() as work:
            return sorted(row.duty for row in await work.caseload.duties([reference]))

    async def everything(self) -> dict[str, object]:
        """How long every record is, what the lists say and what waits to be sent."""
        async with self.store.reading() as work:
            references = await work.records.references()
            return {
                "records": {reference: len(await work.records.load(reference)) for reference in references},
                "cases": await work.caseload.all(only_open=False),
                "duties": await work.caseload.duties(references),
                "waiting": await work.outbox.waiting(),
            }

    async def sound(self) -> bool:
        """Whether every chain verifies."""
        async with self.store.reading() as work:
            return await work.records.verify() == []


TEMPORARY = NotSent("The server is busy.", retry=True)
PERMANENT = NotSent("There is no such mailbox.", retry=False)
NO_TEAMS = NotReachable("They don't have the app.")
