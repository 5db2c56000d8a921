"""A mail as the desk gets it from the intake: what it is, whose it is, what it may be about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class MailSort(StrEnum):
    """What a mail is; only `reply` can speak for a person (X5)."""

    REPLY = "reply"
    AUTOMATIC = "automatic reply"
    BOUNCE = "bounce"
    OWN = "own"
    OTHER = "other"


class ReplyChoice(StrEnum):
    """What a sender chose by taking one of a letter's reply links."""

    ACKNOWLEDGE = "acknowledge"
    RESPOND = "respond"
    COMPLETED = "completed"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Something in a mail that points at a dispute: a reference and duty, or the id of a message of ours.

    `signed` says that the reference carries our own signature; anybody can write one without.
    """

    reference: str | None = None
    duty: str | None = None
    receipt: str | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """A mail that our server took in at `received_at`; `identity` is the same for every copy of it.

    `pointers` come in the order in which to believe them; `reasons` say why it was read as it was.
    """

    identity: str
    received_at: datetime
    sender: str
    sort: MailSort
    original: bytes
    text: str = ""
    pointers: tuple[Pointer, ...] = ()
    choice: ReplyChoice | None = None
    forged: bool = False
    answers_inside_quote: bool = False
    away_until: date | None = None
    failed: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    reasons: tuple[str, ...] = field(default=())
