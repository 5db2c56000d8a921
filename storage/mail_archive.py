"""Every mail that was read, sealed: under its dispute's key once it is filed, under our own key until then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update

from casework.ports import TRIAGE, Erased, KeptFile, KeptMail, ListedFile, MailArchive
from storage import mail_files, tables
from storage.connection import AnyRow, Transaction
from storage.keys import TextKey
from storage.records import dispute_owner

_SENDER = "sender of mail"


class SqlMailArchive(MailArchive):
    """Kept mail in the database."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def keep(self, mail: KeptMail, original: bytes, files: Sequence[KeptFile] = ()) -> None:
        """Keeps a mail and its files; one with an id that is already kept is left as it is."""
        key = await self._key_for(mail.reference)
        row = {
            "id": mail.id,
            "received_at": mail.received_at,
            "outcome": mail.outcome,
            "reference": mail.reference,
            "details_sealed": self._seal(key, _details(mail), f"mail {mail.id} details"),
            "original_sealed": self._seal(key, original, f"mail {mail.id}"),
            "sender_mark": self._mark(mail.sender) if mail.sender else None,
        }
        if await self._transaction.insert_new(tables.kept_mail, row, unique=["id"]):
            await mail_files.keep(self._transaction, key, mail, files)

    async def one(self, mail_id: str) -> KeptMail | None:
        """A mail by its id, or None where there is none or its key is gone."""
        found = await self._opened(mail_id)
        return None if found is None else _mail(*found)

    async def original(self, mail_id: str) -> bytes | None:
        """The mail as it came, or None where there is none, or it wasn't kept, or its key is gone."""
        found = await self._opened(mail_id)
        if found is None:
            return None
        row, key = found
        return key.open(row.original_sealed, f"mail {mail_id}") or None

    async def triage(self, outcome: str = TRIAGE) -> list[KeptMail]:
        """What waits for somebody to file it, or what was set aside, oldest first."""
        mail = tables.kept_mail
        statement = (
            select(mail.c.id, mail.c.received_at, mail.c.outcome, mail.c.reference, mail.c.details_sealed)
            .where(mail.c.outcome == outcome)
            .order_by(mail.c.received_at, mail.c.number)
        )
        rows = (await self._connection.execute(statement)).all()
        return [_mail(row, await self._key_for(row.reference)) for row in rows]

    async def refile(self, mail_id: str, reference: str, outcome: str) -> None:
        """Takes a mail out of triage and under a dispute, whose key it and its files are sealed with from now on."""
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
        await mail_files.refile(self._transaction, old, new, mail_id, reference)

    async def settle(self, mail_id: str, outcome: str, reasons: str) -> None:
        """Gives a mail that no dispute has another outcome, and other reasons."""
        known = await self.one(mail_id)
        if known is None or known.reference is not None:
            raise LookupError(f"No mail {mail_id} waits.")
        details = {**json.loads(_details(known)), "reasons": reasons}
        sealed = self._seal(self._transaction.own_key, json.dumps(details).encode(), f"mail {mail_id} details")
        await self._connection.execute(
            update(tables.kept_mail)
            .where(tables.kept_mail.c.id == mail_id)
            .values(outcome=outcome, details_sealed=sealed)
        )

    async def files_with(self, mail_id: str) -> list[KeptFile]:
        """The files that came with a mail, in their order, without their content."""
        found = await self._opened(mail_id)
        return [] if found is None else await mail_files.of_mail(self._transaction, found[1], mail_id)

    async def files_of(self, reference: str) -> list[ListedFile]:
        """The files that came by mail and were filed to a dispute, oldest first."""
        return await mail_files.listed(self._transaction, await self._key_for(reference), reference)

    async def file_content(self, mail_id: str, position: int) -> bytes | None:
        """The content of a file, or None where there is none, or it was refused, or its key is gone."""
        found = await self._opened(mail_id)
        return None if found is None else await mail_files.content(self._transaction, found[1], mail_id, position)

    async def received_from(self, sender: str, since: datetime, until: datetime) -> int:
        """How many mails of a sender our server took in after `since` and up to `until`."""
        mail = tables.kept_mail
        statement = (
            select(func.count())
            .select_from(mail)
            .where(mail.c.sender_mark == self._mark(sender), mail.c.received_at > since, mail.c.received_at <= until)
        )
        return (await self._connection.execute(statement)).scalar_one()

    def _mark(self, sender: str) -> str:
        return self._transaction.own_key.mark(sender.casefold(), _SENDER)

    async def _opened(self, mail_id: str) -> tuple[AnyRow, TextKey] | None:
        row = await self._row(mail_id)
        if row is None:
            return None
        try:
            return row, await self._key_for(row.reference)
        except Erased:
            return None

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
    details = {
        "sender": mail.sender,
        "reasons": mail.reasons,
        "duty": mail.duty,
        "sort": mail.sort,
        "text": mail.text,
        "points_at": mail.points_at,
        "answers_inside_quote": mail.answers_inside_quote,
        "away_until": mail.away_until.isoformat() if mail.away_until else None,
        "failed": mail.failed,
    }
    return json.dumps(details).encode()


def _mail(row: AnyRow, key: TextKey) -> KeptMail:
    details = json.loads(key.open(row.details_sealed, f"mail {row.id} details"))
    # What was kept before mails could be filed by hand says less.
    away = details.get("away_until")
    return KeptMail(
        id=row.id,
        received_at=row.received_at,
        sender=details["sender"],
        outcome=row.outcome,
        reasons=details["reasons"],
        reference=row.reference,
        duty=details["duty"],
        sort=details.get("sort", ""),
        text=details.get("text", ""),
        points_at=details.get("points_at"),
        answers_inside_quote=details.get("answers_inside_quote", False),
        away_until=date.fromisoformat(away) if away else None,
        failed=tuple(details.get("failed", ())),
    )
