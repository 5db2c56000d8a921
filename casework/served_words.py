"""A proof of service in sentences: the same on cards, in files and for whoever reads them aloud."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casework.ports import Carriage
from casework.proof_of_service import ChannelProof, ServedLine, Signed
from disputes.working_days import LONDON


def moment_words(at: datetime) -> str:
    """A moment in London, such as 8 April 2026, 10:05."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def channel_words(proof: ChannelProof) -> str:
    """What became of one channel's message."""
    match proof.state:
        case Carriage.WAITING:
            return f"waits to be sent{_because(proof)}"
        case Carriage.PARKED:
            return f"couldn't be sent and was set aside{_because(proof)}"
        case Carriage.CANCELLED:
            return f"not sent{_because(proof)}"
        case Carriage.SENT:
            return _sent(proof)


def outcomes(line: ServedLine) -> Iterator[str]:
    """What came of a notice, in the order in which it counts: failures first, the answer last."""
    if line.bounced:
        yield f"came back {moment_words(line.bounced.at)}{f' ({line.bounced.by})' if line.bounced.by else ''}"
    if line.auto_replied:
        yield f"automatic reply {moment_words(line.auto_replied.at)}"
    if line.acknowledged:
        yield f"acknowledged {_signed(line.acknowledged, line)}"
    if line.responded:
        yield f"answered {_signed(line.responded, line)}"


def all_words(line: ServedLine) -> list[str]:
    """Everything about one notice for one recipient, each part a few words."""
    channels = (("e-mail", line.email), ("card", line.card))
    return [*(f"{name} {channel_words(proof)}" for name, proof in channels if proof), *outcomes(line)]


def _sent(proof: ChannelProof) -> str:
    if proof.sent_at is None:
        return "sent"
    sent = moment_words(proof.sent_at)
    accepted = moment_words(proof.accepted_at) if proof.accepted_at else sent
    if accepted == sent:
        return f"sent and accepted {sent}"
    day, hour = accepted.rsplit(", ", 1)
    return f"sent {sent}, accepted {hour if sent.startswith(day) else accepted}"


def _because(proof: ChannelProof) -> str:
    return f": {proof.reason.rstrip('.')}" if proof.reason else ""


def _signed(signed: Signed, line: ServedLine) -> str:
    other = f" by {signed.by}" if signed.by and signed.by != line.recipient.name else ""
    return f"{moment_words(signed.at)}{other}"
