"""`drp rehearse`: the practice room, or one dispute led through in the terminal; on this machine alone."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click

from app.commands.rehearse_room import FOLDER, PORT, open_room, scenario_names
from app.practice import open_practice
from disputes.refusals import Refusal
from rehearsal.clock import MovableClock
from rehearsal.guided import BEGINS, PROTOCOL, GuidedRehearsal
from rehearsal.staffing import Size
from rehearsal.terminal import NARROWEST, WIDEST, Terminal


@click.command()
@click.option("--guided", is_flag=True, help="Be led through one dispute in the terminal instead.")
@click.option("--step", is_flag=True, help="With --guided: wait for Enter before each scene.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help=f"Where the practice is kept; {FOLDER} unless it is given, with --guided a new temporary folder.",
)
@click.option("--afresh", is_flag=True, help="Begin anew instead of going on with the practice that was left.")
@click.option("--protocol", default="", help="Begin anew under this protocol (drp protocol list).")
@click.option("--council", type=click.Choice([*Size]), default=None, help="Begin anew with this sample council.")
@click.option("--scenario", type=click.Choice(scenario_names()), default=None, help="Begin anew with this story.")
@click.option("--port", default=PORT, show_default=True, help="The room's port on this machine; 0 takes any.")
def rehearse(
    guided: bool,
    step: bool,
    folder: Path | None,
    afresh: bool,
    protocol: str,
    council: str | None,
    scenario: str | None,
    port: int,
) -> None:
    """Practise in the browser, without Azure, mailbox or network.

    Opens the practice room on this machine and prints its address. Everything is the real thing but the people, the
    mail and the calendar.
    """
    _quiet()
    if not guided:
        open_room(folder, port, protocol, council or "", scenario or "", afresh=afresh)
        return
    terminal = Terminal(write=_write, pause=_wait if step else _go_on, width=_width(), bold=_bold)
    with _practice_folder(folder) as place:
        holds = asyncio.run(_play(place, terminal))
        click.echo(
            f"\nEverything is still there to look at, in {place}:\n"
            f"  data/practice.db   the record, encrypted under data/master.key\n"
            f"  data/mail/         everybody's mailbox, each letter a file\n"
            "Delete the folder when you are done with it."
        )
    if not holds:
        sys.exit(1)


async def _play(folder: Path, terminal: Terminal) -> bool:
    async with open_practice(folder, MovableClock(BEGINS), runs=(PROTOCOL,)) as practice:
        return await GuidedRehearsal(practice, terminal).play()


@contextmanager
def _practice_folder(given: Path | None) -> Generator[Path]:
    """The folder to practise in. One of our own making is kept once the rehearsal was played, and only then."""
    if given is not None:
        if given.exists() and any(given.iterdir()):
            raise Refusal("not-empty", f"{given} isn't empty.", "Name a new folder, or leave --folder out.")
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="drp-rehearsal-"))
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _quiet() -> None:
    """A story is told here: what the service logs besides is only shown where something is wrong."""
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")


def _write(line: str) -> None:
    click.echo(line)


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _width() -> int:
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 40)).columns))


def _go_on() -> None:
    """The next scene follows at once."""


def _wait() -> None:
    click.prompt("\nPress Enter to go on", default="", show_default=False, prompt_suffix=" ")
