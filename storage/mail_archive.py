"""Every mail that was read, sealed: under its dispute's key once it is filed, under our own key until then."""

from __future__ import annotations

import json

from sqlalchemy import select, update

from casework.ports import Erased, KeptMail, MailArchive
from storage import tables
from storage.connection import AnyRow, Transaction
from storage.keys import TextKey
from storage.records import dispute_owner

TRIAGE = "triage"
"""The outcome of a mail that waits for somebody to file it."""


class SqlMailArchive(MailArchive):
    """Kept mail in the database."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def keep(self, mail: KeptMail, original: bytes) -> None:
        """Keeps a mail; one with an id that is already kept is left as it is."""
        key = await self._key_for(mail.reference)
        row = {
            "id": mail.id,
            "received_at": mail.received_at,
            "outcome": mail.outcome,
            "reference": mail.reference,
            "details_sealed": self._seal(key, _details(mail), f"mail {mail.id} details"),
            "original_sealed": self._seal(key, original, f"mail {mail.id}"),
        }
        await self._transaction.insert_new(tables.kept_mail, row, unique=["id"])

    async def original(self, mail_id: str) -> bytes | None:
        """The mail as it came, or None where there is none or its key is gone."""
        row = await self._row(mail_id)
        if row is None:
            return None
        try:
            key = await self._key_for(row.reference)
        except Erased:
            return None
        return key.open(row.original_sealed, f"mail {mail_id}")

    async def triage(self) -> list[KeptMail]:
        """What waits for somebody to file it, oldest first."""
        mail = tables.kept_mail
        statement = (
            select(mail.c.id, mail.c.received_at, mail.c.outcome, mail.c.reference, mail.c.details_sealed)
            .where(mail.c.outcome == TRIAGE)
            .order_by(mail.c.received_at, mail.c.number)
        )
        rows = (await self._connection.execute(statement)).all()
        return [_mail(row, await self._key_for(row.reference)) for row in rows]

    async def refile(self, mail_id: str, reference: str, outcome: str) -> None:
        """Takes a mail out of triage and under a dispute, whose key it is sealed with from now on."""
        row = await self._row(mail_id)
        if row is None:
            raise LookupError(f"There is no mail {mail_id}.")
        old, new = await self._key_for(row.reference), await self._key_for(reference)
        details, place = f"mail {mail_id} details", f"mail {mail_id}"
        await self._connection.execute(
            update(tables.kept_mail)
            .where(tables.kept_mail.c.id == mail_id)
            .values(
                reference=reference,
                outcome=outcome,
                details_sealed=self._seal(new, old.open(row.details_sealed, details), details),
                original_sealed=self._seal(new, old.open(row.original_sealed, place), place),
            )
        )

    async def _row(self, mail_id: str) -> AnyRow | None:
        statement = select(tables.kept_mail).where(tables.kept_mail.c.id == mail_id)
        return (await self._connection.execute(statement)).one_or_none()

    async def _key_for(self, reference: str | None) -> TextKey:
        if reference is None:
            return self._transaction.own_key
        disputes = tables.disputes
        statement = select(disputes.c.id, disputes.c.key_wrapped).where(disputes.c.reference == reference)
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            raise LookupError(f"{reference} has no record to keep mail under.")
        if row.key_wrapped is None:
            raise Erased(f"{reference} was erased when its retention ended.")
        return self._transaction.keys.unwrap(row.key_wrapped, dispute_owner(row.id))

    def _seal(self, key: TextKey, text: bytes, place: str) -> bytes:
        return key.seal(text, place, self._transaction.keys.chance)


def _details(mail: KeptMail) -> bytes:
    return json.dumps({"sender": mail.sender, "reasons": mail.reasons, "duty": mail.duty}).encode()


def _mail(row: AnyRow, key: TextKey) -> KeptMail:
    details = json.loads(key.open(row.details_sealed, f"mail {row.id} details"))
    return KeptMail(
        id=row.id,
        received_at=row.received_at,
        sender=details["sender"],
        outcome=row.outcome,
        reasons=details["reasons"],
        reference=row.reference,
        duty=details["duty"],
    )
