"""The mail round when filing fails: tried again, then left to a person; never lost, and in nobody's way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mail.intake.read import Intake, content_hash
from mail.round import MailRound
from mail.transport import Folder, MailItem
from rehearsal import council
from tests.mail.test_soak import SIGNER, Besieged, Inbox, besieged

BAD = b"From: a@b.example\r\nSubject: bad\r\n\r\nOpal.\r\n"
GOOD = b"From: a@b.example\r\nSubject: good\r\n\r\nx\r\n"


@pytest.fixture
async def siege(tmp_path: Path) -> AsyncIterator[Besieged]:
    made = await besieged(tmp_path)
    async with made.store:
        yield made


def item(name: str, raw: bytes) -> MailItem:
    return MailItem(name, datetime(2026, 3, 30, 9, tzinfo=UTC), raw)


def a_round(siege: Besieged, inbox: Inbox) -> MailRound:
    intake = Intake(signer=SIGNER, installation="practice-1", own_addresses=frozenset({council.MAILBOX}))
    return MailRound(inbox, intake, siege.desk)


async def reasons(siege: Besieged, raw: bytes) -> str | None:
    async with siege.store.reading() as work:
        kept = await work.mail.one(content_hash(raw))
    return kept.reasons if kept else None


async def test_what_fails_in_three_rounds_goes_to_triage_as_it_is_and_holds_nothing_up(
    siege: Besieged, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    inbox = Inbox({"bad": item("bad", BAD), "good": item("good", GOOD)})
    mail_round = a_round(siege, inbox)
    read = Intake.read

    def broken(self: Intake, mail: MailItem) -> Any:
        if mail.raw == BAD:
            raise ValueError(mail.raw)
        return read(self, mail)

    monkeypatch.setattr(Intake, "read", broken)
    assert [await mail_round.make() for _ in range(4)] == [1, 0, 1, 0]
    assert inbox.items == {}
    assert inbox.moved[Folder.TRIAGE] == 2
    said = await reasons(siege, BAD)
    assert said is not None
    assert "couldn't be filed in 3 rounds (ValueError)" in said
    async with siege.store.reading() as work:
        assert await work.mail.original(content_hash(BAD)) == BAD
    assert "Opal" not in caplog.text


async def test_while_the_database_fails_everything_stays_and_is_filed_as_usual_once_it_is_back(
    siege: Besieged, monkeypatch: pytest.MonkeyPatch
):
    inbox = Inbox({"good": item("good", GOOD)})
    mail_round = a_round(siege, inbox)

    def away(_: object) -> Any:
        raise OSError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(type(siege.store), "writing", away)
        assert [await mail_round.make() for _ in range(5)] == [0] * 5
    assert list(inbox.items) == ["good"]
    assert await reasons(siege, GOOD) is None
    assert await mail_round.make() == 1
    said = await reasons(siege, GOOD)
    assert said is not None
    assert "couldn't be filed" not in said
