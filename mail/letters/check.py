"""Finds out before a letter is needed whether a council's own wording can be used: writes one of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from disputes.refusals import Refusal
from mail.letters.branding import read_branding
from mail.letters.samples import samples
from mail.letters.view import LetterRoom, letter_view
from mail.letters.writer import Letter, LetterWriter


def sample_letters(room: LetterRoom, overrides: Path | None) -> Iterator[tuple[str, Letter]]:
    """A letter of every kind as the council's people would get it. Refuses wording or branding that can't be used."""
    if overrides is not None and not overrides.is_dir():
        raise Refusal(
            "no-wording",
            f"{overrides}: there is no such folder.",
            "Make it, or take `letters` out of the settings to use the shipped wording.",
        )
    writer = LetterWriter(overrides)
    strange = next(writer.strange_files(), None)
    if strange is not None:
        raise Refusal(
            "strange-wording",
            f"{strange}: no template of this name is shipped, so it takes the place of nothing.",
            "Give it the name of the one that it is to replace, or take it away; docs/how-to/letters.md lists them.",
        )
    branding = read_branding(room.branding.council, overrides)
    for name, (notice, today) in samples().items():
        view = letter_view(replace(notice, council=branding.council), replace(room, branding=branding), today)
        yield name, writer.write(view)
