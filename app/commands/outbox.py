"""`drp outbox`: messages that were set aside because they could not be sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from app.commands.moments import moment
from app.commands.opening import SETTINGS, with_council
from app.wiring import Council
from casework.ports import ParkedItem, Person
from disputes.refusals import Refusal


@click.group()
def outbox() -> None:
    """Messages that could not be sent."""


@outbox.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@SETTINGS
def parked(as_json: bool, settings_file: Path) -> None:
    """List what was set aside, and why."""

    async def look(council: Council) -> tuple[list[ParkedItem], dict[str, Person], int]:
        async with council.store.reading() as work:
            items = await work.outbox.parked()
            ids = [each.item.person for each in items if each.item.person]
            return items, await work.directory.people(ids), await work.outbox.waiting()

    items, people, waiting = with_council(settings_file, look)
    if as_json:
        click.echo(json.dumps([_row(each) for each in items], indent=2))
        return
    for each in items:
        click.echo(f"{each.item.key}  {moment(each.parked_at)}")
        click.echo(f"    {_what(each, people)}: {each.reason}")
    if items:
        click.echo('\nWhen the reason is mended: "drp outbox release KEY", or --all of them.')
    else:
        click.echo("Nothing is set aside.")
    click.echo(f"{waiting} waiting to be sent.")


@outbox.command()
@click.argument("keys", metavar="KEY", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Release everything that is set aside.")
@SETTINGS
def release(keys: Sequence[str], everything: bool, settings_file: Path) -> None:
    """Give what was set aside back to the queue.

    The service sends it with its next round.
    """
    if bool(keys) == everything:
        raise click.UsageError("Name the keys that drp outbox parked lists, or say --all.")

    async def act(council: Council) -> list[str]:
        async with council.store.writing() as work:
            wanted = [each.item.key for each in await work.outbox.parked()] if everything else keys
            unknown = [key for key in wanted if not await work.outbox.release(key)]
            if unknown:
                raise Refusal(
                    "not-parked",
                    f"Nothing is set aside under {', '.join(unknown)}, so nothing was released.",
                    'See the keys with "drp outbox parked".',
                )
            await work.commit()
            return list(wanted)

    released = with_council(settings_file, act)
    click.echo(f"{len(released)} released; the service sends them with its next round.")


def _what(each: ParkedItem, people: dict[str, Person]) -> str:
    if each.item.person is None:
        return f"{each.item.reference}, e-mail to all its recipients"
    person = people.get(each.item.person)
    return f"{each.item.reference}, card to {person.name if person else each.item.person}"


def _row(each: ParkedItem) -> dict[str, object]:
    return {
        "key": each.item.key,
        "reference": each.item.reference,
        "channel": each.item.channel.value,
        "person": each.item.person,
        "attempts": each.item.attempts,
        "parked_at": each.parked_at.isoformat(),
        "reason": each.reason,
    }
