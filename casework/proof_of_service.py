"""Use case: the proof of service: what became of every notice for every recipient, by which channel, when, with its id.

Five things are kept apart: delivered, answered by a machine, acknowledged, responded, and what failed (X5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk
from casework.loading import Loaded, load, load_for
from casework.notice_words import notice_words
from casework.ports import Carriage, Carried, Channel, Work
from casework.received_mail import MailSort
from casework.show_notice import recipients_of
from casework.views import RecipientView
from disputes.entries import Entry, EntryKind
from disputes.notices import Notice, NoticeKind
from disputes.refusals import unknown_reference

_CLOCKS_STOP = frozenset(
    {EntryKind.RESPONDED, EntryKind.MEETING_CONFIRMED, EntryKind.MEETING_HELD, EntryKind.FULFILLED}
    | {EntryKind.REPLY_CLASSIFIED}
)
"""The kinds of entries by which somebody answers in substance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProof:
    """One channel's part: `sent_at` is when it left us, `accepted_at` when the mailbox or Teams took it, `id` its own.

    `reason` says why it waits, was set aside, isn't needed any more, or couldn't reach the person.
    """

    state: Carriage
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """When something came back, and by whom: whoever covers for a recipient answers for them. Of a bounce, why."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedLine:
    """One notice for one recipient. `entry` and `number` name the notice in the record."""

    entry: int
    number: int
    kind: NoticeKind
    what: str
    stage: str
    queued_at: datetime
    recipient: RecipientView
    copied: bool
    email: ChannelProof | None
    card: ChannelProof | None
    bounced: Signed | None = None
    auto_replied: Signed | None = None
    acknowledged: Signed | None = None
    responded: Signed | None = None

    @property
    def roles(self) -> str:
        """In which roles they get it."""
        return ", ".join(dict.fromkeys(reason.role for reason in self.recipient.reasons))

    @property
    def rules(self) -> str:
        """By which rules they get it."""
        return ", ".join(dict.fromkeys(reason.rule.id for reason in self.recipient.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofOfService:
    """Everything that was sent about a dispute, the oldest first."""

    reference: str
    protocol: str
    council: str
    as_of: datetime
    lines: tuple[ServedLine, ...]


async def proof_of_service(desk: Desk, person_id: str, reference: str) -> ProofOfService:
    """For somebody who may read the dispute; anybody else gets the answer of an unknown reference."""
    async with desk.store.reading() as work:
        loaded, _ = await load_for(work, desk, reference, person_id, reading=True)
        return await _proof(work, desk, loaded)


async def proof_for_export(desk: Desk, reference: str) -> ProofOfService:
    """For whoever may run commands on the council's installation. Refuses a reference that there isn't."""
    async with desk.store.reading() as work:
        loaded = await load(work, desk, reference)
        if loaded is None:
            raise unknown_reference(reference)
        return await _proof(work, desk, loaded)


async def _proof(work: Work, desk: Desk, loaded: Loaded) -> ProofOfService:
    carried = await work.outbox.about(loaded.dispute.reference)
    lines: list[ServedLine] = []
    for entry in loaded.entries:
        for number, notice in enumerate(entry.notices):
            to, copies = await recipients_of(work.directory, loaded.protocol, notice)
            came = _Came(loaded.entries, entry, number, notice, carried)
            stage = notice.stage or entry.stage
            lines += [
                ServedLine(
                    entry=entry.sequence,
                    number=number,
                    kind=notice.kind,
                    what=notice_words(notice.kind),
                    stage=loaded.protocol.stage(stage).title if stage else "",
                    queued_at=entry.recorded_at,
                    recipient=recipient,
                    copied=copied,
                    email=came.channel(Channel.EMAIL, None),
                    card=came.channel(Channel.CARD, recipient.person),
                    bounced=came.bounced(recipient),
                    auto_replied=came.auto_replied(recipient),
                    acknowledged=None if copied else came.acknowledged(),
                    responded=None if copied else came.responded(),
                )
                for copied, recipients in ((False, to), (True, copies))
                for recipient in recipients
            ]
    return ProofOfService(
        reference=loaded.dispute.reference,
        protocol=loaded.protocol.title,
        council=desk.council,
        as_of=loaded.case.now,
        lines=tuple(lines),
    )


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of one notice, found in the entries after its own and in the outbox."""

    entries: Sequence[Entry]
    entry: Entry
    number: int
    notice: Notice
    carried: Sequence[Carried]

    def channel(self, channel: Channel, person: str | None) -> ChannelProof | None:
        """The latest message of a channel: a card that was tried in place of a bounced letter comes after."""
        found = [
            message
            for message in self.carried
            if (message.item.sequence, message.item.notice) == (self.entry.sequence, self.number)
            and (message.item.channel, message.item.person) == (channel, person)
        ]
        if not found:
            return None
        message = found[-1]
        if message.state is not Carriage.SENT:
            return ChannelProof(state=message.state, reason=message.reason)
        proof = next((e for e in self._after(EntryKind.DELIVERED) if e.values.get("receipt") == message.receipt), None)
        accepted = proof.values.get("accepted_at") if proof else None
        sent_at = proof.recorded_at if proof else message.changed_at
        return ChannelProof(
            state=message.state,
            sent_at=sent_at,
            accepted_at=datetime.fromisoformat(accepted) if accepted else sent_at,
            id=message.receipt,
        )

    def bounced(self, recipient: RecipientView) -> Signed | None:
        """Where a mail server sent it back from: from this person's address, or from one that it didn't name."""
        for entry in self._after(EntryKind.BOUNCED):
            people = entry.values.get("people", "").split(",")
            told = any(recipient.email.casefold() in fact.text.casefold() for fact in entry.facts)
            if self._is_about_this(entry) and (recipient.person in people or told):
                return Signed(at=entry.happened_at, by=_why(entry))
        return None

    def auto_replied(self, recipient: RecipientView) -> Signed | None:
        """A machine's answer for this person; a read receipt isn't one."""
        for entry in self._after(EntryKind.AUTO_REPLY_FILED):
            theirs = entry.values.get("person", entry.by.person) == recipient.person
            if theirs and entry.values.get("sort") != MailSort.RECEIPT.value and self._is_about_this(entry):
                return Signed(at=entry.happened_at, by=entry.by.name)
        return None

    def acknowledged(self) -> Signed | None:
        """The first acknowledgement after it, of what it is about."""
        kinds = (EntryKind.ACKNOWLEDGED, EntryKind.REPLY_CLASSIFIED)
        return self._first(e for e in self._after(*kinds) if self.notice.duty in e.effects.acknowledges)

    def responded(self) -> Signed | None:
        """The first answer in substance after it, to what it is about."""
        entries = self._after(*_CLOCKS_STOP)
        return self._first(e for e in entries if self.notice.duty in (*e.effects.answers, *e.effects.discharges))

    def _first(self, entries: Iterable[Entry]) -> Signed | None:
        entry = next(iter(entries), None)
        return Signed(at=entry.happened_at, by=entry.by.name) if entry else None

    def _after(self, *kinds: EntryKind) -> Iterator[Entry]:
        return (entry for entry in self.entries[self.entry.sequence :] if entry.kind in kinds)

    def _is_about_this(self, entry: Entry) -> bool:
        named = entry.values.get("entry")
        return named == str(self.entry.sequence) and entry.values.get("number", str(self.number)) == str(self.number)


def _why(entry: Entry) -> str:
    return next((fact.text for fact in entry.facts if fact.label.startswith("Why")), "")
