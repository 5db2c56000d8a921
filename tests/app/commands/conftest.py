"""A council's folder on disk, as `drp init` makes it, and what a person sees who runs commands in it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result

from app.command_line import drp
from app.settings import Settings, read_settings
from app.wiring import Council, open_council
from casework.open_dispute import NewDispute, open_dispute
from disputes.working_days import LONDON
from rehearsal.council import FIRO, TEAM, people_csv

T = TypeVar("T")

MONDAY = datetime(2026, 3, 30, 10, 0, tzinfo=LONDON)
CONCERN = "Supervision visits have not happened since January."

RAISING: dict[str, object] = {
    "subject": "FC-20417",
    "team": TEAM,
    "stage": "stage-1",
    "themes": "supervision",
    "wrong": CONCERN,
    "wanted": "Monthly supervision visits resume.",
    "steps": "A visit this week, then monthly.",
    "tried": "Spoke with the supervising social worker twice.",
    "interests": "The placement is under strain without support.",
    "immediate_risk": "no",
    "spoke_on": "2026-03-27",
}


@dataclass(frozen=True)
class Site:
    """One council's folder."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "council.toml"

    @property
    def key(self) -> Path:
        return self.folder / "keys" / "master.key"

    @property
    def database(self) -> Path:
        return self.folder / "data" / "drp.db"

    @property
    def register(self) -> Path:
        return self.folder / "register" / "erased.txt"

    @property
    def settings(self) -> Settings:
        return read_settings(self.file)

    def drp(self, *arguments: str | Path, typed: str | None = None) -> Result:
        """Runs `drp` in this folder, with what somebody types."""
        runner = CliRunner(env={"DRP_SETTINGS": str(self.file)})
        result = runner.invoke(drp, [str(each) for each in arguments], input=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def fails(self, *arguments: str | Path, status: int, typed: str | None = None) -> str:
        """Runs `drp` where it must end with this status; gives everything that it said."""
        result = self.drp(*arguments, typed=typed)
        assert result.exit_code == status, result.output
        return result.output

    def says(self, *arguments: str | Path, typed: str | None = None) -> str:
        """Runs `drp` where all must go well; gives everything that it said."""
        return self.fails(*arguments, status=0, typed=typed)

    def set(self, section: str, **values: str) -> None:
        """Sets TOML values in a section of the settings file, in place of what was there."""
        lines = self.file.read_text("utf-8").splitlines()
        begin = lines.index(f"[{section}]") + 1
        end = next((n for n in range(begin, len(lines)) if lines[n].startswith("[")), len(lines))
        kept = [line for line in lines[begin:end] if line.partition("=")[0].strip() not in values]
        new = [f"{name} = {value}" for name, value in values.items()]
        self.file.write_text("\n".join([*lines[:begin], *new, *kept, *lines[end:]]) + "\n", "utf-8")

    def people(self, text: str | None = None) -> Path:
        """A people.csv, the sample council's unless another is given."""
        path = self.folder / "people.csv"
        path.write_text(people_csv() if text is None else text, "utf-8")
        return path

    def on(self, action: Callable[[Council], Awaitable[T]], at: datetime = MONDAY) -> T:
        """Does something at the council's desk at a moment."""

        async def act() -> T:
            async with open_council(self.settings, lambda: at) as council:
                return await action(council)

        return asyncio.run(act())

    def raised(self, at: datetime = MONDAY) -> str:
        """Raises a dispute; gives its reference."""

        async def act(council: Council) -> str:
            async with council.store.reading() as work:
                officer = await work.directory.by_email(FIRO.email)
            assert officer
            new = NewDispute("bradford-firo", dict(RAISING))
            return (await open_dispute(council.desk, officer.id, new, key=("test", os.urandom(8).hex()))).reference

        return self.on(act, at)

    def tamper(self, reference: str, change: str) -> None:
        """Changes a dispute's rows as somebody would who has the file and means harm; ? is its random id."""
        connection = sqlite3.connect(self.database)
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        (dispute,) = connection.execute("SELECT id FROM disputes WHERE reference = ?", (reference,)).fetchone()
        assert connection.execute(change, (dispute,)).rowcount, "nothing was changed"
        connection.commit()
        connection.close()


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own environment is used."""
    for name in ("DRP_MASTER_KEY", "DRP_BOT_SECRET", "DRP_MAIL_SECRET", "DRP_SETTINGS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A council's folder as `drp init` leaves it."""
    return _made(tmp_path / "council")


@pytest.fixture(scope="session")
def peopled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: bringing an empty database up to date takes a while."""
    site = _made(tmp_path_factory.mktemp("peopled") / "council")
    site.says("directory", "import", site.people(), "--apply")
    return site.folder


@pytest.fixture
def peopled(peopled_once: Path, tmp_path: Path) -> Site:
    """A council's folder with the sample council's people in the directory."""
    return Site(shutil.copytree(peopled_once, tmp_path / "council"))


def _made(folder: Path) -> Site:
    site = Site(folder)
    site.says("init", folder, "--council", "Testshire County Council", "--mailbox", "disputes@testshire.example")
    site.set("council", runs='["bradford-firo"]')
    return site
