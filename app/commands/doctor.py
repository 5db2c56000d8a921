"""`drp doctor`: whether everything that serving needs is in place, in plain words."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click

from app.commands.opening import SETTINGS
from app.health.examination import examine
from app.health.finding import Finding, Level
from app.settings import read_settings

MARKS = {Level.GOOD: "ok    ", Level.DOUBTFUL: "think ", Level.BROKEN: "MEND  "}
INDENT = " " * 8


@click.command()
@SETTINGS
@click.option("--offline", is_flag=True, help="Ask nothing of Entra or the Bot Framework.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(settings_file: Path, offline: bool, as_json: bool) -> None:
    """Examine an installation and say what to do.

    Status 1 where something must be mended; what is only worth a thought leaves it at 0.
    """
    found = asyncio.run(examine(read_settings(settings_file), offline=offline))
    to_mend = [finding for finding in found if finding.level is Level.BROKEN]
    if as_json:
        click.echo(json.dumps({"healthy": not to_mend, "findings": [asdict(each) for each in found]}, indent=2))
    else:
        _say(found, len(to_mend))
    if to_mend:
        sys.exit(1)


def _say(found: Sequence[Finding], to_mend: int) -> None:
    order = {subject: place for place, subject in enumerate(dict.fromkeys(each.subject for each in found))}
    for subject, group in groupby(sorted(found, key=lambda each: order[each.subject]), key=lambda each: each.subject):
        click.echo(subject)
        for finding in group:
            click.echo(f"  {MARKS[finding.level]}{finding.text}")
            if finding.todo:
                click.echo(f"{INDENT}{finding.todo}")
    doubts = sum(finding.level is Level.DOUBTFUL for finding in found)
    click.echo(f"\n{to_mend} to mend, {doubts} to think about.")
