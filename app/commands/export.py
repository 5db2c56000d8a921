"""`drp export`: what leaves the record as files: every dispute's stages for a spreadsheet, and the proof of service."""

from __future__ import annotations

import csv
from dataclasses import astuple
from pathlib import Path

import click

from app.commands.opening import SETTINGS, with_council
from app.proof_files import FORMS, Table, family_table, proof_table
from app.spreadsheet import plain_cell
from app.wiring import Council
from casework.export_cases import COLUMNS, StageRow, export_cases
from casework.proof_for_family import proof_for_family
from casework.proof_of_service import proof_for_export
from disputes.refusals import Refusal

_FILE = click.Path(path_type=Path, dir_okay=False)


class _DisputesUnlessNamed(click.Group):
    """`drp export FILE` is `drp export disputes FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named, else the one for all disputes with everything that was given."""
        if args and self.get_command(ctx, args[0]) is None:
            return super().resolve_command(ctx, [disputes.name or "", *args])
        return super().resolve_command(ctx, args)


@click.group(cls=_DisputesUnlessNamed)
def export() -> None:
    """Write what is on record to files. "drp export FILE" writes every dispute's stages."""


@export.command()
@click.argument("file", type=_FILE)
@SETTINGS
def disputes(file: Path, settings_file: Path) -> None:
    """Write FILE (CSV) with a row for each stage of each dispute; it holds no free text and no names."""

    async def rows(council: Council) -> list[StageRow]:
        return [row async for row in export_cases(council.desk)]

    found = with_council(settings_file, rows)
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows([plain_cell(cell) for cell in astuple(row)] for row in found)
    known = len({row.reference for row in found})
    click.echo(f"{file}: {known} disputes, {len(found)} stages.")


@export.command()
@click.argument("reference")
@click.option("--out", type=_FILE, required=True, help="The file: .csv, .html or .txt says how it is written.")
@click.option(
    "--for",
    "reader",
    type=click.Choice(["council", "carer"]),
    default="council",
    show_default=True,
    help="carer: days and roles only, to show what was done on somebody's behalf (B40).",
)
@SETTINGS
def proof(reference: str, out: Path, reader: str, settings_file: Path) -> None:
    """Write the proof of service of REFERENCE: what was sent to whom, when, with its ids, and what came of it."""
    write = FORMS.get(out.suffix.lower())
    if write is None:
        raise Refusal(
            "unknown-form",
            f"{out}: the name doesn't say how it is to be written.",
            f"Let it end in {', '.join(list(FORMS)[:-1])} or {list(FORMS)[-1]}.",
        )

    async def read(council: Council) -> Table:
        if reader == "carer":
            return family_table(await proof_for_family(council.desk, reference.upper()))
        return proof_table(await proof_for_export(council.desk, reference.upper()))

    table = with_council(settings_file, read)
    # A spreadsheet takes UTF-8 for what it is by the mark at the beginning.
    encoding = "utf-8-sig" if out.suffix.lower() == ".csv" else "utf-8"
    try:
        out.write_text(write(table), encoding, newline="")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refusal("not-written", f"{out} can't be written: {reason}.", "Choose another --out.") from error
    click.echo(f"{out}: {table.title}, {len(table.rows)} rows.")
