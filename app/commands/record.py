"""`drp record`: proves the chains of entries, erases a dispute whose time is over, and replays erasures."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.commands.opening import SETTINGS, with_council, with_settings
from app.erasure_certificate import Certificate, certificate_text, unreachable
from app.settings import Settings
from app.wiring import Council, master_keys
from casework.ports import Erased
from disputes.dispute import Dispute, fold
from disputes.entries import Entry
from disputes.refusals import Refusal
from disputes.working_days import london_date, long_date
from storage.erasure import ErasureRegister
from storage.keys import KeyRing
from storage.work import open_store


@click.group()
def record() -> None:
    """The record: prove it, and erase from it."""


@record.command()
@click.argument("reference", required=False)
@SETTINGS
def verify(reference: str | None, settings_file: Path) -> None:
    """Prove the chain of one dispute, or of all.

    Status 1, and a sentence for each fault, where an entry isn't as it was written.
    """

    async def look(council: Council) -> tuple[list[str], int]:
        async with council.store.reading() as work:
            faults = await work.records.verify(reference)
            return faults, 1 if reference else len(await work.records.references())

    faults, count = with_council(settings_file, look)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    whose = reference or ("The one dispute" if count == 1 else f"All {count} disputes")
    click.echo(f"{whose}: every entry is as it was written." if count else "There are no disputes yet.")


@record.command()
@click.argument("reference")
@click.option("--reason", required=True, help="Why, in words that name nobody, such as the retention rule.")
@click.option("--by", "by", required=True, help="Who decided it; goes on the certificate.")
@click.option("--still-open", is_flag=True, help="Erase it although the dispute is still open.")
@click.option("--certificate", "file", type=click.Path(path_type=Path), help="Where to write the certificate.")
@SETTINGS
def erase(reference: str, reason: str, by: str, still_open: bool, file: Path | None, settings_file: Path) -> None:
    """Erase a dispute for ever, with a certificate.

    It asks for the reference again before it does so.
    """
    dispute, entries = with_council(settings_file, lambda council: _erasable(council, reference))
    if dispute.open and not still_open:
        raise Refusal(
            "still-open",
            f"{reference} is still open, so people may be waiting for an answer.",
            "End the dispute first, or erase it as it is with --still-open.",
        )
    click.echo(
        f"{reference}: {len(entries)} entries, from {_day(entries[0])} to {_day(entries[-1])}.\n\n"
        "Its key is destroyed, and with it every text, name and attachment in the record. Nobody can undo that.\n"
        "The assistant can't reach, and somebody has to see to:"
    )
    for place in unreachable():
        click.echo(f"  - {place}")
    if click.prompt("\nTo erase it, type its reference").strip() != reference:
        raise Refusal("not-confirmed", "That isn't its reference, so nothing was erased.", "")

    async def act(council: Council) -> Certificate:
        at = council.desk.system_clock()
        async with council.store.writing() as work:
            await work.records.erase(reference, at)
            await work.commit()
        async with council.store.reading() as work:
            faults = await work.records.verify(reference)
        made = Certificate(
            council=council.settings.council.name,
            reference=reference,
            at=at,
            by=by,
            reason=reason,
            entries=len(entries),
            first=entries[0].recorded_at,
            last=entries[-1].recorded_at,
            chain_holds=not faults,
            traces_wiped=not council.store.traces_left,
        )
        register = council.settings.path(council.settings.store.erasure_register)
        _write(file or register.with_name(f"erased-{reference}.txt"), made)
        return made

    made = with_council(settings_file, act)
    if not made.traces_wiped:
        click.echo("Somebody was reading meanwhile: the last traces go from the file with the next thing written.")
    if not made.chain_holds:
        click.echo(f"{reference} is erased, but its chain doesn't hold: run drp record verify.", err=True)
        sys.exit(1)


@record.command("replay-erasures")
@SETTINGS
def replay_erasures(settings_file: Path) -> None:
    """After a restore, erase again what came back."""

    async def act(settings: Settings) -> tuple[list[str], int]:
        register = ErasureRegister(settings.path(settings.store.erasure_register))
        keys = master_keys(settings)
        # Opened without its register, which would be replayed in silence.
        async with await open_store(settings.database, KeyRing(keys[0], keys[1:])) as store:
            store.register = register
            return await store.replay_register(), len(register.read())

    again, known = with_settings(settings_file, act)
    if not known:
        click.echo("The erasure register is empty or missing. If anything was ever erased, put it back first.")
    for reference in again:
        click.echo(f"{reference}: erased again.")
    click.echo(f"{known} in the register, {len(again)} erased again.")


async def _erasable(council: Council, reference: str) -> tuple[Dispute, list[Entry]]:
    async with council.store.reading() as work:
        try:
            entries = await work.records.load(reference)
        except Erased as erased:
            raise Refusal("already-erased", str(erased), "Nothing is left to erase.") from None
    if not entries:
        raise Refusal("unknown-reference", f"There is no dispute {reference}.", "Check the number; nothing was erased.")
    return fold(entries), entries


def _write(file: Path, made: Certificate) -> None:
    """The erasure stands already: where the file can't be written, its text is shown so that it isn't lost."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as certificate:
            certificate.write(certificate_text(made))
    except OSError as error:
        click.echo(f"{file} can't be written ({error.strerror}); keep this:\n", err=True)
        click.echo(certificate_text(made))
    else:
        click.echo(f"Erased. The certificate is {file}.")


def _day(entry: Entry) -> str:
    return long_date(london_date(entry.recorded_at))
