"""The command line: `drp` and what it understands."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

import click

from disputes.refusals import Refusal

# Each is imported when it is asked for: the chat and the database take a second that `drp due` needn't wait for.
COMMANDS: Mapping[str, str] = {
    "rehearse": "app.commands.rehearse:rehearse",
    "init": "app.commands.init:init",
    "key": "app.commands.key:key",
    "directory": "app.commands.directory:directory",
    "serve": "app.commands.serve:serve",
    "doctor": "app.commands.doctor:doctor",
    "manifest": "app.commands.manifest:manifest",
    "protocol": "app.commands.protocols:protocol",
    "timeline": "app.commands.dates:timeline",
    "due": "app.commands.dates:due",
    "record": "app.commands.record:record",
    "export": "app.commands.export:export",
    "letters": "app.commands.letters:letters",
    "mail": "app.commands.mail:mail",
    "outbox": "app.commands.outbox:outbox",
}


class Refused(click.ClickException):
    """A refusal as the command line says it: plainly, and with status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Prints the refusal's own words, with nothing before them."""
        click.echo(self.message, err=True, file=file)


class _Drp(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which somebody who installs the product meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast(click.Command, getattr(import_module(module), name))

    def invoke(self, ctx: click.Context) -> Any:
        """Runs what was asked for; a refusal ends it with its own words."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise Refused(str(refusal)) from refusal


@click.group(cls=_Drp, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dispute-resolution-assistant")
def drp() -> None:
    """Dispute Resolution Assistant: disputes in children's services, by protocol, in Teams and by e-mail."""


def main() -> None:
    """Runs `drp`."""
    drp()
