"""A council's own wording of letters: whether a letter of every kind can be written in it."""

from __future__ import annotations

from app.health.finding import Finding, broken, good
from app.letter_room import check_wording, letter_room, own_wording
from app.settings import Settings
from disputes.refusals import Refusal
from mail.signed_reference import ReferenceSigner

LETTERS = "Letters"
_NO_KEY = b"a sample's reference leads nowhere"


def examine(settings: Settings) -> list[Finding]:
    """Nothing where the shipped wording is used."""
    folder = own_wording(settings)
    if folder is None:
        return []
    try:
        written = check_wording(settings, letter_room(settings, ReferenceSigner(_NO_KEY), practice=False))
    except Refusal as refusal:
        return [broken(LETTERS, refusal.text, refusal.next_step)]
    return [good(LETTERS, f"All {written} can be written with the wording in {folder}.")]
