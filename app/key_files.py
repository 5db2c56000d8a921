"""Master keys as files: made so that only this user reads them, never overwritten, and read from their file alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from disputes.refusals import Refusal
from storage.keys import new_master_key

ONLY_OWNER = 0o600

KEEP_A_COPY = """\
Whoever has this key and a copy of the database can read every dispute; without the key nobody can, ever.
So keep a copy of it now, apart from the database and its backups:
  - in the council's password safe or key vault, where two named people can get at it; or
  - on paper or a stick in a sealed envelope in the council's safe.
Never send it by e-mail or chat. "drp key check --file COPY" says whether a copy is the right one."""


def make_key_file(path: Path) -> None:
    """Makes a new master key in a file of its own. Raises Refusal where something is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER)
    except FileExistsError:
        raise Refusal(
            "key-exists",
            f"There is a file {path} already, and a key is never overwritten.",
            'To replace the key in use, run "drp key rotate".',
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(new_master_key() + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_key_file(path: Path) -> str:
    """The key in a file. Raises Refusal where there is none or it can't be read."""
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it isn't text"
        raise Refusal("no-key-file", f"The key file {path} can't be read: {why}.", "Check its name.") from None
    if not text:
        raise Refusal("no-key-file", f"The key file {path} is empty.", "Put the key back from its copy.")
    return text


def others_may_read(path: Path) -> bool:
    """Whether anybody but the file's owner may read it; never on systems without such rights."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
