"""`drp key`: the master key's making, checking and rotation."""

from __future__ import annotations

import os
from pathlib import Path

import click

from app.commands.opening import SETTINGS, with_council
from app.key_files import KEEP_A_COPY, make_key_file, others_may_read, read_key_file
from app.settings import Settings, read_settings
from app.wiring import MASTER_KEY, Council, master_keys
from disputes.refusals import Refusal
from storage.key_census import KeyCensus, Readability, census, prove_readable
from storage.keys import KeyRing
from storage.rotation import rotate as wrap_all_again
from storage.work import open_store


@click.group()
def key() -> None:
    """The master key: make, check and rotate it."""


@key.command()
@SETTINGS
def create(settings_file: Path) -> None:
    """Make the master key that the settings name, if there is none."""
    settings = read_settings(settings_file)
    if os.environ.get(MASTER_KEY, "").strip():
        raise Refusal("key-exists", f"There is a master key in {MASTER_KEY} already.", "Take it out to use a file.")
    file = settings.path(settings.keys.master)
    make_key_file(file)
    click.echo(f"{file}: a new master key, which only this user may read.\n\n{KEEP_A_COPY}")


@key.command()
@SETTINGS
@click.option("--file", "copy", type=click.Path(path_type=Path), help="Check this copy of the key instead.")
def check(settings_file: Path, copy: Path | None) -> None:
    """Say whether the key opens this database.

    Every dispute is opened from its first entry to its last.
    """
    if copy is not None:
        _check_copy(read_settings(settings_file), copy)
        return

    async def look(council: Council) -> tuple[KeyCensus, Readability]:
        return await census(council.store), await prove_readable(council.store)

    counts, proof = with_council(settings_file, look)
    settings = read_settings(settings_file)
    click.echo(f"The master key in {_place(settings)} is the right one for this database.")
    _say_readable(proof)
    if counts.former:
        click.echo(f'{_keys(counts.former)} still under a former master key. Run "drp key rotate" to wrap again.')
    elif settings.keys.former:
        click.echo("Nothing needs a former master key any more, apart from letters sent while it was in use.")
    file = settings.path(settings.keys.master)
    if file.is_file() and others_may_read(file):
        raise Refusal("key-open", f"Others on this machine may read {file}.", f"Run: chmod 600 {file}")
    _end(proof)


@key.command()
@SETTINGS
def rotate(settings_file: Path) -> None:
    """Replace the master key, in two runs.

    The first makes the new key, the second wraps every stored key again. Between them the settings are changed and
    the service is started again, so that it knows both keys.
    """
    settings = read_settings(settings_file)
    if settings.keys.former:
        _wrap_again(settings_file)
    else:
        _make_next(settings)


def _make_next(settings: Settings) -> None:
    old = master_keys(settings)[0]
    current = settings.path(settings.keys.master)
    new = current.with_name(f"{_stem(current)}-{_number(current) + 1}{current.suffix}")
    if new.exists():
        click.echo(f"{new} was made before, and the settings don't use it yet.")
    else:
        make_key_file(new)
        click.echo(f"{new}: the new master key, which only this user may read.")
    click.echo(f"\n{KEEP_A_COPY}\n")
    shown_new, shown_old = _shown(new, settings), _shown(current, settings)
    if os.environ.get(MASTER_KEY, "").strip() == old:
        click.echo(
            f"The key in use is in {MASTER_KEY}. Now:\n"
            f"  1. write that value into a file that only the service may read, for example {shown_old}-former,\n"
            f'     and name it under [keys] in the settings: former = ["{shown_old}-former"]\n'
            f"  2. put the content of {new} into {MASTER_KEY}"
        )
    else:
        click.echo(
            f'Now change [keys] in the settings to\n\n    master = "{shown_new}"\n    former = ["{shown_old}"]\n'
        )
    click.echo('Start the service again, so that it knows both keys, and run "drp key rotate" once more.')


def _wrap_again(settings_file: Path) -> None:
    async def act(council: Council) -> tuple[int, KeyCensus, Readability]:
        wrapped = await wrap_all_again(council.store)
        counts = await census(council.store)
        # With the new key alone, as it will be once the former one has left the settings.
        alone = KeyRing(master_keys(council.settings)[0])
        async with await open_store(council.settings.database, alone) as store:
            return wrapped, counts, await prove_readable(store)

    wrapped, counts, proof = with_council(settings_file, act)
    click.echo(f"{_keys(wrapped)} wrapped again under the new master key; {_keys(counts.current)} under it now.")
    _say_readable(proof)
    _end(proof)
    click.echo(
        "\nNothing stored needs the former key any more. Two things still do:\n"
        "  - replies to letters that were sent while it was in use are recognised by it. Leave it under former until\n"
        "    no such reply is to be expected; without it they are matched by their thread, or wait in triage;\n"
        "  - backups made before now open with it alone. Keep its copy for as long as you keep them.\n"
        "Then take former out of the settings, start the service again, and destroy the key file on this machine."
    )


def _check_copy(settings: Settings, copy: Path) -> None:
    found = read_key_file(copy)
    KeyRing(found)
    if found != master_keys(settings)[0]:
        raise Refusal(
            "another-key",
            f"{copy} is a master key, but not the one in use.",
            "It may belong to older backups: keep it, and make a copy of the key in use as well.",
        )
    click.echo(f"{copy} is a good copy of the master key in use.")


def _say_readable(proof: Readability) -> None:
    erased = f" ({proof.erased} erased)" if proof.erased else ""
    click.echo(f"{proof.readable} of {proof.readable + len(proof.faults)} disputes opened from end to end{erased}.")


def _end(proof: Readability) -> None:
    """Status 1 where something can't be read, with a sentence for each."""
    for fault in proof.faults:
        click.echo(fault, err=True)
    if proof.faults:
        raise SystemExit(1)


def _keys(count: int) -> str:
    return "1 key is" if count == 1 else f"{count} keys are"


def _place(settings: Settings) -> str:
    return MASTER_KEY if os.environ.get(MASTER_KEY, "").strip() else str(settings.path(settings.keys.master))


def _shown(path: Path, settings: Settings) -> str:
    """A path as the settings write it."""
    try:
        return path.relative_to(settings.folder).as_posix()
    except ValueError:
        return path.as_posix()


def _stem(path: Path) -> str:
    name, _, number = path.stem.rpartition("-")
    return name if name and number.isdigit() else path.stem


def _number(path: Path) -> int:
    """The key's number in its name: master.key is the first, master-2.key the second."""
    number = path.stem.rpartition("-")[2]
    return int(number) if number.isdigit() and number != path.stem else 1
