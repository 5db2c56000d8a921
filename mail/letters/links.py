"""The reply links of a letter: each opens a reply that says what its sender chose."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from casework.received_mail import ReplyChoice
from disputes.kinds import DutyKind


@dataclass(frozen=True, slots=True)
class ReplyLink:
    """A link with the words on it; `subject` is what to write when links don't work."""

    label: str
    href: str
    subject: str
    main: bool = False


_ACKNOWLEDGE = (
    ReplyChoice.ACKNOWLEDGE,
    "Acknowledge only",
    "I have read this and acknowledge it. A response will follow.",
)
_MORE_TIME = (
    ReplyChoice.MORE_TIME,
    "Ask the officer for more time; no limit is extended by it",
    "I ask for time until (day, month and year): \n\nWhy:\n\n",
)
_NOT_MINE = (ReplyChoice.NOT_MINE, "Say that this isn't yours", "This isn't mine. Why, and whose it is if I know:\n\n")
_OFFERS: dict[DutyKind, tuple[tuple[ReplyChoice, str, str], ...]] = {
    DutyKind.RESPOND: (
        (
            ReplyChoice.COMPLETED,
            "Respond: the actions are completed",
            "The agreed actions are completed. What was done:\n\n",
        ),
        (ReplyChoice.RESPOND, "Respond: not all is completed yet", "My response:\n\n"),
        _ACKNOWLEDGE,
    ),
    DutyKind.COMPLETE_ACTIONS: (
        (ReplyChoice.COMPLETED, "The actions are completed", "The actions are completed. What was done:\n\n"),
        (ReplyChoice.RESPOND, "Respond: not all is completed yet", "My response:\n\n"),
        _ACKNOWLEDGE,
    ),
    DutyKind.CONFIRM_MEETING_DATE: (
        (ReplyChoice.CONFIRM, "Confirm the meeting's date", "The meeting will be on (day, month and year): \n\n"),
        _ACKNOWLEDGE,
    ),
}


def reply_links(
    mailbox: str, reference: str, kind: DutyKind, token: str, *, dated: bool = True
) -> tuple[ReplyLink, ...]:
    """The links for a duty, the one that discharges it first; none for a duty that no reply can settle.

    The last are for who can't do it in time, where it is `dated`, or whose it isn't.
    """
    offers = _OFFERS.get(kind, ())
    if offers:
        offers = (*offers, *((_MORE_TIME,) if dated else ()), _NOT_MINE)
    return tuple(
        _link(mailbox, f"[{reference}] {choice.value.upper()} {token}", label, body, main=position == 0)
        for position, (choice, label, body) in enumerate(offers)
    )


def _link(mailbox: str, subject: str, label: str, body: str, *, main: bool) -> ReplyLink:
    lines = body.replace("\n", "\r\n")
    href = f"mailto:{quote(mailbox, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
    return ReplyLink(label, href, subject, main)
