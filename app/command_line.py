"""The command line: `drp` and what it understands."""

from __future__ import annotations

import sys

import click

from app.commands.dates import due, timeline
from app.commands.protocols import protocol
from disputes.refusals import Refusal


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dispute-resolution-assistant")
def drp() -> None:
    """Dispute Resolution Assistant: disputes in children's services, by protocol, in Teams and by e-mail."""


for command in (protocol, timeline, due):
    drp.add_command(command)


def main() -> None:
    """Runs `drp`; a refusal is said plainly and ends with status 2."""
    try:
        drp()
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(2)
