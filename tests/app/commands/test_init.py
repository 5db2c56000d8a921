"""`drp init` leaves a folder that works, and never overwrites anything."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import BaseModel

from app.commands.first_settings import first_settings
from app.settings import Settings, read_settings


def test_the_settings_name_every_setting_and_say_the_defaults(site) -> None:
    text = site.file.read_text("utf-8")
    for section, field in Settings.model_fields.items():
        if field.exclude:
            continue
        assert f"\n[{section}]\n" in text
        model = field.annotation
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        part = text.partition(f"[{section}]")[2].partition("\n[")[0]
        for name in model.model_fields:
            assert f"\n{name} = " in part or f"\n# {name} = " in part, f"{name} under [{section}]"
    settings = site.settings
    assert settings.nudges == Settings.model_fields["nudges"].get_default(call_default_factory=True)
    assert settings.bot == Settings.model_fields["bot"].get_default()


def test_the_council_is_named_as_asked(site) -> None:
    assert site.settings.council.name == "Testshire County Council"
    assert site.settings.mail.address == "disputes@testshire.example"


def test_a_name_with_quotes_and_backslashes_comes_back_as_it_was(tmp_path: Path) -> None:
    name = 'St. "Mary\'s" \\ & Ærø {county}'
    (tmp_path / "council.toml").write_text(first_settings(name, "a@b.example"), "utf-8")
    assert read_settings(tmp_path / "council.toml").council.name == name


def test_only_this_user_reads_the_key_and_its_copy_is_asked_for(site, tmp_path: Path) -> None:
    assert stat.S_IMODE(site.key.stat().st_mode) == 0o600
    said = site.says("init", tmp_path / "another")
    assert "keep a copy of it now, apart from the database and its backups" in said
    assert "drp doctor --settings" in said


def test_a_second_run_changes_nothing(site) -> None:
    key, text = site.key.read_bytes(), site.file.read_bytes()
    said = site.says("init", site.folder, "--council", "Another")
    assert said.count("was left as it is") == 2
    assert (site.key.read_bytes(), site.file.read_bytes()) == (key, text)


def test_no_key_file_is_made_where_the_key_is_in_the_environment(
    site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRP_MASTER_KEY", site.key.read_text())
    said = site.says("init", tmp_path / "another")
    assert "The master key is in DRP_MASTER_KEY" in said
    assert not list((tmp_path / "another").rglob("*.key"))


def test_a_missing_settings_file_is_said_with_what_to_do(site) -> None:
    said = site.fails("record", "verify", "--settings", site.folder / "none.toml", status=2)
    assert "There is no settings file" in said
    assert 'Make one with "drp init"' in said
