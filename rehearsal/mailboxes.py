"""A person's mailbox in the practice council: reads its letters and answers them, as a mail program would."""

from __future__ import annotations

import email
import email.policy
import mailbox
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr, parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

Post = Callable[[bytes, str, str], None]
"""Delivers a mail: its bytes, its own unique name, and the address that it goes to."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its reader sees it."""

    subject: str
    sender: str
    to: str
    copies: str
    text: str
    html: str
    message_id: str
    at: datetime | None = None
    """When it was sent, by its own header."""

    @property
    def choices(self) -> dict[str, str]:
        """What the letter offers to answer with: the verb, and the subject that says so."""
        words = self.text.split()
        starts = [i for i, word in enumerate(words) if word.startswith("[DRP-") and words[i + 1 : i + 2]]
        found = {
            words[i + 1]: " ".join(words[i : i + 3]) for i in starts if words[i + 1].isupper() and i + 2 < len(words)
        }
        return {verb.lower(): subject for verb, subject in found.items()}


@dataclass(frozen=True, slots=True)
class PracticeMailbox:
    """One address. `clock` gives the time of what is sent from here."""

    address: str
    name: str
    folder: Path
    post: Post
    clock: Callable[[], datetime]

    def letters(self) -> list[Letter]:
        """Every mail in the inbox, in the order of delivery."""
        mailbox.Maildir(self.folder, create=True)
        paths = [path for state in ("new", "cur") for path in (self.folder / state).iterdir()]
        return [_read(path.read_bytes()) for path in sorted(paths, key=_delivered)]

    def reply(self, letter: Letter, text: str, *, choice: str | None = None, automatic: bool = False) -> None:
        """Answers a letter; `choice` takes one of its reply links, `automatic` is what an absence sends."""
        answer = EmailMessage(policy=email.policy.SMTP)
        number = sha256(f"{self.address} {self.clock()} {text} {letter.message_id}".encode()).hexdigest()[:24]
        answer["Message-ID"] = f"<{number}@{self.address.rpartition('@')[2]}>"
        answer["Date"] = format_datetime(self.clock())
        answer["From"] = f"{self.name} <{self.address}>"
        answer["To"] = letter.sender
        answer["Subject"] = letter.choices[choice] if choice else f"Re: {letter.subject}"
        answer["In-Reply-To"] = letter.message_id
        answer["References"] = letter.message_id
        if automatic:
            answer["Auto-Submitted"] = "auto-replied"
        answer.set_content(f"{text}\n\nFrom: {letter.sender}\nSubject: {letter.subject}\n\n{letter.text}")
        self.post(answer.as_bytes(), number, parseaddr(letter.sender)[1])


def _delivered(path: Path) -> tuple[int, int]:
    """By case time; mails of one moment in the order in which they really came."""
    return path.stat().st_mtime_ns, path.stat().st_ctime_ns


def _read(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return Letter(
        subject=str(message["Subject"]),
        sender=str(message["From"]),
        to=str(message["To"] or ""),
        copies=str(message["Cc"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        message_id=str(message["Message-ID"]),
        at=_sent_at(message),
    )


def _sent_at(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message["Date"]))
    except ValueError:
        return None


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
