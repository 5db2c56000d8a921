"""`drp letters`: a council's own wording and look, tried before anybody gets it."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from app.commands.opening import SETTINGS
from app.letter_room import check_wording, letter_room, own_wording
from app.settings import Settings, read_settings
from disputes.refusals import Refusal
from mail.letters.check import sample_letters
from mail.letters.view import LetterRoom
from mail.signed_reference import ReferenceSigner


@click.group()
def letters() -> None:
    """The letters' wording and look."""


@letters.command()
@SETTINGS
def check(settings_file: Path) -> None:
    """Say whether a letter of every kind can be written."""
    settings = read_settings(settings_file)
    folder = own_wording(settings)
    written = check_wording(settings, _room(settings))
    whose = f"with what is in {folder}" if folder else "in the shipped wording; no folder of your own is set"
    click.echo(f"{written} letters can be written, {whose}.")


@letters.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder.")
@click.option("--shipped", is_flag=True, help="The product's own wording, whatever the council's is.")
@SETTINGS
def show(out: Path, shipped: bool, settings_file: Path) -> None:
    """Write a sample of every letter into a folder, to be looked at."""
    settings = read_settings(settings_file)
    folder = None if shipped else own_wording(settings)
    try:
        out.mkdir(parents=True, exist_ok=True)
        names: list[str] = []
        for name, letter in sample_letters(_room(settings), folder):
            (out / f"{name}.html").write_text(letter.html, "utf-8")
            (out / f"{name}.txt").write_text(f"Subject: {letter.subject}\n\n{letter.text}", "utf-8")
            names.append(name)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Refusal("not-written", f"{out} can't be written: {reason}.", "Choose another --out.") from error
    click.echo(f"{out}: {len(names)} letters, each as .html and .txt.")


def _room(settings: Settings) -> LetterRoom:
    """As the service's, but for the key: a sample's reference leads nowhere."""
    return letter_room(settings, ReferenceSigner(secrets.token_bytes(32)), practice=False)
