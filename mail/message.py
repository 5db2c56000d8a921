"""The two kinds of mail that cross this room: what we send, and what the intake made of what came in."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from casework.received_mail import InvitationAnswer, ReplyChoice

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]{1,253}")
MESSAGE_ID = re.compile(r"<[^<>\s@]{1,400}@[^<>\s@]{1,255}>")


_ENCODED_WORD = "=?"
_BREAKS = frozenset({"Cc", "Zl", "Zp", "Zs", "Cs"})
_TURNING = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
"""Characters that show nothing and can make a name read as another one's."""


class UnsafeHeader(ValueError):
    """A value that would change the shape of a message's header; trying again can't help."""


def header_text(value: str) -> str:
    """The value itself, once it is sure that it stays on its own header line.

    Raises UnsafeHeader for line breaks of every kind, for other control characters, and for what looks like an encoded
    word: the standard library decodes one that it is given, and writes the line breaks in it as they are.
    """
    if _ENCODED_WORD in value:
        raise UnsafeHeader(f"A mail header can't hold {_ENCODED_WORD!r}, which begins an encoded word.")
    for character in value:
        if unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"}:
            raise UnsafeHeader(f"A mail header can't hold the character U+{ord(character):04X}.")
    return value


def one_line(text: str) -> str:
    """The text on one line, for where people read a name or a place: what can't be seen or turns the reading round
    is gone, every break is a space, what would begin an encoded word is taken apart, and not a word is changed."""
    seen = "".join(" " if unicodedata.category(c) in _BREAKS else c for c in text if c not in _TURNING)
    return " ".join(seen.split()).replace(_ENCODED_WORD, "= ?")


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address with the name to show for it. Both are checked when made."""

    address: str
    name: str = ""

    def __post_init__(self) -> None:
        """Refuses what isn't one plain address, or a name that breaks out of its header."""
        if len(self.address) > 320 or not ADDRESS.fullmatch(self.address):
            raise UnsafeHeader(f"{self.address!r} isn't an e-mail address that we can write to.")
        header_text(self.name)

    @property
    def domain(self) -> str:
        """The part after the @, in lower case."""
        return self.address.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes out with a letter; `content_type` such as application/pdf."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar object that goes out as the letter's invitation; `method` is REQUEST or CANCEL."""

    method: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A letter ready for the post.

    `key` is the outbox row's idempotency key: the same key is the same message, whatever happens between.
    `written_at` is an aware time; `installation` marks our own mail, so that it is known when it comes back.
    """

    key: str
    installation: str
    written_at: datetime
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    subject: str
    text: str
    html: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    attachments: tuple[Attachment, ...] = ()
    calendar: CalendarPart | None = None

    @property
    def message_id(self) -> str:
        """The Message-ID, the same every time for the same key."""
        return f"<drp.{key_digest(self.key)}@{self.sender.domain}>"

    @property
    def recipients(self) -> tuple[Address, ...]:
        """Everyone who gets it, To before copies, each address once."""
        seen: dict[str, Address] = {}
        for address in (*self.to, *self.cc):
            seen.setdefault(address.address.lower(), address)
        return tuple(seen.values())


def key_digest(key: str) -> str:
    """What an idempotency key looks like where it must be short and safe: 32 hexadecimal digits."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def thread_id(reference: str, domain: str) -> str:
    """What every letter about a dispute refers to, so that mail programs show them as one conversation."""
    return f"<drp.thread.{key_digest(reference)}@{domain}>"


class MailKind(StrEnum):
    """What an incoming mail is; only `reply` may ever say something for a person (X5)."""

    REPLY = "reply"
    AUTOMATIC_REPLY = "automatic-reply"
    OUT_OF_OFFICE = "out-of-office"
    RECEIPT = "receipt"
    BOUNCE = "bounce"
    CALENDAR_REPLY = "calendar-reply"
    OWN = "own"
    LOOP = "loop"
    OTHER = "other"
    UNREADABLE = "unreadable"


class FoundBy(StrEnum):
    """How a candidate was found, strongest first."""

    SIGNED_REFERENCE = "signed-reference"
    THREAD = "thread"
    INVITATION = "invitation"
    SUBJECT = "subject"


class Authentication(StrEnum):
    """What our own server says of the sender's domain; `unstated` where it says nothing."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a mail may be about. It finds a dispute; it never says who the sender is or what they may do.

    A signed reference gives `reference`, `duty` and `recipient_tag` (see `signed_reference.recipient_tag`);
    a thread gives the `message_id` of the mail that was answered; an invitation's id and a subject give the bare
    `reference`.
    """

    found_by: FoundBy
    reference: str | None = None
    duty: str | None = None
    recipient_tag: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """An address that a bounce names, with the server's reason."""

    address: str
    reason: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """A file that came with a mail; `refused` says why it isn't taken. `index` is its place among the mail's parts."""

    index: int
    name: str
    content_type: str
    size: int
    content: bytes = field(repr=False)
    refused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """What the intake read in one mail. The original is always kept whole.

    `text` is what its author wrote, without quotes, signature and disclaimers; `answers_inside_quote` warns
    that more was written between the quoted lines. `reasons` say in plain words why it was read as it was.
    """

    original: bytes
    content_hash: str
    received_at: datetime
    kind: MailKind
    reasons: tuple[str, ...]
    message_id: str | None = None
    sender: str = ""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    candidates: tuple[Candidate, ...] = ()
    choice: ReplyChoice | None = None
    text: str = ""
    full_text: str = ""
    answers_inside_quote: bool = False
    html: str = ""
    attachments: tuple[AttachmentInfo, ...] = ()
    authentication: Authentication = Authentication.UNSTATED
    several_senders: bool = False
    away_until: date | None = None
    failed: tuple[FailedRecipient, ...] = ()
    failed_message_id: str | None = None
    failed_key: str | None = None
    invitation: InvitationAnswer | None = None
