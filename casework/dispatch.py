"""Use case: sends what the outbox holds, records the proof of service, retries what may be retried, parks the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.desk import Desk
from casework.loading import Loaded, load
from casework.parties import addressed
from casework.ports import Channel, OutboxItem
from casework.recording import record
from casework.show_notice import notice_view
from casework.views import NoticeView
from disputes.case import Decision
from disputes.entries import DISPATCHER, Entry, EntryKind
from disputes.fields import Fact
from disputes.notices import Notice, NoticeDraft, NoticeKind
from disputes.protocol import Addressee
from disputes.working_days import london_date

LEASE_SECONDS = 120
MOST_ATTEMPTS = 8
_FIRST_WAIT = timedelta(seconds=20)
_LONGEST_WAIT = timedelta(hours=1)

_ABOUT_OPEN_DUTIES = frozenset({NoticeKind.NUDGE, NoticeKind.LAPSED, NoticeKind.VACANT})


class NotSent(Exception):
    """A message did not leave. `retry` says whether trying again may help, `after` when at the earliest."""

    def __init__(self, reason: str, *, retry: bool, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.after = after


class NotReachable(Exception):
    """The channel doesn't reach this person at all; the notice's other channel does."""


class Sender(ABC):
    """A channel's way out."""

    @abstractmethod
    async def deliver(self, item: OutboxItem, notice: NoticeView) -> str:
        """Sends a notice and gives back the channel's own id for it. Raises NotSent or NotReachable."""


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What a round did."""

    sent: int = 0
    retried: int = 0
    parked: int = 0
    dropped: int = 0

    def __add__(self, other: Dispatched) -> Dispatched:
        """Both together."""
        return Dispatched(
            self.sent + other.sent,
            self.retried + other.retried,
            self.parked + other.parked,
            self.dropped + other.dropped,
        )


async def dispatch(desk: Desk, senders: Mapping[Channel, Sender], limit: int = 20) -> Dispatched:
    """Sends what may be sent now, until nothing is left or `limit` messages were tried."""
    async with desk.store.writing() as work:
        items = await work.outbox.claim(desk.system_clock(), limit, LEASE_SECONDS)
        await work.commit()
    total = Dispatched()
    for item in items:
        total += await _deliver(desk, senders[item.channel], item)
    return total


async def _deliver(desk: Desk, sender: Sender, item: OutboxItem) -> Dispatched:
    async with desk.store.reading() as work:
        loaded = await load(work, desk, item.reference)
        if loaded is None:
            raise LookupError(f"{item.reference} is in the outbox and not in the record")
        entry = loaded.entries[item.sequence - 1]
        notice = entry.notices[item.notice]
        view = await notice_view(work.directory, desk, loaded, entry, notice)
    if _overtaken(loaded, notice):
        return await _drop(desk, item, "Answered before it was sent.")
    try:
        receipt = await sender.deliver(item, view)
    except NotReachable as unreachable:
        await _note_undelivered(desk, item, str(unreachable), tell_officer=False)
        return await _drop(desk, item, str(unreachable))
    except NotSent as failure:
        return await _failed(desk, item, failure, notice)
    await _prove(desk, item, entry, notice, view, receipt)
    return Dispatched(sent=1)


def _overtaken(loaded: Loaded, notice: Notice) -> bool:
    """Whether a reminder has nothing to remind of any more."""
    state = loaded.dispute.duties.get(notice.duty) if notice.duty else None
    return notice.kind in _ABOUT_OPEN_DUTIES and state is not None and not state.open


async def _prove(desk: Desk, item: OutboxItem, entry: Entry, notice: Notice, view: NoticeView, receipt: str) -> None:
    """The proof of service: which notice, by which channel, to whom, when, with the channel's own id."""
    people = view.to if item.person is None else tuple(r for r in view.to if r.person == item.person)
    copies = view.copies if item.person is None else ()
    facts = [
        Fact("Notice of entry", str(entry.sequence)),
        Fact("Channel", item.channel),
        Fact("To", "; ".join(f"{r.name} <{r.email}>" for r in people)),
        *([Fact("Copies", "; ".join(f"{r.name} <{r.email}>" for r in copies))] if copies else []),
        Fact("Message id", receipt),
    ]
    async with desk.store.writing() as work:
        loaded = await load(work, desk, item.reference)
        assert loaded is not None, "a record is never deleted"  # noqa: S101
        values = {"entry": str(entry.sequence), "notice": notice.kind, "channel": item.channel, "receipt": receipt}
        decision = Decision(
            kind=EntryKind.DELIVERED, stage=entry.stage, duty=notice.duty, values=values, facts=tuple(facts)
        )
        await work.outbox.sent(item.key, desk.system_clock(), receipt)
        await record(work, desk, loaded.protocol, loaded.dispute, decision, DISPATCHER)
        await work.commit()


async def _failed(desk: Desk, item: OutboxItem, failure: NotSent, notice: Notice) -> Dispatched:
    now = desk.system_clock()
    if failure.retry and item.attempts + 1 < MOST_ATTEMPTS:
        async with desk.store.writing() as work:
            await work.outbox.retry(item.key, _next_try(now, item.attempts, failure.after), failure.reason)
            await work.commit()
        return Dispatched(retried=1)
    await _note_undelivered(desk, item, failure.reason, tell_officer=notice.kind is not NoticeKind.UNDELIVERED)
    async with desk.store.writing() as work:
        await work.outbox.park(item.key, now, failure.reason)
        await work.commit()
    return Dispatched(parked=1)


def _next_try(now: datetime, attempts: int, after: timedelta | None) -> datetime:
    wait = min(_FIRST_WAIT * 2**attempts, _LONGEST_WAIT)
    return now + max(wait, after or wait)


async def _note_undelivered(desk: Desk, item: OutboxItem, reason: str, *, tell_officer: bool) -> None:
    """The failure goes on the record; where nothing else reaches the recipient, the officer is told."""
    async with desk.store.writing() as work:
        loaded = await load(work, desk, item.reference)
        assert loaded is not None, "a record is never deleted"  # noqa: S101
        entry = loaded.entries[item.sequence - 1]
        drafts: tuple[NoticeDraft, ...] = ()
        if tell_officer:
            to = (Addressee(loaded.protocol.officer, "X5"),)
            drafts = (NoticeDraft(kind=NoticeKind.UNDELIVERED, to=to, stage=entry.stage),)
        notices = await addressed(work.directory, drafts, loaded.matter, london_date(loaded.case.now))
        decision = Decision(
            kind=EntryKind.UNDELIVERED,
            stage=entry.stage,
            values={"entry": str(item.sequence), "channel": item.channel},
            facts=(
                Fact("Notice of entry", str(item.sequence)),
                Fact("Channel", item.channel),
                Fact("Why it was not delivered", reason),
            ),
        )
        await record(work, desk, loaded.protocol, loaded.dispute, decision, DISPATCHER, notices)
        await work.commit()


async def _drop(desk: Desk, item: OutboxItem, reason: str) -> Dispatched:
    async with desk.store.writing() as work:
        await work.outbox.cancel(item.key, desk.system_clock(), reason)
        await work.commit()
    return Dispatched(dropped=1)
