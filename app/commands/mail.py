"""`drp mail`: the mail that waits for somebody to file it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.commands.moments import moment
from app.commands.opening import SETTINGS, with_council
from app.wiring import Council
from casework.ports import KeptMail

SHOWN_OF_ID = 12


@click.group()
def mail() -> None:
    """The shared mailbox."""


@mail.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@SETTINGS
def triage(as_json: bool, settings_file: Path) -> None:
    """List the mail that waits to be filed, and why."""

    async def look(council: Council) -> list[KeptMail]:
        async with council.store.reading() as work:
            return await work.mail.triage()

    waiting = with_council(settings_file, look)
    if as_json:
        click.echo(json.dumps([_row(each) for each in waiting], indent=2))
        return
    for each in waiting:
        click.echo(f"{each.id[:SHOWN_OF_ID]}  {moment(each.received_at)}  from {each.sender}")
        click.echo(f"    {each.reasons}")
    if not waiting:
        click.echo("No mail waits to be filed.")
    else:
        click.echo(
            f"\n{len(waiting)} in all. The mails themselves are in the mailbox's Triage folder. Whoever is a party can "
            "write again in reply to a letter of ours, or the officer records what was said in the dispute."
        )


def _row(each: KeptMail) -> dict[str, str]:
    received = each.received_at.isoformat()
    return {"id": each.id, "received_at": received, "sender": each.sender, "reasons": each.reasons}
