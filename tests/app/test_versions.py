"""X9 over a real database: a version stays what it was when a dispute could first begin under it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.practice import practice_settings
from app.settings import Settings
from app.wiring import open_council
from disputes.refusals import Refusal

OWN = 'extends = "bradford-firo"\nversion = "{version}"\n[readings.BA1]\nvalue = "{value}"\n'


def settings(folder: Path, version: str, value: str) -> Settings:
    (folder / "own.toml").write_text(OWN.format(version=version, value=value), "utf-8")
    base = practice_settings(folder)
    return base.model_copy(update={"council": base.council.model_copy(update={"protocols": (Path("own.toml"),)})})


async def test_X9_a_changed_file_needs_a_new_version(tmp_path: Path) -> None:
    async with open_council(settings(tmp_path, "2", "waiting")):
        pass
    with pytest.raises(Refusal, match="version 2 of bradford-firo says something else"):
        async with open_council(settings(tmp_path, "2", "window")):
            pass


async def test_X9_an_earlier_version_stays_though_its_file_is_gone(tmp_path: Path) -> None:
    async with open_council(settings(tmp_path, "2", "waiting")):
        pass
    async with open_council(settings(tmp_path, "3", "window")) as council:
        assert council.desk.protocols.latest("bradford-firo").version == "3"
        assert council.desk.protocols.version("bradford-firo", "2").reading("BA1") == "waiting"
