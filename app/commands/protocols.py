"""`drp protocol`: lists, shows and checks protocols."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from disputes.doubts import doubts
from disputes.protocol import Protocol
from disputes.stage import Stage
from protocols.difference import difference
from protocols.reading import ProtocolFault, Source, read_file, read_source_file, shipped, shipped_sources


@click.group()
def protocol() -> None:
    """The councils' protocols."""


@protocol.command("list")
def list_protocols() -> None:
    """List the protocols that come with the product."""
    for item in shipped().values():
        click.echo(f"{item.id:<18} version {item.version:<3} {item.council}: {item.title}")


@protocol.command()
@click.argument("protocol_id")
def show(protocol_id: str) -> None:
    """Show a protocol, by its id or its file: stages, addressees, limits, and every rule with its quote."""
    found = find(protocol_id)
    click.echo(f"{found.title} ({found.council}), version {found.version}\nSource: {found.source}\n")
    for stage in found.stages:
        _show_stage(found, stage)
    for step in found.outside:
        click.echo(f"{step.title}: after {found.stage(step.from_stage).title} [{', '.join(step.rules)}]")
    click.echo("\nRules")
    for rule in found.rules.values():
        click.echo(f"  {rule.id} ({rule.strength}) {rule.text}")
        if rule.quote:
            click.echo(f"      “{rule.quote}”")
    click.echo("\nReadings")
    for reading in found.readings.values():
        choices = f" (one of: {', '.join(reading.choices)})" if reading.choices else ""
        click.echo(f"  {reading.id} ({reading.basis}) = {reading.value}{choices}: {reading.text}")


@protocol.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check a protocol file; faults end with status 1, doubts are only said."""
    try:
        found = read_file(file)
    except ProtocolFault as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
    for doubt in doubts(found):
        click.echo(f"{file.name}: {doubt.key}: doubtful: {doubt.text}")
    click.echo(f"{file.name}: sound: {len(found.stages)} stages, {len(found.rules)} rules.")


@protocol.command()
@click.argument("before")
@click.argument("after")
def diff(before: str, after: str) -> None:
    """Show what changed from one protocol to another; each is a file, or the id of a shipped one."""
    changes = difference(_source(before), _source(after))
    for change in changes:
        click.echo(change.key)
        if change.before:
            click.echo(f"  - {change.before}")
        if change.after:
            click.echo(f"  + {change.after}")
    click.echo(f"{len(changes)} keys differ." if changes else "They say the same.")


def _source(name: str) -> Source:
    shipped_one = next((source for source in shipped_sources() if source.protocol.id == name), None)
    return shipped_one or read_source_file(Path(name))


def find(name: str) -> Protocol:
    """A shipped protocol by id, or the one in a file; otherwise a plain message that lists the ids there are."""
    if name.endswith(".toml"):
        try:
            return read_file(Path(name))
        except ProtocolFault as fault:
            raise click.ClickException(str(fault)) from None
    known = shipped()
    if name not in known:
        raise click.ClickException(f"There is no protocol {name}. There are: {', '.join(known)}; or name a .toml file.")
    return known[name]


def _show_stage(found: Protocol, stage: Stage) -> None:
    click.echo(f"{stage.title} ({stage.kind}), raised by the {found.title_of(stage.raised_by)}")
    for notice in stage.notices:
        click.echo("  To:     " + ", ".join(f"{found.title_of(a.role)} [{a.rule}]" for a in notice.to))
        copies = ", ".join(f"{found.title_of(a.role)} [{a.rule}]" for a in notice.copies)
        click.echo(f"  Copies: {copies or 'none'}")
    for duty in stage.duties:
        owners = " and ".join(found.title_of(role) for role in duty.owners)
        limit = f"within {duty.limit}" if duty.limit else "no limit in the protocol"
        click.echo(f"  {owners}: {duty.kind.replace('-', ' ')}, {limit} [{', '.join(duty.rules)}]")
    click.echo()
