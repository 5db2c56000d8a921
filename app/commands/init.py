"""`drp init`: what a new council begins with: settings, folders and a master key. It overwrites nothing."""

from __future__ import annotations

import os
from pathlib import Path

import click

from app.commands.first_settings import EXAMPLE_COUNCIL, EXAMPLE_MAILBOX, first_settings
from app.key_files import KEEP_A_COPY, make_key_file
from app.settings import DEFAULT_FILE, Settings, read_settings
from app.wiring import MASTER_KEY


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--council", default=EXAMPLE_COUNCIL, show_default=True, help="The council's name as people read it.")
@click.option("--mailbox", default=EXAMPLE_MAILBOX, show_default=True, help="The shared mailbox's address.")
def init(folder: Path, council: str, mailbox: str) -> None:
    """Make a council's settings, folders and master key.

    The settings are in FOLDER/council.toml, each explained. What is there already is left as it is, so that this may
    be run again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / DEFAULT_FILE
    _write_settings(file, council, mailbox)
    settings = read_settings(file)
    _make_folders(settings)
    made = _make_key(settings)
    click.echo(
        f"\nNext: fill in {file}, then let it be checked:\n\n    drp doctor --settings {file}\n\n"
        "What the settings mean is in docs/reference/settings.md; the steps in order are in docs/how-to/install.md."
    )
    if made:
        click.echo(f"\n{KEEP_A_COPY}")


def _write_settings(file: Path, council: str, mailbox: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as settings:
            settings.write(first_settings(council, mailbox))
    except FileExistsError:
        click.echo(f"{file} is there already and was left as it is.")
    else:
        click.echo(f"{file}: settings, to be filled in.")


def _make_folders(settings: Settings) -> None:
    if settings.database_file:
        data = settings.database_file.parent
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        click.echo(f"{data}: the database will be made here when it is first needed.")
    register = settings.path(settings.store.erasure_register).parent
    register.mkdir(parents=True, exist_ok=True, mode=0o700)
    click.echo(f"{register}: the erasure register; keep it out of the database's backups.")


def _make_key(settings: Settings) -> bool:
    file = settings.path(settings.keys.master)
    if os.environ.get(MASTER_KEY, "").strip():
        click.echo(f"The master key is in {MASTER_KEY}, so no key file was made.")
        return False
    if file.exists():
        click.echo(f"{file} is there already and was left as it is.")
        return False
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_key_file(file)
    click.echo(f"{file}: a new master key, which only this user may read.")
    return True
