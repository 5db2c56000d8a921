"""The files that came with kept mail, each in a row of its own and sealed as its mail is."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import select, update

from casework.ports import KeptFile, KeptMail, ListedFile
from storage import tables
from storage.connection import AnyRow, Transaction
from storage.keys import TextKey


async def keep(transaction: Transaction, key: TextKey, mail: KeptMail, files: Sequence[KeptFile]) -> None:
    """Keeps the files of a mail that was just kept itself."""
    for position, file in enumerate(files):
        content = None if file.content is None else _seal(transaction, key, file.content, _content(mail.id, position))
        row = {
            "mail": mail.id,
            "position": position,
            "reference": mail.reference,
            "size": file.size,
            "details_sealed": _seal(transaction, key, _details(file), _place(mail.id, position)),
            "content_sealed": content,
        }
        await transaction.insert_new(tables.attachments, row, unique=["mail", "position"])


async def refile(transaction: Transaction, old: TextKey, new: TextKey, mail_id: str, reference: str) -> None:
    """Seals the files of a mail with another key and puts them under a dispute."""
    files = tables.attachments
    rows = (await transaction.connection.execute(select(files).where(files.c.mail == mail_id))).all()
    for row in rows:
        details, content = _place(mail_id, row.position), _content(mail_id, row.position)
        sealed = row.content_sealed
        if sealed is not None:
            sealed = _seal(transaction, new, old.open(sealed, content), content)
        await transaction.connection.execute(
            update(files)
            .where(files.c.mail == mail_id, files.c.position == row.position)
            .values(
                reference=reference,
                details_sealed=_seal(transaction, new, old.open(row.details_sealed, details), details),
                content_sealed=sealed,
            )
        )


async def listed(transaction: Transaction, key: TextKey, reference: str) -> list[ListedFile]:
    """The files of a dispute, oldest first, without their content."""
    files, mail = tables.attachments, tables.kept_mail
    statement = (
        select(files.c.mail, files.c.position, files.c.size, files.c.details_sealed, mail.c.received_at)
        .join(mail, mail.c.id == files.c.mail)
        .where(files.c.reference == reference)
        .order_by(mail.c.received_at, mail.c.number, files.c.position)
    )
    return [
        ListedFile(mail=row.mail, position=row.position, received_at=row.received_at, file=_file(row, key))
        for row in (await transaction.connection.execute(statement)).all()
    ]


async def of_mail(transaction: Transaction, key: TextKey, mail_id: str) -> list[KeptFile]:
    """The files of a mail, in their order, without their content."""
    files = tables.attachments
    columns = (files.c.mail, files.c.position, files.c.size, files.c.details_sealed)
    statement = select(*columns).where(files.c.mail == mail_id).order_by(files.c.position)
    return [_file(row, key) for row in (await transaction.connection.execute(statement)).all()]


async def content(transaction: Transaction, key: TextKey, mail_id: str, position: int) -> bytes | None:
    """The content of a file, or None where there is none."""
    files = tables.attachments
    statement = select(files.c.content_sealed).where(files.c.mail == mail_id, files.c.position == position)
    row = (await transaction.connection.execute(statement)).one_or_none()
    if row is None or row.content_sealed is None:
        return None
    return key.open(row.content_sealed, _content(mail_id, position))


def _file(row: AnyRow, key: TextKey) -> KeptFile:
    details = json.loads(key.open(row.details_sealed, _place(row.mail, row.position)))
    return KeptFile(
        name=details["name"], content_type=details["content_type"], size=row.size, refused=details["refused"]
    )


def _details(file: KeptFile) -> bytes:
    return json.dumps({"name": file.name, "content_type": file.content_type, "refused": file.refused}).encode()


def _place(mail_id: str, position: int) -> str:
    return f"attachment {mail_id} {position} details"


def _content(mail_id: str, position: int) -> str:
    return f"attachment {mail_id} {position}"


def _seal(transaction: Transaction, key: TextKey, text: bytes, place: str) -> bytes:
    return key.seal(text, place, transaction.keys.chance)
