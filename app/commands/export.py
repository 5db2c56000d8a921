"""`drp export`: every dispute's stages, dates, limits met and themes, as a spreadsheet can read them."""

from __future__ import annotations

import csv
from dataclasses import astuple
from pathlib import Path

import click

from app.commands.opening import SETTINGS, with_council
from app.wiring import Council
from casework.export_cases import COLUMNS, StageRow, export_cases


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@SETTINGS
def export(file: Path, settings_file: Path) -> None:
    """Write FILE (CSV) with a row for each stage of each dispute; it holds no free text and no names."""

    async def rows(council: Council) -> list[StageRow]:
        return [row async for row in export_cases(council.desk)]

    found = with_council(settings_file, rows)
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows([_plain(cell) for cell in astuple(row)] for row in found)
    disputes = len({row.reference for row in found})
    click.echo(f"{file}: {disputes} disputes, {len(found)} stages.")


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
