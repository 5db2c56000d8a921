"""What Exchange answers: each response message's outcome, and of its content what we asked for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mail.exchange.failures import understand
from mail.exchange.soap import MESSAGES, TYPES, Element, ItemKey, Place
from mail.transport import TransportFailure

_M, _T = f"{{{MESSAGES}}}", f"{{{TYPES}}}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A mail in a folder, as a listing has it. `size` in bytes is the server's own, roughly that of the MIME."""

    id: str
    received_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A letter of ours that was found by its mark."""

    key: ItemKey
    message_id: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answers:
    """The response messages to one call, in the order of what was asked."""

    mailbox: str
    messages: Sequence[Element]

    def each(self) -> Iterator[Element | TransportFailure]:
        """Every message, or what it says went wrong."""
        for message in self.messages:
            code = str(message.findtext(f"{_M}ResponseCode") or "NoError")
            if code == "NoError":
                yield message
            else:
                yield understand(code, self.mailbox, _back_off(message))

    def all(self) -> list[Element]:
        """Every message. Raises what the first that failed says."""
        found: list[Element] = []
        for message in self.each():
            if isinstance(message, TransportFailure):
                raise message
            found.append(message)
        return found

    def one(self) -> Element:
        """The one message that there must be. Raises what it says went wrong."""
        found = self.all()
        if len(found) != 1:
            raise TransportFailure("Exchange gave an answer that can't be understood.", retry=True)
        return found[0]


def listed(answers: Answers) -> list[Listed]:
    """The items of a listing, in its order. What never was in the post counts from when it was put there."""
    found: list[Listed] = []
    for item in _items(answers.one()):
        at = item.findtext(f"{_T}DateTimeReceived") or item.findtext(f"{_T}DateTimeCreated")
        if at:
            found.append(Listed(_id(item).id, datetime.fromisoformat(at), int(item.findtext(f"{_T}Size") or 0)))
    return found


def marked(answers: Answers) -> list[list[Marked]]:
    """The letters that were found, by the folders that were searched."""
    return [[_marked(item) for item in _items(message)] for message in answers.all()]


def mimes(answers: Answers) -> list[bytes | TransportFailure]:
    """Each mail's MIME, or why there is none."""
    return [
        message if isinstance(message, TransportFailure) else _mime(message, answers.mailbox)
        for message in answers.each()
    ]


def told(answers: Answers) -> Element:
    """The one item, with what was asked of it."""
    return next(_items(answers.one()))


def created(answers: Answers) -> ItemKey:
    """The item that was made."""
    return _id(told(answers))


def folders(answers: Answers) -> list[Place]:
    """The folders that were found or made."""
    return [Place(str(found.get("Id"))) for message in answers.all() for found in message.iter(f"{_T}FolderId")]


def total(answers: Answers) -> int:
    """How much is in the folder."""
    return int(next(answers.one().iter(f"{_T}TotalCount")).text)


def subscription(answers: Answers) -> str:
    """The id of what we are told of."""
    return str(answers.one().findtext(f"{_M}SubscriptionId"))


def done(answers: Answers) -> None:
    """Nothing but that it was done. Raises what went wrong."""
    answers.all()


def _items(message: Element) -> Iterator[Element]:
    """Items of every kind: mails, bounces, invitations and what else may lie in an inbox."""
    for container in message.iter(f"{_M}Items", f"{_T}Items"):
        yield from container


def _id(item: Element) -> ItemKey:
    found = item.find(f"{_T}ItemId")
    return ItemKey(str(found.get("Id")), str(found.get("ChangeKey") or ""))


def _marked(item: Element) -> Marked:
    sent = item.findtext(f"{_T}DateTimeSent")
    message_id = item.findtext(f"{_T}InternetMessageId")
    return Marked(_id(item), str(message_id or ""), datetime.fromisoformat(sent) if sent else None)


def _mime(message: Element, mailbox: str) -> bytes | TransportFailure:
    content = next(message.iter(f"{_T}MimeContent"), None)
    try:
        raw = base64.b64decode(content.text or "") if content is not None else b""
    except binascii.Error:
        raw = b""
    return raw or understand("ErrorMimeContentConversionFailed", mailbox)


def _back_off(message: Element) -> timedelta | None:
    for value in message.iter(f"{_T}Value"):
        if value.get("Name") == "BackOffMilliseconds" and str(value.text).isdigit():
            return timedelta(milliseconds=int(value.text))
    return None
