"""Kept mail: its files apart, what was set aside, and how much of it came from one sender."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.ports import SET_ASIDE, KeptFile
from storage import tables
from storage.work import SqlStore
from tests.storage.sample import NOON, a_record
from tests.storage.test_small_stores import ORIGINAL, a_mail

FILES = (
    KeptFile(name="plan.pdf", content_type="application/pdf", size=4, content=b"plan"),
    KeptFile(name="tool.exe", content_type="application/octet-stream", size=2, refused="Programs aren't taken."),
)


async def test_files_are_kept_apart_and_go_with_their_mail_to_its_dispute_and_end_with_it(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    async with store.writing() as work:
        await work.mail.keep(a_mail("m1"), ORIGINAL, FILES)
        await work.mail.keep(a_mail("m1"), b"read again", FILES)
        await work.mail.keep(a_mail("m2", "filed", reference), b"filed", FILES[:1])
        await work.commit()
    async with store.writing() as work:
        assert [file.mail for file in await work.mail.files_of(reference)] == ["m2"]
        assert await work.mail.file_content("m1", 0) == b"plan"
        assert await work.mail.file_content("m1", 1) is None
        await work.mail.refile("m1", reference, "filed")
        await work.commit()
    async with store.writing() as work:
        listed = await work.mail.files_of(reference)
        assert [(each.mail, each.file.name, each.file.refused is None) for each in listed] == [
            ("m1", "plan.pdf", True),
            ("m1", "tool.exe", False),
            ("m2", "plan.pdf", True),
        ]
        assert await work.mail.file_content("m1", 0) == b"plan"
        await work.records.erase(reference, NOON)
        await work.commit()
    async with store.reading() as work:
        assert await work.mail.file_content("m1", 0) is None
        assert (await work.transaction.connection.execute(select(tables.attachments))).all() == []


async def test_mail_set_aside_leaves_triage_and_is_found_again(store: SqlStore) -> None:
    reference = await a_record(store, length=1)
    async with store.writing() as work:
        await work.mail.keep(a_mail("m1"), ORIGINAL)
        await work.mail.keep(a_mail("m2", "filed", reference), b"filed")
        await work.mail.settle("m1", SET_ASIDE, "An advertisement.")
        for unknown in ("m2", "m9"):
            with pytest.raises(LookupError):
                await work.mail.settle(unknown, SET_ASIDE, "x")
        await work.commit()
    async with store.reading() as work:
        assert await work.mail.triage() == []
        (aside,) = await work.mail.triage(SET_ASIDE)
        assert (aside.id, aside.reasons) == ("m1", "An advertisement.")
        assert await work.mail.original("m1") == ORIGINAL


async def test_mails_of_one_sender_are_counted_by_a_mark_that_says_nothing(store: SqlStore) -> None:
    async with store.writing() as work:
        for number in range(3):
            mail = replace(a_mail(f"m{number}"), received_at=NOON + timedelta(minutes=number))
            await work.mail.keep(mail, ORIGINAL)
        await work.mail.keep(replace(a_mail("m9"), sender="other@elsewhere.example"), ORIGINAL)
        await work.commit()
    async with store.reading() as work:
        sender = a_mail("m1").sender
        assert await work.mail.received_from(sender.upper(), NOON - timedelta(hours=1), NOON + timedelta(hours=1)) == 3
        assert await work.mail.received_from(sender, NOON, NOON + timedelta(minutes=1)) == 1
        marks = (await work.transaction.connection.execute(select(tables.kept_mail.c.sender_mark))).scalars().all()
    assert len(set(marks)) == 2
    assert all(len(mark) == 64 and sender not in mark for mark in marks)
