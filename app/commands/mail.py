"""`drp mail`: the mail that waits for somebody to file it, without its text; filing it, and setting it aside."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.commands.mail_files import files
from app.commands.moments import moment
from app.commands.opening import SETTINGS, with_council
from app.wiring import Council
from casework.file_by_hand import file_by_hand
from casework.file_by_hand import set_aside as put_aside
from casework.ports import SET_ASIDE, TRIAGE, KeptMail

SHOWN_OF_ID = 12

_NEXT = (
    "File one with “drp mail file ID REFERENCE”, or say why nobody has to with “drp mail set-aside ID --reason ...”. "
    "The mails themselves are in the mailbox's Triage folder."
)


@click.group()
def mail() -> None:
    """The shared mailbox."""


mail.add_command(files)


@mail.command()
@click.option("--set-aside", "aside", is_flag=True, help="Those that were set aside, instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@SETTINGS
def triage(as_json: bool, aside: bool, settings_file: Path) -> None:
    """List the mail that waits to be filed, and why."""

    async def look(council: Council) -> list[KeptMail]:
        async with council.store.reading() as work:
            return await work.mail.triage(SET_ASIDE if aside else TRIAGE)

    waiting = with_council(settings_file, look)
    if as_json:
        click.echo(json.dumps([_row(each) for each in waiting], indent=2))
        return
    for each in waiting:
        click.echo(f"{each.id[:SHOWN_OF_ID]}  {moment(each.received_at)}  from {each.sender or 'nobody who is named'}")
        click.echo(f"    {each.reasons}")
    if not waiting:
        click.echo("No mail was set aside." if aside else "No mail waits to be filed.")
    else:
        click.echo(f"\n{len(waiting)} in all. {_NEXT}")


@mail.command("file")
@click.argument("mail_id", metavar="ID")
@click.argument("reference")
@SETTINGS
def file_mail(mail_id: str, reference: str, settings_file: Path) -> None:
    """File a mail from triage to a dispute; ID is how the list begins its line.

    It goes on the dispute's record as received when it was, and its officer is asked what it means.
    """

    async def act(council: Council) -> str:
        placed = await file_by_hand(council.desk, None, mail_id, reference, key=("console", f"{mail_id} {reference}"))
        return placed.reference

    filed_to = with_council(settings_file, act)
    click.echo(f"Filed to {filed_to}; whoever raised it is asked what it means.")


@mail.command("set-aside")
@click.argument("mail_id", metavar="ID")
@click.option("--reason", required=True, help="Why nobody has to file it.")
@SETTINGS
def set_aside(mail_id: str, reason: str, settings_file: Path) -> None:
    """Take a mail out of triage without filing it. It stays kept, with the reason, and can still be filed."""

    async def act(council: Council) -> None:
        await put_aside(council.desk, None, mail_id, reason, key=("console", f"{mail_id} aside {reason}"))

    with_council(settings_file, act)
    click.echo("Set aside. “drp mail triage --set-aside” lists it.")


def _row(each: KeptMail) -> dict[str, str | None]:
    return {
        "id": each.id,
        "received_at": each.received_at.isoformat(),
        "sender": each.sender,
        "reasons": each.reasons,
        "points_at": each.points_at,
    }
