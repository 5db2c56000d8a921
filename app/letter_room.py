"""What every letter of a council shares, from its settings: its look, its own wording, the way back into Teams."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from app.settings import Settings
from mail.letters.branding import read_branding
from mail.letters.check import sample_letters
from mail.letters.view import LetterRoom
from mail.signed_reference import ReferenceSigner

_CHAT = "https://teams.microsoft.com/l/chat/0/0?users=28:"


def own_wording(settings: Settings) -> Path | None:
    """The folder with the council's own wording, if it has one."""
    return settings.path(settings.mail.letters) if settings.mail.letters else None


def letter_room(settings: Settings, signer: ReferenceSigner, *, practice: bool) -> LetterRoom:
    """The room. A practice council's letters lead into no real Teams. Refuses branding that can't be used."""
    app_id = "" if practice else settings.bot.app_id
    return LetterRoom(
        branding=read_branding(settings.council.name, own_wording(settings)),
        mailbox=settings.mail.address,
        signer=signer,
        teams_link=f"{_CHAT}{quote(app_id, safe='-')}" if app_id else "",
        practice=practice,
    )


def check_wording(settings: Settings, room: LetterRoom) -> int:
    """Writes a letter of every kind in the council's wording; how many. Refuses what can't be used, naming the file."""
    return sum(1 for _ in sample_letters(room, own_wording(settings)))
