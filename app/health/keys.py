"""The master key: there, this database's, read by nobody else, and whether a former one is still needed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from app.health.finding import Finding, broken, doubtful, good
from app.key_files import others_may_read
from app.settings import Settings
from app.wiring import MASTER_KEY
from storage.key_census import KeyCensus

SUBJECT = "Master key"


def examine_files(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """What can be said of the keys without the database."""
    files = [settings.path(file) for file in settings.keys.former]
    if not environment.get(MASTER_KEY, "").strip():
        files.insert(0, settings.path(settings.keys.master))
    for file in files:
        if not file.is_file():
            yield broken(SUBJECT, f"There is no key file {file}.", "Put it back from its copy, or correct [keys].")
        elif others_may_read(file):
            yield broken(SUBJECT, f"Others on this machine may read {file}.", f"Run: chmod 600 {file}")


def examine_database(settings: Settings, counts: KeyCensus) -> Iterator[Finding]:
    """What the database says of the keys; it could be opened, so that the key in use is the right one."""
    if counts.unknown:
        yield broken(
            SUBJECT,
            f"{_disputes(counts.unknown)} sealed under a master key that isn't in the settings.",
            "Find that key among the copies and name its file in former under [keys].",
        )
    if counts.former:
        yield doubtful(
            SUBJECT,
            f"{counts.former} of the stored keys still {_need(counts.former)} a former master key.",
            'Run "drp key rotate" to wrap them again.',
        )
    elif settings.keys.former:
        yield doubtful(
            SUBJECT,
            "A former master key is in the settings, and nothing stored needs it any more.",
            "Take it out once no reply to an older letter is to be expected: docs/how-to/rotate-the-master-key.md.",
        )
    if not (counts.unknown or counts.former):
        yield good(SUBJECT, "The master key is there and is this database's.")


def _disputes(count: int) -> str:
    return "1 dispute is" if count == 1 else f"{count} disputes are"


def _need(count: int) -> str:
    return "needs" if count == 1 else "need"
