"""The process is killed while it files mail, at every call in turn: nothing is lost, and nothing happens twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from casework.file_mail import Pace
from casework.open_dispute import NewDispute, open_dispute
from mail.intake.read import Intake, content_hash
from mail.maildir import MaildirTransport
from mail.post_office import PostOffice
from mail.round import MailRound
from mail.transport import Folder
from rehearsal import council
from storage import tables
from tests.casework.office import RAISING
from tests.mail import seeds
from tests.mail.killed import DoomedStore, Fate, Killed, doomed_mailbox
from tests.mail.seeds import Told
from tests.mail.test_soak import SIGNER, Besieged, besieged

MAILS = (
    (seeds.away, council.TM.email),
    (seeds.with_files, council.TM.email),
    (seeds.chosen, council.TM.email),
    (seeds.invitation_answer, council.SSW.email),
    (seeds.bounce, council.TM.email),
    (seeds.plain_reply, "pat@elsewhere.example"),
    (seeds.about_nothing, council.TM.email),
    (seeds.our_own, council.MAILBOX),
)
"""One of each: told, with files, an answer, from a calendar, come back, a stranger's, about nothing, our own."""


@dataclass
class Post:
    """A council that gets the same mails again and again, each time about a new dispute."""

    council: Besieged
    office: PostOffice
    officer: str
    rounds: int = 0

    async def about_a_new_dispute(self) -> tuple[str, list[bytes]]:
        """Raises a dispute and lets one mail of each kind come about it."""
        self.rounds += 1
        desk, store = self.council.desk, self.council.store
        made = await open_dispute(desk, self.officer, NewDispute("bradford-firo", RAISING), key=("t", str(self.rounds)))
        async with store.writing() as work:
            for item in await work.outbox.claim(desk.system_clock(), 1_000, 60):
                await work.outbox.sent(item.key, desk.system_clock(), f"<{item.key}@example.gov.uk>")
            await work.commit()
        raws = [write(self._told(made.reference, place, sender)) for place, (write, sender) in enumerate(MAILS)]
        for place, raw in enumerate(raws):
            self.office.post(raw, f"{self.rounds}-{place}", [council.MAILBOX], self.council.now[0])
        return made.reference, raws

    def _told(self, reference: str, place: int, sender: str) -> Told:
        return Told(
            # Its remainder chooses what is answered, the same in every round: COMPLETED, and accepted.
            number=self.rounds * 1_200 + place,
            sender=sender,
            reference=reference,
            token=SIGNER.sign(reference, "stage-1/respond", "somebody"),
            letter_id=f"<{reference}/1/0/email@example.gov.uk>",
            letter_key=f"{reference}/1/0/email",
            mailbox=council.MAILBOX,
        )

    def process(self, fate: Fate) -> MailRound:
        """A process that has just started, with its fate."""
        intake = Intake(signer=SIGNER, installation="practice-1", own_addresses=frozenset({council.MAILBOX}))
        transport = MaildirTransport(self.office, council.MAILBOX, lambda: self.council.now[0])
        desk = replace(self.council.desk, store=DoomedStore(self.council.store, fate))
        # All of it happens at one moment, so that every round comes to the same.
        return MailRound(doomed_mailbox(transport, fate), intake, desk, pace=Pace(most=100_000))

    async def came_to(self, reference: str, raws: list[bytes]) -> dict[str, Any]:
        """Everything that anybody could notice afterwards, with the dispute's own number left out."""
        async with self.council.store.reading() as work:
            entries = await work.records.load(reference)
            queued = select(tables.outbox.c.key).where(tables.outbox.c.reference == reference)
            keys = (await work.transaction.connection.execute(queued)).scalars().all()
            kept = [await work.mail.one(content_hash(raw)) for raw in raws]
            files = [(each.file.name, each.file.refused) for each in await work.mail.files_of(reference)]
            assert await work.records.verify(reference) == []
        box = self.office.mailbox(council.MAILBOX)
        own = f"{self.rounds}-"
        return {
            "entries": [_words(entry, reference) for entry in entries],
            "outbox": sorted(key.replace(reference, "REF") for key in keys),
            "kept": [(mail.outcome, mail.reasons.replace(reference, "REF")) if mail else None for mail in kept],
            "files": files,
            "folders": {
                folder.value: sorted(m.read() in raws for m in box.list(folder) if m.name.startswith(own))
                for folder in (Folder.INBOX, Folder.FILED, Folder.TRIAGE)
            },
        }


def _words(entry: Any, reference: str) -> str:
    facts = "; ".join(f"{fact.label}: {fact.text}" for fact in entry.facts)
    told = [(notice.kind.value, [r.person for r in notice.to]) for notice in entry.notices]
    return f"{entry.kind.value} by {entry.by.name}: {facts} {told}".replace(reference, "REF")


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    made = await besieged(tmp_path)
    async with made.store:
        async with made.store.reading() as work:
            officer = await work.directory.by_email(council.FIRO.email)
        assert officer is not None
        yield Post(made, PostOffice(tmp_path / "mail"), officer.id)


async def undisturbed(post: Post) -> tuple[dict[str, Any], int]:
    """What the mails come to where nothing happens, and how many calls that takes."""
    reference, raws = await post.about_a_new_dispute()
    fate = Fate()
    assert await post.process(fate).make() == len(MAILS)
    return await post.came_to(reference, raws), fate.steps


async def killed_at(post: Post, step: int) -> dict[str, Any]:
    """What the mails come to where the process is killed at a step, and another one starts."""
    reference, raws = await post.about_a_new_dispute()
    with pytest.raises(Killed):
        await post.process(Fate(due=step)).make()
    await post.process(Fate()).make()
    return await post.came_to(reference, raws)


async def test_the_mails_come_to_what_they_should(post: Post):
    came, _ = await undisturbed(post)
    assert [words.split(" by ")[0] for words in came["entries"]] == [
        "raised",
        "auto-reply-filed",
        "reply-filed",
        "responded",
        "meeting-answered",
        "bounced",
    ]
    assert [outcome for outcome, _ in came["kept"]] == [
        "filed", "filed", "answered", "filed", "filed", "triage", "triage", "dropped",
    ]  # fmt: skip
    assert came["folders"] == {"Inbox": [], "Filed": [True] * 6, "Triage": [True] * 2}
    assert [name for name, refused in came["files"] if refused is None] == ["plan.pdf"]


async def test_a_process_that_is_killed_at_some_calls_loses_nothing_and_repeats_nothing(post: Post):
    expected, steps = await undisturbed(post)
    for step in range(3, steps + 1, 17):
        assert await killed_at(post, step) == expected, f"killed at step {step} of {steps}"


@pytest.mark.soak
async def test_soak_a_process_that_is_killed_at_any_call_loses_nothing_and_repeats_nothing(post: Post):
    expected, steps = await undisturbed(post)
    for step in range(1, steps + 1):
        assert await killed_at(post, step) == expected, f"killed at step {step} of {steps}"
