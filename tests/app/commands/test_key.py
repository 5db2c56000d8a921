"""The master key: made once, checked against the database, and replaced without losing a dispute."""

from __future__ import annotations

import shutil

import pytest

from storage.keys import new_master_key


def test_a_key_is_never_overwritten(site) -> None:
    before = site.key.read_bytes()
    assert "a key is never overwritten" in site.fails("key", "create", status=2)
    assert site.key.read_bytes() == before


def test_a_missing_key_is_made_and_its_copy_asked_for(site) -> None:
    site.key.unlink()
    assert "keep a copy of it now" in site.says("key", "create")
    assert site.key.stat().st_mode & 0o777 == 0o600


def test_check_opens_every_dispute(peopled) -> None:
    peopled.raised()
    said = peopled.says("key", "check")
    assert "is the right one for this database" in said
    assert "1 of 1 disputes opened from end to end." in said


def test_another_database_s_key_is_recognised(peopled) -> None:
    peopled.raised()
    peopled.key.write_text(new_master_key())
    for command in (("key", "check"), ("record", "verify"), ("directory", "show")):
        said = peopled.fails(*command, status=2)
        assert "sealed under another master key" in said


def test_a_key_that_is_none_is_said(peopled) -> None:
    peopled.key.write_text("not a key")
    assert "The master key isn't base64" in peopled.fails("key", "check", status=2)


def test_a_key_that_others_may_read_is_said(peopled) -> None:
    peopled.key.chmod(0o644)
    assert f"chmod 600 {peopled.key}" in peopled.fails("key", "check", status=2)


def test_check_names_the_dispute_that_cant_be_read(peopled) -> None:
    peopled.raised()
    reference = peopled.raised()
    peopled.tamper(reference, "UPDATE entries SET sealed = zeroblob(64) WHERE dispute_id = ?")
    said = peopled.fails("key", "check", status=1)
    assert "1 of 2 disputes opened from end to end." in said
    assert f"{reference}: " in said


def test_a_copy_is_compared_with_the_key_in_use(peopled) -> None:
    copy = peopled.folder / "copy"
    shutil.copy(peopled.key, copy)
    assert "is a good copy of the master key in use" in peopled.says("key", "check", "--file", copy)
    copy.write_text(new_master_key())
    assert "is a master key, but not the one in use" in peopled.fails("key", "check", "--file", copy, status=2)
    assert "can't be read" in peopled.fails("key", "check", "--file", peopled.folder / "none", status=2)


def test_rotation_keeps_every_dispute_readable(peopled) -> None:
    references = [peopled.raised(), peopled.raised()]
    said = peopled.says("key", "rotate")
    assert 'master = "keys/master-2.key"' in said
    assert 'former = ["keys/master.key"]' in said
    new = peopled.folder / "keys" / "master-2.key"
    assert new.stat().st_mode & 0o777 == 0o600

    peopled.set("keys", master='"keys/master-2.key"', former='["keys/master.key"]')
    third = peopled.raised()
    assert "3 keys are still under a former master key" in peopled.says("key", "check")

    said = peopled.says("key", "rotate")
    assert "3 keys are wrapped again under the new master key; 4 keys are under it now." in said
    assert "3 of 3 disputes opened from end to end." in said

    peopled.key.unlink()
    peopled.set("keys", former="[]")
    assert "3 of 3 disputes opened from end to end." in peopled.says("key", "check")
    for reference in (*references, third):
        assert "every entry is as it was written" in peopled.says("record", "verify", reference)


def test_the_first_run_of_a_rotation_may_be_made_again(peopled) -> None:
    peopled.says("key", "rotate")
    new = peopled.folder / "keys" / "master-2.key"
    before = new.read_bytes()
    said = peopled.says("key", "rotate")
    assert "was made before, and the settings don't use it yet" in said
    assert new.read_bytes() == before


def test_the_second_run_of_a_rotation_may_be_made_again(peopled) -> None:
    peopled.raised()
    peopled.says("key", "rotate")
    peopled.set("keys", master='"keys/master-2.key"', former='["keys/master.key"]')
    peopled.says("key", "rotate")
    assert "0 keys are wrapped again" in peopled.says("key", "rotate")


def test_the_third_key_has_a_name_of_its_own(peopled) -> None:
    peopled.says("key", "rotate")
    peopled.set("keys", master='"keys/master-2.key"', former='["keys/master.key"]')
    peopled.says("key", "rotate")
    peopled.set("keys", former="[]")
    assert 'master = "keys/master-3.key"' in peopled.says("key", "rotate")


def test_a_key_in_the_environment_is_rotated_by_other_steps(peopled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRP_MASTER_KEY", peopled.key.read_text())
    said = peopled.says("key", "rotate")
    assert "put the content of" in said
    assert "into DRP_MASTER_KEY" in said
    assert "already" in peopled.fails("key", "create", status=2)
