"""`drp mail files`: the files that came by mail and were filed to a dispute; saving those that were taken."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from app.commands.moments import moment
from app.commands.opening import SETTINGS, with_council
from app.wiring import Council
from casework.keep_reply import file_line
from casework.list_files import NumberedFile, list_files, read_file
from disputes.refusals import Refusal

OWNER_ONLY = 0o600


@click.command("files")
@click.argument("reference")
@click.option("--save", "folder", type=click.Path(path_type=Path), help="Save those that were taken into this folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@SETTINGS
def files(reference: str, folder: Path | None, as_json: bool, settings_file: Path) -> None:
    """List the files that came by mail and were filed to a dispute, and why any was refused."""
    wanted = reference.strip().upper()
    found = with_council(settings_file, lambda council: list_files(council.desk, None, wanted))
    if as_json:
        click.echo(json.dumps([_row(each) for each in found], indent=2))
    else:
        for each in found:
            click.echo(f"{each.number}  {moment(each.listed.received_at)}  {file_line(each.listed.file)}")
        if not found:
            click.echo(f"No file came by mail to {wanted}.")
    if folder is None:
        return

    async def save(council: Council) -> list[Path]:
        taken = [each for each in found if each.listed.file.refused is None]
        return [_write(folder, each, (await read_file(council.desk, None, wanted, each.number))[1]) for each in taken]

    for path in with_council(settings_file, save):
        click.echo(f"Saved {path}. It came from outside: have it looked at before it is opened.", err=as_json)


def _write(folder: Path, file: NumberedFile, content: bytes) -> Path:
    """Writes a file for its owner alone, under its number and name; never over another one, and never to be run."""
    path = folder / f"{file.number}-{file.listed.file.name or 'without-a-name'}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as out:
            out.write(content)
    except OSError as error:
        raise Refusal("not-saved", f"{path} can't be written: {error.strerror}.", "Choose an empty folder.") from None
    return path


def _row(each: NumberedFile) -> dict[str, object]:
    file = each.listed.file
    return {
        "number": each.number,
        "received_at": each.listed.received_at.isoformat(),
        "name": file.name,
        "type": file.content_type,
        "bytes": file.size,
        "refused": file.refused,
    }
