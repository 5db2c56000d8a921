"""What of people is where: words and names under the key or in the directory only, none in lists or logs."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from casework.file_mail import file_mail
from casework.list_work import list_work
from casework.ports import Erased
from casework.received_mail import MailSort, Pointer, ReceivedMail, ReplyChoice
from disputes.refusals import Refusal
from rehearsal import council
from storage import tables
from tests.casework.office import PERMANENT, RAISING, Office

SAID = [str(RAISING[name]) for name in ("subject", "wrong", "wanted", "steps", "tried", "interests")] + [
    "Quartz is the word of the note.",
    "Basalt is the word of the reply.",
    "Granite is the word of the stranger.",
    "Marble is the word of the handover.",
    "There is no such mailbox.",
]
PEOPLE = [word for person in council.EVERYONE for word in (person.name, person.email)]


async def a_life(office: Office) -> str:
    """A dispute in which everything has been said that can be, by every door."""
    reference = await office.raised()
    await office.make(council.FIRO, reference, "note", note="Quartz is the word of the note.")
    for number, (sender, text, choice, sort) in enumerate(
        [
            (council.TM.email, "Basalt is the word of the reply.", ReplyChoice.RESPOND, MailSort.REPLY),
            (council.TM.email, "Basalt is the word of the reply.", None, MailSort.AUTOMATIC),
            ("stranger@elsewhere.example", "Granite is the word of the stranger.", None, MailSort.REPLY),
        ]
    ):
        await file_mail(
            office.desk,
            ReceivedMail(
                identity=f"mail-{number}",
                received_at=office.now[0],
                sender=sender,
                sort=sort,
                original=text.encode(),
                text=text,
                pointers=(Pointer(reference=reference, duty="stage-1/respond", signed=True),),
                choice=choice,
            ),
        )
    office.email.fail(PERMANENT)
    await office.dispatch()
    office.at(2026, 4, 9)
    await office.sweep()
    await office.dispatch()
    await office.make(
        council.FIRO,
        reference,
        "hand-over",
        officer=council.SECOND_FIRO.email,
        reason="Marble is the word of the handover.",
    )
    return reference


async def cells(office: Office, *leaving_out: str) -> dict[str, list[Any]]:
    """Everything in the database's rows, by table and column."""
    found: dict[str, list[Any]] = {}
    async with office.store.reading() as work:
        for table in tables.metadata.sorted_tables:
            if table.name in leaving_out:
                continue
            for row in (await work.transaction.connection.execute(select(table))).mappings():
                for column, value in row.items():
                    found.setdefault(f"{table.name}.{column}", []).append(value)
    return found


def holding(found: dict[str, list[Any]], words: list[str]) -> list[tuple[str, str]]:
    """Where any of these words is in the clear."""
    return [
        (place, word)
        for place, values in found.items()
        for word in words
        if any(word.encode() in (v if isinstance(v, bytes) else str(v).encode()) for v in values)
    ]


async def test_what_was_said_is_there_for_who_may_read_it_and_in_no_column_nor_file_in_the_clear(
    office: Office, tmp_path: Path
) -> None:
    reference = await a_life(office)
    view = await office.show(council.SECOND_FIRO, reference)
    shown = " ".join(fact.text for entry in view.entries for fact in entry.facts) + view.subject
    assert [word for word in SAID if word not in shown] == ["Granite is the word of the stranger."]
    found = await cells(office)
    assert {"entries.sealed", "outbox.reason_sealed", "kept_mail.original_sealed", "cases.team"} <= set(found)
    assert holding(found, SAID) == []
    assert {place for place, _ in holding(found, PEOPLE)} == {"people.name", "people.email", "people.email_folded"}
    files = [file for file in tmp_path.iterdir() if file.is_file()]
    assert any(council.TEAM.encode() in file.read_bytes() for file in files)
    assert [word for word in SAID for file in files if word.encode() in file.read_bytes()] == []


async def test_logs_say_what_happens_and_nothing_of_what_was_said_or_of_whom(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await a_life(office)
        office.cards.fail(*[ValueError(word) for word in SAID])
        await office.dispatch()
    assert "Sending" in caplog.text
    assert [word for word in (*SAID, *PEOPLE) if word in caplog.text] == []


async def test_erasing_a_dispute_ends_its_text_and_its_place_in_every_list_and_it_proves_itself_still(
    office: Office,
) -> None:
    reference, other = await a_life(office), await office.raised()
    async with office.store.writing() as work:
        await work.records.erase(reference, office.now[0])
        await work.commit()
    for person in (council.SECOND_FIRO, council.TM, council.QUALITY):
        with pytest.raises(Refusal, match="can't find"):
            await office.show(person, reference)
        mine = await list_work(office.desk, office.id_of(person))
        listed = (*(case.row.reference for case in mine.disputes), *(duty.row.reference for duty in mine.owed))
        assert reference not in listed
    assert (await office.show(council.TM, other)).subject == "FC-20417"
    async with office.store.reading() as work:
        with pytest.raises(Erased):
            await work.records.load(reference)
        assert await work.mail.original("mail-0") is None
        assert await work.records.verify() == []
        assert reference in await work.records.references()
    left = await cells(office, "disputes", "erasures")
    assert {place for place, _ in holding(left, [reference])} == set()


async def test_the_clocks_pass_over_what_was_erased(office: Office) -> None:
    reference, other = await office.raised(), await office.raised()
    async with office.store.writing() as work:
        await work.records.erase(reference, office.now[0])
        await work.commit()
    office.at(2026, 4, 9)
    swept = await office.sweep()
    assert (swept.reminders, swept.stuck) == (1, ())
    await office.dispatch()
    assert {item.reference for item in (*office.email.tries, *office.cards.tries)} == {other}
