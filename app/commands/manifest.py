"""`drp manifest`: the app package that is uploaded to Teams."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from app.commands.opening import SETTINGS
from app.settings import Settings, read_settings
from disputes.refusals import Refusal
from manifest.package import AppDetails, build


@click.group()
def manifest() -> None:
    """The Teams app package."""


@manifest.command("build")
@SETTINGS
@click.option("--out", type=click.Path(path_type=Path), default=Path("app.zip"), show_default=True)
@click.option("--personal-only", is_flag=True, help="Without the message extension, and without groups and channels.")
def build_package(settings_file: Path, out: Path, personal_only: bool) -> None:
    """Build the app package with the council's ids."""
    package = build(_details(read_settings(settings_file), personal_only=personal_only))
    try:
        out.write_bytes(package)
    except OSError as error:
        raise Refusal("not-written", f"{out} can't be written: {error.strerror}.", "Choose another --out.") from None
    click.echo(
        f"{out}: the app package. Upload it in the Teams admin centre under Teams apps, Manage apps; "
        "docs/how-to/install.md goes on from there."
    )


def _details(settings: Settings, *, personal_only: bool) -> AppDetails:
    council, teams, bot_id = settings.council.name, settings.teams, settings.bot.app_id
    return AppDetails(
        app_id=teams.app_id or bot_id,
        bot_id=bot_id,
        version=version("dispute-resolution-assistant"),
        domain=teams.domain,
        developer=council,
        short_name=teams.short_name,
        full_name=teams.full_name or f"Dispute Resolution Assistant, {council}",
        website=teams.website,
        privacy=teams.privacy,
        terms=teams.terms,
        personal_only=personal_only,
    )
