"""Where people are reached in Teams."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, select

from casework.ports import Address, Addresses
from storage import tables
from storage.connection import Transaction


class SqlAddresses(Addresses):
    """Teams conversation references in columns of our own."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def put(self, address: Address) -> None:
        """Remembers where a person is reached, in place of what was known before."""
        await self._transaction.put(tables.addresses, asdict(address), unique=["person"])

    async def of(self, person: str) -> Address | None:
        """Where a person is reached, or None where the app has never met them."""
        statement = select(tables.addresses).where(tables.addresses.c.person == person)
        row = (await self._transaction.connection.execute(statement)).mappings().one_or_none()
        return None if row is None else Address(**row)

    async def forget(self, person: str) -> None:
        """Forgets where a person is reached."""
        await self._transaction.connection.execute(delete(tables.addresses).where(tables.addresses.c.person == person))

    async def known(self) -> frozenset[str]:
        """Everybody of whom it is known where they are reached."""
        return frozenset((await self._transaction.connection.execute(select(tables.addresses.c.person))).scalars())

    async def any(self) -> Address | None:
        """Somebody's address, always the same one while they keep it."""
        statement = select(tables.addresses).order_by(tables.addresses.c.person).limit(1)
        row = (await self._transaction.connection.execute(statement)).mappings().one_or_none()
        return None if row is None else Address(**row)

    async def service_urls(self) -> list[str]:
        """The service URLs of every address."""
        statement = select(tables.addresses.c.service_url).distinct()
        return list((await self._transaction.connection.execute(statement)).scalars())
