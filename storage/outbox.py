"""The outbox: messages written down before they are sent, claimed for a lease, settled or set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from casework.ports import Carriage, Carried, Channel, Outbox, OutboxItem, ParkedItem
from storage import tables
from storage.connection import AnyRow, Transaction


class SqlOutbox(Outbox):
    """The outbox in the database. Reasons are sealed: a transport's answer may quote an address.

    While a message is waiting, `try_at` says from when it may be claimed.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def add(self, item: OutboxItem, at: datetime) -> None:
        """Queues a message; a key that is already there is left as it is."""
        row = {
            "key": item.key,
            "reference": item.reference,
            "sequence": item.sequence,
            "notice": item.notice,
            "channel": item.channel.value,
            "person": item.person,
            "attempts": item.attempts,
            "state": Carriage.WAITING.value,
            "try_at": at,
            "changed_at": at,
        }
        await self._transaction.insert_new(tables.outbox, row, unique=["key"])

    async def claim(self, now: datetime, limit: int, lease_seconds: int) -> list[OutboxItem]:
        """Takes the oldest messages that may be tried now, for a lease; an expired lease is claimed again.

        The attempt is counted with the claim, so that after a crash in mid-send the next one knows that it isn't the
        first: `attempts` of what is claimed is how many went before.
        """
        outbox = tables.outbox
        due = select(outbox.c.number).where(outbox.c.try_at <= now).order_by(outbox.c.try_at, outbox.c.number)
        numbers = (await self._connection.execute(self._transaction.claiming(due.limit(limit)))).scalars().all()
        if not numbers:
            return []
        claimed = await self._connection.execute(
            update(outbox)
            .where(outbox.c.number.in_(numbers))
            .values(try_at=now + timedelta(seconds=lease_seconds), attempts=outbox.c.attempts + 1)
            .returning(outbox)
        )
        order = {number: place for place, number in enumerate(numbers)}
        items = [_item(row) for row in sorted(claimed, key=lambda row: order[row.number])]
        return [replace(item, attempts=item.attempts - 1) for item in items]

    async def sent(self, key: str, at: datetime, receipt: str) -> bool:
        """Marks a message as sent, with the transport's own id for it; False where it was marked so before."""
        return await self._settle(key, Carriage.SENT, at, receipt=receipt)

    async def cancel(self, key: str, at: datetime, reason: str) -> None:
        """Marks a message as no longer needed, such as a nudge for a duty that was answered meanwhile."""
        await self._settle(key, Carriage.CANCELLED, at, reason_sealed=self._sealed(key, reason))

    async def retry(self, key: str, at: datetime, reason: str) -> None:
        """Gives a message back, to be tried again from `at`."""
        await self._settle(key, Carriage.WAITING, at, try_at=at, reason_sealed=self._sealed(key, reason))

    async def park(self, key: str, at: datetime, reason: str) -> None:
        """Sets a message aside for an administrator."""
        await self._settle(key, Carriage.PARKED, at, reason_sealed=self._sealed(key, reason))

    async def parked(self) -> list[ParkedItem]:
        """What was set aside, oldest first."""
        outbox = tables.outbox
        statement = (
            select(outbox).where(outbox.c.state == Carriage.PARKED.value).order_by(outbox.c.changed_at, outbox.c.number)
        )
        rows = await self._connection.execute(statement)
        return [ParkedItem(item=_item(row), reason=self._reason(row), parked_at=row.changed_at) for row in rows]

    async def release(self, key: str) -> bool:
        """Gives a parked message back to the queue, to be tried at once; False where there is none."""
        outbox = tables.outbox
        released = await self._connection.execute(
            update(outbox)
            .where(outbox.c.key == key, outbox.c.state == Carriage.PARKED.value)
            .values(state=Carriage.WAITING.value, try_at=outbox.c.changed_at)
        )
        return released.rowcount == 1

    async def waiting(self) -> int:
        """How many messages are queued or claimed."""
        statement = select(func.count()).select_from(tables.outbox).where(tables.outbox.c.try_at.is_not(None))
        return (await self._connection.execute(statement)).scalar_one()

    async def receipt_of(self, receipt: str) -> OutboxItem | None:
        """The message that a transport gave this id to: finds a dispute by In-Reply-To, a card by activity id."""
        statement = select(tables.outbox).where(tables.outbox.c.receipt == receipt).limit(1)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else _item(row)

    async def cards_of(self, reference: str) -> list[tuple[OutboxItem, str]]:
        """Every card sent about a dispute, with its receipt, so that it can be updated."""
        outbox = tables.outbox
        statement = (
            select(outbox)
            .where(
                outbox.c.reference == reference,
                outbox.c.channel == Channel.CARD.value,
                outbox.c.state == Carriage.SENT.value,
            )
            .order_by(outbox.c.number)
        )
        return [(_item(row), row.receipt) for row in await self._connection.execute(statement)]

    async def about(self, reference: str) -> list[Carried]:
        """Every message about a dispute, in the order in which they were queued."""
        outbox = tables.outbox
        rows = await self._connection.execute(
            select(outbox).where(outbox.c.reference == reference).order_by(outbox.c.number)
        )
        return [
            Carried(
                item=_item(row),
                state=Carriage(row.state),
                changed_at=row.changed_at,
                receipt=row.receipt or "",
                reason=self._reason(row) if row.reason_sealed else "",
            )
            for row in rows
        ]

    async def _settle(
        self, key: str, state: Carriage, at: datetime, *, try_at: datetime | None = None, **values: Any
    ) -> bool:
        outbox = tables.outbox
        statement = update(outbox).where(outbox.c.key == key)
        if state is Carriage.SENT:
            # What left has left, whatever somebody made of it meanwhile.
            statement = statement.where(outbox.c.state != Carriage.SENT.value)
        else:
            # Whoever outlived its lease doesn't undo what another replica has settled meanwhile.
            statement = statement.where(outbox.c.state == Carriage.WAITING.value)
        settled = await self._connection.execute(
            statement.values(state=state.value, try_at=try_at, changed_at=at, **values)
        )
        if settled.rowcount == 0:
            known = await self._connection.execute(select(outbox.c.number).where(outbox.c.key == key))
            if known.one_or_none() is None:
                raise LookupError(f"The outbox has no message {key}.")
        return settled.rowcount == 1

    def _sealed(self, key: str, reason: str) -> bytes:
        return self._transaction.own_key.seal(reason.encode(), f"outbox {key}", self._transaction.keys.chance)

    def _reason(self, row: AnyRow) -> str:
        return self._transaction.own_key.open(row.reason_sealed, f"outbox {row.key}").decode()


def _item(row: AnyRow) -> OutboxItem:
    return OutboxItem(
        key=row.key,
        reference=row.reference,
        sequence=row.sequence,
        notice=row.notice,
        channel=Channel(row.channel),
        person=row.person,
        attempts=row.attempts,
    )
