"""The record: proved from the command line, erased for ever, and erased again after a restore."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

WHY = ("--reason", "Retention ended under rule 4", "--by", "Records manager")


def _held(site) -> bytes:
    return b"".join(path.read_bytes() for path in site.database.parent.glob("drp.db*"))


def test_a_record_as_it_was_written_holds(peopled) -> None:
    assert "There are no disputes yet." in peopled.says("record", "verify")
    reference = peopled.raised()
    assert "The one dispute: every entry is as it was written." in peopled.says("record", "verify")
    peopled.raised()
    assert "All 2 disputes" in peopled.says("record", "verify")
    assert f"{reference}: every entry is as it was written." in peopled.says("record", "verify", reference)


def test_a_changed_entry_is_a_sentence_and_status_1(peopled) -> None:
    reference, untouched = peopled.raised(), peopled.raised()
    peopled.tamper(reference, "UPDATE entries SET happened_at = '2020-01-01 00:00:00' WHERE dispute_id = ?")
    for arguments in (("record", "verify"), ("record", "verify", reference)):
        said = peopled.fails(*arguments, status=1)
        assert reference in said
        assert untouched not in said
    assert "every entry" in peopled.says("record", "verify", untouched)


def test_an_unknown_reference_is_said(peopled) -> None:
    assert "DRP-1999-0001 is unknown." in peopled.fails("record", "verify", "DRP-1999-0001", status=1)
    assert "nothing was erased" in peopled.fails("record", "erase", "DRP-1999-0001", *WHY, status=2)


def test_a_wrong_word_erases_nothing(peopled) -> None:
    reference = peopled.raised()
    said = peopled.fails("record", "erase", reference, "--still-open", *WHY, status=2, typed="yes\n")
    assert "nothing was erased" in said
    assert "1 of 1 disputes opened" in peopled.says("key", "check")
    assert not peopled.register.exists()


def test_an_open_dispute_is_not_erased_by_the_way(peopled) -> None:
    reference = peopled.raised()
    assert "is still open" in peopled.fails("record", "erase", reference, *WHY, status=2, typed=f"{reference}\n")
    assert "1 of 1 disputes opened" in peopled.says("key", "check")


def test_erasing_destroys_the_text_keeps_the_proof_and_leaves_a_certificate(peopled) -> None:
    reference, other = peopled.raised(), peopled.raised()
    said = peopled.says("record", "erase", reference, "--still-open", *WHY, typed=f"{reference}\n")
    assert "Teams chats" in said
    assert "mailboxes" in said
    assert "backups of the database made before now" in said

    certificate = (peopled.register.parent / f"erased-{reference}.txt").read_text("utf-8")
    assert str(peopled.register.parent / f"erased-{reference}.txt") in said
    assert "Testshire County Council" in certificate
    assert "Retention ended under rule 4" in certificate
    assert "Decided by: Records manager" in certificate
    assert "1 sealed entries, written from Monday 30 March 2026, 10:00" in certificate
    assert "The chain of entries holds." in certificate
    assert "Not within the assistant's reach" in certificate
    assert "FC-20417" not in certificate

    assert "All 2 disputes: every entry is as it was written." in peopled.says("record", "verify")
    assert "1 of 1 disputes opened from end to end (1 erased)." in peopled.says("key", "check")
    assert [json.loads(line)["reference"] for line in peopled.register.read_text().splitlines()] == [reference]
    assert "Nothing is left to erase." in peopled.fails("record", "erase", reference, *WHY, status=2)
    assert f"{other}: every entry" in peopled.says("record", "verify", other)


def test_the_certificate_goes_where_it_is_asked_for_and_overwrites_nothing(peopled, tmp_path: Path) -> None:
    reference, taken = peopled.raised(), tmp_path / "taken.txt"
    taken.write_text("an older certificate")
    result = peopled.drp(
        "record", "erase", reference, "--still-open", *WHY, "--certificate", taken, typed=f"{reference}\n"
    )
    assert result.exit_code == 0
    assert taken.read_text() == "an older certificate"
    assert "keep this" in result.stderr
    assert "CERTIFICATE OF ERASURE" in result.stdout


def test_a_restored_backup_is_erased_again(peopled) -> None:
    reference = peopled.raised()
    backup = peopled.folder / "backup.db"
    shutil.copy(peopled.database, backup)
    peopled.says("record", "erase", reference, "--still-open", *WHY, typed=f"{reference}\n")
    for left in peopled.database.parent.glob("drp.db*"):
        left.unlink()
    shutil.copy(backup, peopled.database)

    said = peopled.says("record", "replay-erasures")
    assert f"{reference}: erased again." in said
    assert "1 in the register, 1 erased again." in said
    assert "0 of 0 disputes opened from end to end (1 erased)." in peopled.says("key", "check")
    assert "1 in the register, 0 erased again." in peopled.says("record", "replay-erasures")


def test_a_missing_register_is_said(peopled) -> None:
    assert "empty or missing" in peopled.says("record", "replay-erasures")


def test_the_key_of_an_erased_dispute_is_gone_from_the_files(peopled) -> None:
    reference = peopled.raised()

    async def wrapped(council) -> bytes:
        from sqlalchemy import select

        from storage import tables

        async with council.store.reading() as work:
            return (await work.transaction.connection.execute(select(tables.disputes.c.key_wrapped))).scalar_one()

    key = peopled.on(wrapped)
    assert key in _held(peopled)
    peopled.says("record", "erase", reference, "--still-open", *WHY, typed=f"{reference}\n")
    assert key not in _held(peopled)
