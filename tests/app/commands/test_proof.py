"""`drp export proof`: the proof of service as a file that somebody else reads."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from app.wiring import Council
from rehearsal import council
from tests.app.commands.conftest import CONCERN

EVERYONE = [each for person in council.EVERYONE for each in (person.name, person.email)]


async def _sent(opened: Council) -> None:
    async with opened.store.writing() as work:
        for item in await work.outbox.claim(opened.desk.system_clock(), 100, 60):
            await work.outbox.sent(item.key, opened.desk.system_clock(), f"<{item.key}>")
        await work.commit()


def test_a_spreadsheet_has_every_time_and_id_and_no_word_of_the_concern(peopled, tmp_path: Path) -> None:
    reference = peopled.raised()
    peopled.on(_sent)
    out = tmp_path / "proof.csv"
    assert f"{out}: {reference}: proof of service, 1 rows." in peopled.says("export", "proof", reference, "--out", out)
    (row,) = csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
    assert row["recipient"] == council.TM.name
    assert row["email_address"] == council.TM.email
    assert row["rules"] == "B11"
    assert row["email_state"] == row["card_state"] == "sent"
    assert row["message_id"] == f"<{reference}/1/0/email>"
    assert row["queued"] == "2026-03-30T10:00:00+01:00"
    assert CONCERN not in out.read_text("utf-8-sig")


@pytest.mark.parametrize("form", ["html", "txt"])
def test_a_file_to_read_says_it_in_words(peopled, tmp_path: Path, form: str) -> None:
    reference = peopled.raised()
    out = tmp_path / f"proof.{form}"
    peopled.says("export", "proof", reference.lower(), "--out", out)
    text = out.read_text("utf-8")
    for said in (f"{reference}: proof of service", "The stage was raised", council.TM.name, "e-mail waits to be sent"):
        assert said in text
    assert CONCERN not in text
    assert "http" not in text


@pytest.mark.parametrize("form", ["csv", "html", "txt"])
def test_B40_the_carers_file_has_days_and_roles_and_nobodys_name(peopled, tmp_path: Path, form: str) -> None:
    reference = peopled.raised()
    out = tmp_path / f"carer.{form}"
    peopled.says("export", "proof", reference, "--for", "carer", "--out", out)
    text = out.read_text("utf-8-sig")
    assert "The concern was put to them" in text
    assert "Fostering Team Manager" in text
    assert "Monday 30 March 2026" in text
    for private in (*EVERYONE, CONCERN, "FC-20417", "@example", "message_id", "<drp"):
        assert private not in text


def test_a_form_that_there_is_not_and_a_dispute_that_there_is_not_are_refused(peopled, tmp_path: Path) -> None:
    reference = peopled.raised()
    said = peopled.fails("export", "proof", reference, "--out", tmp_path / "proof.docx", status=2)
    assert "Let it end in .csv, .html or .txt." in said
    said = peopled.fails("export", "proof", "DRP-2026-9999", "--out", tmp_path / "proof.csv", status=2)
    assert "DRP-2026-9999" in said
    said = peopled.fails("export", "proof", reference, "--out", tmp_path / "no" / "proof.csv", status=2)
    assert "can't be written" in said


def test_all_disputes_are_still_exported_by_naming_a_file_alone(peopled, tmp_path: Path) -> None:
    peopled.raised()
    for arguments in (("export", tmp_path / "a.csv"), ("export", "disputes", tmp_path / "b.csv")):
        assert "1 disputes, 1 stages." in peopled.says(*arguments)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
