"""What waits for an administrator: mail that could not be filed, messages that could not be sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from app.wiring import Council
from casework.ports import KeptFile, KeptMail

APRIL = datetime(2026, 4, 8, 15, 5, tzinfo=UTC)


async def _strange_mail(council: Council) -> None:
    async with council.store.writing() as work:
        mail = KeptMail(
            id="5f3a9c2b7d1e0f4a6b8c",
            received_at=APRIL,
            sender="somebody@elsewhere.example",
            outcome="triage",
            reasons="It points at no dispute that we know.",
            text="A secret text.",
            sort="other",
        )
        await work.mail.keep(mail, b"Subject: private words\r\n\r\nA secret text.\r\n")
        await work.commit()


async def _park_all(council: Council) -> list[str]:
    async with council.store.writing() as work:
        items = await work.outbox.claim(council.desk.system_clock(), 100, 60)
        for item in items:
            await work.outbox.park(item.key, APRIL, "The mailbox says that the recipient is unknown")
        await work.commit()
    return [item.key for item in items]


def test_mail_in_triage_is_listed_with_reasons_and_without_text(peopled) -> None:
    assert "No mail waits to be filed." in peopled.says("mail", "triage")
    peopled.on(_strange_mail)
    said = peopled.says("mail", "triage")
    assert "5f3a9c2b7d1e  8 April 2026, 16:05  from somebody@elsewhere.example" in said
    assert "It points at no dispute that we know." in said
    assert "1 in all." in said
    assert "secret" not in said
    assert "private" not in said


def test_mail_in_triage_as_json(peopled) -> None:
    assert json.loads(peopled.says("mail", "triage", "--json")) == []
    peopled.on(_strange_mail)
    (row,) = json.loads(peopled.says("mail", "triage", "--json"))
    assert row["id"] == "5f3a9c2b7d1e0f4a6b8c"
    assert row["received_at"] == "2026-04-08T15:05:00+00:00"


async def _filed(council: Council) -> tuple[list[str], int]:
    async with council.store.reading() as work:
        (reference,) = await work.records.references()
        entry = (await work.records.load(reference))[-1]
        return [f"{fact.label}: {fact.text}" for fact in entry.facts], len(entry.notices)


def test_mail_in_triage_is_filed_to_a_dispute_with_one_command(peopled) -> None:
    reference = peopled.raised()
    peopled.on(_strange_mail)
    assert "5f3a9c2b7d1e" in peopled.says("mail", "triage")
    assert f"Filed to {reference}" in peopled.says("mail", "file", "5f3a9c2b7d1e", reference.lower())
    assert "No mail waits to be filed." in peopled.says("mail", "triage")
    facts, notices = peopled.on(_filed)
    assert "Reply: A secret text." in facts
    assert "From: somebody@elsewhere.example" in facts
    assert "Filed by: An administrator, at the command line" in facts
    assert notices == 1


async def _mail_with_files(council: Council) -> None:
    async with council.store.writing() as work:
        (reference,) = await work.records.references()
        mail = KeptMail(
            id="7" * 64,
            received_at=APRIL,
            sender="tm@council.example",
            outcome="filed",
            reasons="",
            reference=reference,
        )
        plan = KeptFile(name="plan.pdf", content_type="application/pdf", size=9, content=b"%PDF-plan")
        tool = KeptFile(name="tool.exe", content_type="application/octet-stream", size=2, refused="It is a program.")
        await work.mail.keep(mail, b"x", (plan, tool))
        await work.commit()


def test_files_that_came_by_mail_are_listed_and_saved_for_their_owner_alone(peopled, tmp_path: Path) -> None:
    reference = peopled.raised()
    assert f"No file came by mail to {reference}." in peopled.says("mail", "files", reference)
    peopled.on(_mail_with_files)
    said = peopled.says("mail", "files", reference, "--save", str(tmp_path / "out"))
    assert "1  8 April 2026, 16:05  plan.pdf (application/pdf, 9 bytes)" in said
    assert "2  8 April 2026, 16:05  tool.exe (application/octet-stream, 2 bytes): not taken. It is a program." in said
    (saved,) = (tmp_path / "out").iterdir()
    assert (saved.name, saved.read_bytes(), saved.stat().st_mode & 0o777) == ("1-plan.pdf", b"%PDF-plan", 0o600)
    again = peopled.fails("mail", "files", reference, "--save", str(tmp_path / "out"), status=2)
    assert "can't be written" in again
    assert [row["refused"] for row in json.loads(peopled.says("mail", "files", reference, "--json"))] == [
        None,
        "It is a program.",
    ]
    assert "DRP-2026-0999" in peopled.fails("mail", "files", "DRP-2026-0999", status=2)


def test_mail_that_cannot_be_filed_stays_where_it_is_and_says_why(peopled) -> None:
    reference = peopled.raised()
    peopled.on(_strange_mail)
    assert "DRP-2026-0999" in peopled.fails("mail", "file", "5f3a9c2b7d1e", "DRP-2026-0999", status=2)
    assert "doesn't wait any more" in peopled.fails("mail", "file", "ffffffffffff", reference, status=2)
    assert "1 in all." in peopled.says("mail", "triage")


def test_mail_is_set_aside_with_a_reason_and_can_still_be_filed(peopled) -> None:
    reference = peopled.raised()
    peopled.on(_strange_mail)
    assert "needs a reason" in peopled.fails("mail", "set-aside", "5f3a9c2b7d1e", "--reason", " ", status=2)
    assert "Set aside." in peopled.says("mail", "set-aside", "5f3a9c2b7d1e", "--reason", "An advertisement.")
    assert "No mail waits to be filed." in peopled.says("mail", "triage")
    said = peopled.says("mail", "triage", "--set-aside")
    assert "Set aside by An administrator, at the command line: An advertisement." in said
    assert f"Filed to {reference}" in peopled.says("mail", "file", "5f3a9c2b7d1e", reference)


def test_parked_messages_are_listed_and_released(peopled) -> None:
    reference = peopled.raised()
    assert "Nothing is set aside." in peopled.says("outbox", "parked")
    keys = peopled.on(_park_all)
    said = peopled.says("outbox", "parked")
    for key in keys:
        assert f"{key}  8 April 2026, 16:05" in said
    assert f"{reference}, card to Dev Mistry: The mailbox says that the recipient is unknown" in said
    assert f"{reference}, e-mail to all its recipients" in said
    assert "0 waiting to be sent." in said
    assert {row["key"] for row in json.loads(peopled.says("outbox", "parked", "--json"))} == set(keys)

    assert "1 released" in peopled.says("outbox", "release", keys[0])
    assert f"{keys[0]}  " not in peopled.says("outbox", "parked")
    assert f"{len(keys) - 1} released" in peopled.says("outbox", "release", "--all")
    said = peopled.says("outbox", "parked")
    assert "Nothing is set aside." in said
    assert f"{len(keys)} waiting to be sent." in said


def test_an_unknown_key_releases_nothing(peopled) -> None:
    peopled.raised()
    (first, *_) = keys = peopled.on(_park_all)
    said = peopled.fails("outbox", "release", first, "none", status=2)
    assert "Nothing is set aside under none, so nothing was released." in said
    assert len(json.loads(peopled.says("outbox", "parked", "--json"))) == len(keys)
    assert "drp outbox parked" in peopled.fails("outbox", "release", status=2)
