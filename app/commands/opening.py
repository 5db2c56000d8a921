"""How a command opens the council that it works on, and says plainly why it can't."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from app.settings import DEFAULT_FILE, Settings, read_settings
from app.wiring import Council, open_council
from disputes.refusals import Refusal
from storage.engine import UnknownDatabase
from storage.failures import DatabaseFailure
from storage.keys import Damaged, KeyUnusable

T = TypeVar("T")

SETTINGS = click.option(
    "--settings",
    "settings_file",
    type=click.Path(path_type=Path),
    default=Path(DEFAULT_FILE),
    envvar="DRP_SETTINGS",
    show_default=True,
    help="The council's settings file; DRP_SETTINGS in the environment names it too.",
)


def with_council(settings_file: Path, action: Callable[[Council], Awaitable[T]]) -> T:
    """Opens the council, does something with it, and closes it. Raises Refusal where it can't be opened."""

    async def act(settings: Settings) -> T:
        async with open_council(settings) as council:
            return await action(council)

    return with_settings(settings_file, act)


def with_settings(settings_file: Path, action: Callable[[Settings], Coroutine[Any, Any, T]]) -> T:
    """Reads the settings and does something by them; what a database or a key fails with becomes a Refusal."""
    try:
        return asyncio.run(action(read_settings(settings_file)))
    except (KeyUnusable, Damaged, UnknownDatabase, DatabaseFailure, OSError) as error:
        raise refused(error) from error


def refused(error: Exception) -> Refusal:
    """Why a council can't be opened, and what to do about it."""
    if isinstance(error, KeyUnusable):
        return Refusal("wrong-master-key", str(error), 'Then run "drp key check".')
    if isinstance(error, Damaged):
        return Refusal("damaged", str(error), "Restore the database from a backup: see docs/how-to/restore.md.")
    if isinstance(error, UnknownDatabase):
        return Refusal("unknown-database", str(error) + ".", "Correct url under [store] in the settings.")
    # The driver's own words may hold a password or a piece of a statement: its last line is enough.
    detail = str(getattr(error, "orig", error)).splitlines()[-1:] or [type(error).__name__]
    return Refusal(
        "database-failed",
        f"The database can't be used: {detail[0]}.",
        "Check that it runs, that url under [store] is right, and that this user may read and write it.",
    )
