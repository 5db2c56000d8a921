"""A mail as the desk gets it from the intake: what it is, whose it is, what it may be about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from casework.ports import KeptFile


class MailSort(StrEnum):
    """What a mail is; only `reply` can speak for a person (X5)."""

    REPLY = "reply"
    AUTOMATIC = "automatic reply"
    AWAY = "out of office"
    RECEIPT = "read receipt"
    INVITATION = "answer to an invitation"
    BOUNCE = "bounce"
    OWN = "own"
    OTHER = "other"


class ReplyChoice(StrEnum):
    """What a sender chose by taking one of a letter's reply links."""

    ACKNOWLEDGE = "acknowledge"
    RESPOND = "respond"
    COMPLETED = "completed"
    CONFIRM = "confirm"
    MORE_TIME = "more-time"
    NOT_MINE = "not-mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Something in a mail that points at a dispute: a reference and duty, or the id or key of a message of ours.

    `signed` says that the reference carries our own signature; anybody can write one without. `key` is the outbox's
    key of a message, from the headers that a bounce gives back.
    """

    reference: str | None = None
    duty: str | None = None
    receipt: str | None = None
    key: str | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAnswer:
    """What somebody's calendar says to a meeting invitation: `answer` is accepted, declined, tentative or proposed.

    `meeting` and `instead` are the times of the meeting and of what is proposed for it, as that calendar writes them.
    """

    answer: str
    meeting: str = ""
    instead: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """A mail that our server took in at `received_at`; `identity` is the same for every copy of it.

    `message_id` is what its sender's server calls it. `pointers` come in the order in which to believe them;
    `reasons` say why it was read as it was. `doubts` says why its sender may be somebody else, if so.
    """

    identity: str
    received_at: datetime
    sender: str
    sort: MailSort
    original: bytes
    message_id: str | None = None
    text: str = ""
    pointers: tuple[Pointer, ...] = ()
    choice: ReplyChoice | None = None
    doubts: str | None = None
    answers_inside_quote: bool = False
    away_until: date | None = None
    failed: tuple[str, ...] = ()
    failed_because: str = ""
    files: tuple[KeptFile, ...] = ()
    invitation: InvitationAnswer | None = None
    reasons: tuple[str, ...] = field(default=())
