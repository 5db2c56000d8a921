"""Use case: sends what the outbox holds, records the proof of service, retries what may be retried, parks the rest."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.desk import Desk
from casework.failures import log_failure
from casework.loading import Loaded, load
from casework.parties import addressed
from casework.ports import Channel, OutboxItem, Work
from casework.recording import record
from casework.retrying import until_unchanged
from casework.show_notice import notice_view
from casework.views import NoticeView
from disputes.case import Decision
from disputes.england import england
from disputes.entries import DISPATCHER, Entry, EntryKind
from disputes.fields import Fact
from disputes.notices import Notice, NoticeDraft, NoticeKind
from disputes.nudges import in_working_hours
from disputes.stage import Addressee
from disputes.working_days import london_date

_log = logging.getLogger(__name__)

LEASE_SECONDS = 120
MOST_ATTEMPTS = 16
_FIRST_WAIT = timedelta(seconds=20)
_LONGEST_WAIT = timedelta(hours=1)

_REMINDERS = frozenset({NoticeKind.NUDGE, NoticeKind.LAPSED, NoticeKind.VACANT})
"""What the clock causes: checked again before it goes, and kept to working hours."""


class NotSent(Exception):
    """A message did not leave. `retry` says whether trying again may help, `after` when at the earliest."""

    def __init__(self, reason: str, *, retry: bool, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry
        self.after = after


class NotReachable(Exception):
    """The channel doesn't reach this person at all; the notice's other channel does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a channel says of a message that it took: its own id for it, and when it took it.

    `calendar` is the name of the meeting in the calendars that it put it into.
    """

    id: str
    accepted_at: datetime | None = None
    calendar: str = ""


class Sender(ABC):
    """A channel's way out."""

    @abstractmethod
    async def deliver(self, item: OutboxItem, notice: NoticeView) -> Receipt:
        """Sends a notice. Raises NotSent or NotReachable."""


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
    """Sends what may be sent now, until nothing is left or `limit` messages were tried.

    Each is claimed on its own, so that slow ones before it don't use up its lease.
    """
    total = Dispatched()
    for _ in range(limit):
        async with desk.store.writing() as work:
            claimed = await work.outbox.claim(desk.system_clock(), 1, LEASE_SECONDS)
            await work.commit()
        if not claimed:
            break
        for item in claimed:
            total += await _deliver(desk, senders[item.channel], item)
    return total


async def _deliver(desk: Desk, sender: Sender, item: OutboxItem) -> Dispatched:
    async with desk.store.reading() as work:
        loaded = await load(work, desk, item.reference)
        if loaded is None:
            return await _forget(desk, item)
        entry = loaded.entries[item.sequence - 1]
        notice = entry.notices[item.notice]
        view = await notice_view(work.directory, desk, loaded, entry, notice)
    if notice.kind in _REMINDERS:
        if _overtaken(loaded, notice):
            return await _drop(desk, item, "Answered before it was sent.")
        if quiet := _quiet_for(desk, loaded):
            return await _later(desk, item, desk.system_clock() + quiet, "Reminders keep to working hours.")
    try:
        receipt = await sender.deliver(item, view)
    except NotReachable as unreachable:
        await _undeliverable(desk, item, str(unreachable))
        return Dispatched(dropped=1)
    except NotSent as failure:
        return await _failed(desk, item, failure, notice)
    except Exception as error:  # noqa: BLE001 - one broken message must not keep every other one back
        log_failure(_log, f"Sending {item.key} failed", error)
        return await _failed(desk, item, NotSent(f"{type(error).__name__}, see the log.", retry=True), notice)
    await _prove(desk, item, entry, notice, view, receipt)
    return Dispatched(sent=1)


def _overtaken(loaded: Loaded, notice: Notice) -> bool:
    """Whether a reminder has nothing to remind of any more."""
    state = loaded.dispute.duties.get(notice.duty) if notice.duty else None
    return state is not None and not state.open


def _quiet_for(desk: Desk, loaded: Loaded) -> timedelta:
    """How long a reminder that was held up has to wait for working hours; nothing within them."""
    now = loaded.case.now
    return in_working_hours(now, desk.nudges, england(tuple(sorted(desk.closures)))) - now


async def _prove(
    desk: Desk, item: OutboxItem, entry: Entry, notice: Notice, view: NoticeView, receipt: Receipt
) -> None:
    """The proof of service: which notice, by which channel, to whom, when, with the channel's own id.

    It is written once, whoever else has sent the same message meanwhile.
    """
    # A card may go to whoever was only copied, where their letter came back.
    people = view.to if item.person is None else tuple(r for r in (*view.to, *view.copies) if r.person == item.person)
    copies = view.copies if item.person is None else ()
    decision = Decision(
        kind=EntryKind.DELIVERED,
        stage=entry.stage,
        duty=notice.duty,
        values=_proven(item, notice, view, receipt),
        facts=(
            Fact("Notice of entry", str(entry.sequence)),
            Fact("Channel", item.channel),
            Fact("To", "; ".join(f"{r.name} <{r.email}>" for r in people)),
            *([Fact("Copies", "; ".join(f"{r.name} <{r.email}>" for r in copies))] if copies else []),
            Fact("Message id", receipt.id),
        ),
    )

    async def once() -> None:
        async with desk.store.writing() as work:
            loaded = await load(work, desk, item.reference)
            if loaded is None or not await work.outbox.sent(item.key, desk.system_clock(), receipt.id):
                return
            await record(work, desk, loaded.protocol, loaded.dispute, decision, DISPATCHER)
            await work.commit()

    await until_unchanged(once)


def _proven(item: OutboxItem, notice: Notice, view: NoticeView, receipt: Receipt) -> dict[str, str]:
    values = {**_of(item), "notice": notice.kind.value, "receipt": receipt.id}
    if receipt.accepted_at:
        values["accepted_at"] = receipt.accepted_at.isoformat()
    if receipt.calendar and view.meeting:
        values |= {"calendar": receipt.calendar, "meeting": str(view.meeting.number)}
    return values


def _of(item: OutboxItem) -> dict[str, str]:
    """Which message an entry is about: the entry and the number of its notice, the channel, a card's reader."""
    person = {"person": item.person} if item.person else {}
    return {"entry": str(item.sequence), "number": str(item.notice), "channel": item.channel.value, **person}


async def _failed(desk: Desk, item: OutboxItem, failure: NotSent, notice: Notice) -> Dispatched:
    if failure.retry and item.attempts + 1 < MOST_ATTEMPTS:
        return await _later(desk, item, _next_try(desk.system_clock(), item.attempts, failure.after), failure.reason)
    await _park(desk, item, failure.reason, tell_officer=notice.kind is not NoticeKind.UNDELIVERED)
    return Dispatched(parked=1)


def _next_try(now: datetime, attempts: int, after: timedelta | None) -> datetime:
    wait = min(_FIRST_WAIT * 2**attempts, _LONGEST_WAIT)
    return now + max(wait, after or wait)


async def _later(desk: Desk, item: OutboxItem, at: datetime, reason: str) -> Dispatched:
    async with desk.store.writing() as work:
        await work.outbox.retry(item.key, at, reason)
        await work.commit()
    return Dispatched(retried=1)


async def _park(desk: Desk, item: OutboxItem, reason: str, *, tell_officer: bool) -> None:
    """Set aside for an administrator; the failure goes on the record, and the officer is told."""

    async def once() -> None:
        async with desk.store.writing() as work:
            await _note_undelivered(work, desk, item, reason, tell_officer=tell_officer)
            await work.outbox.park(item.key, desk.system_clock(), reason)
            await work.commit()

    await until_unchanged(once)


async def _undeliverable(desk: Desk, item: OutboxItem, reason: str) -> None:
    """The channel doesn't reach the recipient; that goes on the record, the other channel does the rest."""

    async def once() -> None:
        async with desk.store.writing() as work:
            await _note_undelivered(work, desk, item, reason, tell_officer=False)
            await work.outbox.cancel(item.key, desk.system_clock(), reason)
            await work.commit()

    await until_unchanged(once)


async def _note_undelivered(work: Work, desk: Desk, item: OutboxItem, reason: str, *, tell_officer: bool) -> None:
    loaded = await load(work, desk, item.reference)
    if loaded is None:
        return
    entry = loaded.entries[item.sequence - 1]
    drafts: tuple[NoticeDraft, ...] = ()
    if tell_officer:
        to = (Addressee(loaded.protocol.officer, "X5"),)
        drafts = (NoticeDraft(kind=NoticeKind.UNDELIVERED, to=to, stage=entry.stage),)
    notices = await addressed(work.directory, drafts, loaded.matter, london_date(loaded.case.now))
    decision = Decision(
        kind=EntryKind.UNDELIVERED,
        stage=entry.stage,
        values=_of(item),
        facts=(
            Fact("Notice of entry", str(item.sequence)),
            Fact("Channel", item.channel),
            Fact("Why it was not delivered", reason),
        ),
    )
    await record(work, desk, loaded.protocol, loaded.dispute, decision, DISPATCHER, notices)


async def _drop(desk: Desk, item: OutboxItem, reason: str) -> Dispatched:
    async with desk.store.writing() as work:
        await work.outbox.cancel(item.key, desk.system_clock(), reason)
        await work.commit()
    return Dispatched(dropped=1)


async def _forget(desk: Desk, item: OutboxItem) -> Dispatched:
    """A message whose dispute was erased after it was claimed; as a rule it is gone from the outbox, too."""
    with suppress(LookupError):
        return await _drop(desk, item, "Its dispute was erased.")
    return Dispatched(dropped=1)
