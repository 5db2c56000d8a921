"""The intake under mails that mean no good: none stops it, none holds it up, none is lost."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.desk import Desk
from casework.open_dispute import NewDispute, open_dispute
from mail.intake.authentication import Trust
from mail.intake.read import Intake, content_hash
from mail.message import IncomingMessage
from mail.round import MailRound
from mail.signed_reference import ReferenceSigner
from mail.transport import Folder, Health, MailItem, MailTransport, SentItem
from protocols.library import ProtocolLibrary
from protocols.reading import shipped
from rehearsal import council
from storage.directory_changes import preview_import
from storage.keys import KeyRing, new_master_key
from storage.work import SqlStore, open_store
from tests.casework.office import MONDAY, RAISING
from tests.mail.mutations import mails
from tests.mail.seeds import Told

DISPUTES = 12
LONGEST = 1.0
"""Seconds of CPU that one mail may take to read, however it is made."""

BATCHES, BATCH = 10, 5_000
SIGNER = ReferenceSigner(b"k" * 32)
SENDERS = (
    *[council.TM.email] * 4,
    council.SSW.email,
    council.FIRO.email,
    council.FSM.email,
    "pat@elsewhere.example",
    "",
)


class Watched(Intake):
    """The intake, with the CPU that each mail took in the thread that read it."""

    def read(self, item: MailItem) -> IncomingMessage:
        began = time.thread_time()
        try:
            return super().read(item)
        finally:
            TOOK[item.id] = time.thread_time() - began


TOOK: dict[str, float] = {}


@dataclass
class Inbox(MailTransport):
    """A mailbox of mails that are written as they are read; each leaves it once."""

    items: dict[str, MailItem] = field(default_factory=dict[str, MailItem])
    moved: Counter[Folder] = field(default_factory=Counter[Folder])

    async def read_new(self, limit: int) -> Sequence[MailItem]:
        return list(self.items.values())[:limit]

    async def acknowledge(self, item: MailItem, folder: Folder) -> None:
        if self.items.pop(item.id, None):
            self.moved[folder] += 1

    async def send(self, message: object) -> SentItem:
        raise AssertionError("Nothing is sent here.")

    async def find_sent(self, key: str) -> SentItem | None:
        return None

    async def health(self) -> Health:
        return Health(ok=True, detail="", waiting=len(self.items))

    async def close(self) -> None:
        self.items.clear()


@dataclass
class Besieged:
    """A council with some disputes, whose mailbox gets nothing but such mails."""

    store: SqlStore
    desk: Desk
    now: list[datetime]
    references: list[str]

    def told(self, number: int, chance: random.Random) -> Told:
        reference = chance.choice(self.references)
        return Told(
            number=number,
            sender=chance.choice(SENDERS),
            reference=reference,
            token=SIGNER.sign(reference, "stage-1/respond", "somebody"),
            letter_id=f"<{reference}/1/0/email@example.gov.uk>",
            letter_key=f"{reference}/1/0/email",
            mailbox=council.MAILBOX,
        )

    async def takes(self, seed: int, count: int, at_once: int = 50) -> dict[str, str]:
        """Lets these mails come, and gives back what became of each, by its content."""
        intake = Watched(
            signer=SIGNER,
            installation="practice-1",
            own_addresses=frozenset({council.MAILBOX}),
            trust=Trust(servers=("mx.example.gov.uk",), exchange=True),
        )
        inbox = Inbox()
        mail_round = MailRound(inbox, intake, self.desk, most=at_once)
        came: set[str] = set()
        for number, raw in enumerate(mails(seed, count, self.told)):
            self.now[0] += timedelta(minutes=3)
            item = MailItem(f"{seed}-{number}", self.now[0] - timedelta(seconds=5), raw)
            inbox.items[item.id] = item
            came.add(content_hash(raw))
            if len(inbox.items) == at_once:
                await mail_round.make()
        await mail_round.make()
        assert inbox.items == {}
        assert sum(inbox.moved.values()) == count
        return {identity: await self._became_of(identity) for identity in came}

    async def _became_of(self, identity: str) -> str:
        async with self.store.reading() as work:
            kept = await work.mail.one(identity)
        assert kept is not None, "A mail was lost."
        assert "couldn't be filed" not in kept.reasons, kept.reasons
        return kept.outcome


async def besieged(folder: Path) -> Besieged:
    store = await open_store(f"sqlite:///{folder / 'council.db'}", KeyRing(new_master_key()))
    async with store._engines.writer.connect() as connection:
        # How fast the disk is isn't what is looked at; the pool has this one connection.
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute_fetchall("PRAGMA synchronous = OFF")
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
    officer = next(person.id for person in people if person.email == council.FIRO.email)
    references = [
        (await open_dispute(desk, officer, NewDispute("bradford-firo", RAISING), key=("activity", str(n)))).reference
        for n in range(DISPUTES)
    ]
    async with store.writing() as work:
        for item in await work.outbox.claim(datetime.now(UTC), 1_000, 60):
            await work.outbox.sent(item.key, MONDAY, f"<{item.key}@example.gov.uk>")
        await work.commit()
    return Besieged(store, desk, now, references)


@pytest.fixture
async def council_under_siege(tmp_path: Path):
    made = await besieged(tmp_path)
    async with made.store:
        yield made


async def test_a_few_hundred_hostile_mails_are_all_kept_and_none_stops_the_round(
    council_under_siege: Besieged, caplog: pytest.LogCaptureFixture
):
    became = await council_under_siege.takes(seed=1, count=300)
    assert "couldn't be" not in caplog.text
    assert set(became.values()) == {"answered", "filed", "triage", "dropped"}
    async with council_under_siege.store.reading() as work:
        assert await work.records.verify() == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 100 + BATCHES))
async def test_soak_fifty_thousand_hostile_mails(
    council_under_siege: Besieged, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], seed: int
):
    TOOK.clear()
    became = await council_under_siege.takes(seed=seed, count=BATCH)
    assert "couldn't be" not in caplog.text
    slowest = sorted(((took, mail) for mail, took in TOOK.items()), reverse=True)[:3]
    with capsys.disabled():
        figures = ", ".join(f"{took:.2f} s ({mail})" for took, mail in slowest)
        sys.stdout.write(
            f"\nseed {seed}: {BATCH} mails, {dict(Counter(became.values()))}; slowest to read: {figures}\n"
        )
    assert [mail for took, mail in slowest if took > LONGEST] == []
    async with council_under_siege.store.reading() as work:
        assert await work.records.verify() == []
