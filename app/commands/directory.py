"""`drp directory`: who holds which post: imported with a preview, shown, and searched for posts that nobody holds."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import click

from app.commands.dates import IsoDate
from app.commands.directory_text import changes_text, coverage_text, directory_text, lost_cover_text
from app.commands.opening import SETTINGS, with_council
from app.wiring import Council
from casework.parties import ADMINISTRATOR, QUALITY_MANAGER
from casework.ports import Person, Protocols
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.working_days import london_date
from storage.directory_changes import DirectoryImport, preview_import
from storage.directory_gaps import Coverage, coverage
from storage.people_csv import PeopleRefused

ON = click.option("--on", type=IsoDate(), help="The day that is asked about, if not today.")
APPLY = click.option("--apply", "applying", is_flag=True, help="Apply the changes; without it they are only shown.")

OWN_TITLES = {ADMINISTRATOR: "Administrator", QUALITY_MANAGER: "Quality manager"}


@click.group()
def directory() -> None:
    """The council's people, their appointments and their cover."""


@directory.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@APPLY
@SETTINGS
def import_people(file: Path, applying: bool, settings_file: Path) -> None:
    """Preview or apply a new directory.

    FILE is people.csv, the whole directory; docs/how-to/directory.md describes it. Nothing is changed without --apply.
    """
    text = _read(file)

    async def look(council: Council) -> tuple[DirectoryImport, Mapping[str, Person], Coverage, date]:
        today = london_date(council.desk.clock())
        protocols = _all(council.desk.protocols)
        work = council.store.writing() if applying else council.store.reading()
        async with work:
            before, _ = await work.directory.everything()
            read = await preview_import(work, text, today, _titles(protocols))
            if applying:
                await work.directory.replace_all(read.people, read.appointments)
                await work.commit()
        names = {person.id: person for person in (*before, *read.people)}
        return read, names, coverage(protocols, read.appointments, today), today

    try:
        read, names, covered, today = with_council(settings_file, look)
    except PeopleRefused as refused:
        raise _refusal(file, refused) from refused
    click.echo(changes_text(read.changes, names))
    if lost := lost_cover_text(read.changes, names, today):
        click.echo(lost)
    click.echo(coverage_text(covered))
    if applying:
        click.echo("\nApplied." if read.changes.any else "\nThere was nothing to apply.")
    elif read.changes.any:
        click.echo("\nNothing is changed yet. To apply this, run the same again with --apply.")


@directory.command()
@ON
@SETTINGS
def show(on: date | None, settings_file: Path) -> None:
    """Show who answers for what, team by team."""

    async def look(council: Council) -> str:
        day = on or london_date(council.desk.clock())
        async with council.store.reading() as work:
            people, appointments = await work.directory.everything()
        protocols = _all(council.desk.protocols)
        unused = coverage(protocols, appointments, day).unused
        return directory_text(people, appointments, _titles([p for p in protocols if p.id not in unused]), day)

    click.echo(with_council(settings_file, look))


@directory.command()
@ON
@click.option("--protocol", "protocol_id", help="Ask about this protocol, in use or not.")
@SETTINGS
def gaps(on: date | None, protocol_id: str | None, settings_file: Path) -> None:
    """Say which posts nobody holds; status 1 for any."""

    async def look(council: Council) -> Coverage:
        day = on or london_date(council.desk.clock())
        async with council.store.reading() as work:
            _, appointments = await work.directory.everything()
        protocols = council.desk.protocols
        asked = [protocols.latest(protocol_id)] if protocol_id else _all(protocols)
        return coverage(asked, appointments, day, also_unused=protocol_id is not None)

    found = with_council(settings_file, look)
    click.echo(coverage_text(found))
    if found.gaps or not found.has_administrator:
        sys.exit(1)


def _all(protocols: Protocols) -> list[Protocol]:
    return [protocols.latest(protocol_id) for protocol_id in protocols.ids()]


def _titles(protocols: Iterable[Protocol]) -> dict[str, str]:
    """Every role that an appointment may name, with its title; protocols may give one role several."""
    titles: dict[str, dict[str, None]] = {}
    for protocol in protocols:
        for role in protocol.roles.values():
            titles.setdefault(role.id, {})[role.title] = None
    return {role: " or ".join(found) for role, found in titles.items()} | OWN_TITLES


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise Refusal("no-file", f"{file} can't be read: {error.strerror}.", "Check its name.") from None
    except UnicodeDecodeError:
        raise Refusal(
            "no-text", f"{file} isn't UTF-8.", 'In Excel, save it as "CSV UTF-8 (comma delimited)".'
        ) from None


def _refusal(file: Path, refused: PeopleRefused) -> Refusal:
    faults = "\n".join(f"{file.name}: {fault}" for fault in refused.faults)
    return Refusal("people-refused", faults, "\nNothing was changed. Correct these places and import the file again.")
