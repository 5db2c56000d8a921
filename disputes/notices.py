"""Notices: messages that an entry causes, to whom and by which rule; roles first, people once resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from disputes.refusals import Refusal
from disputes.stage import Addressee


class NoticeKind(StrEnum):
    """What a notice is about; letters and cards have one wording for each."""

    STAGE_RAISED = "stage-raised"
    BROUGHT_IN = "brought-in"
    ANSWERED = "answered"
    MEETING_CONFIRMED = "meeting-confirmed"
    MEETING_CALLED_OFF = "meeting-called-off"
    MEETING_HELD = "meeting-held"
    INTENT = "intent"
    ENDED = "ended"
    OCCASION = "occasion"
    MINUTES = "minutes"
    COURT = "court"
    REFERRAL = "referral"
    HANDED_OVER = "handed-over"
    MORE_TIME = "more-time"
    NOT_MINE = "not-mine"
    REQUEST_ANSWERED = "request-answered"
    COVER = "cover"
    COVER_ASKED = "cover-asked"
    CHECK_DIRECTORY = "check-directory"
    NUDGE = "nudge"
    LAPSED = "lapsed"
    VACANT = "vacant"
    BOUNCED = "bounced"
    ADDRESS_FAILED = "address-failed"
    AWAY = "away"
    MEETING_ANSWERED = "meeting-answered"
    REPLY_TO_CLASSIFY = "reply-to-classify"
    ALREADY_ANSWERED = "already-answered"
    UNDELIVERED = "undelivered"


ADMINISTRATOR = "ADMIN"
"""The directory's role for whoever looks after the installation: told of its plumbing, never of a case."""

PLUMBING = frozenset({NoticeKind.COVER, NoticeKind.CHECK_DIRECTORY, NoticeKind.ADDRESS_FAILED, NoticeKind.COVER_ASKED})
"""Kinds that say who does what and hold no case text, so that who is no party may be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDraft:
    """A notice as the rules see it: roles, not yet people. One that is only sent `if_held` may find nobody."""

    kind: NoticeKind
    to: tuple[Addressee, ...]
    copies: tuple[Addressee, ...] = ()
    stage: str | None = None
    duty: str | None = None
    in_absence: tuple[str, ...] = ()
    if_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One person who gets a notice, in every role that makes them a recipient, with the rule behind each.

    Whoever has no role in it was added as a copy: `added_by` names the officer, `because` is the reason (X6).
    """

    person: str
    roles: tuple[Addressee, ...]
    cover_for: str | None = None
    added_by: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice addressed to people."""

    kind: NoticeKind
    to: tuple[Recipient, ...]
    copies: tuple[Recipient, ...] = ()
    stage: str | None = None
    duty: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who holds a role, or stands in for the one who does."""

    person: str
    cover_for: str | None = None


def address(
    draft: NoticeDraft, holder_of: Callable[[str], Sequence[Holder]], vacancy: Callable[[str], Refusal]
) -> Notice:
    """Resolves a draft's roles to people: everyone once, To before copies, every role and rule named.

    Raises the refusal that `vacancy` makes of a role that nobody holds: nobody is silently left out.
    """
    to = _merge(_or_in_absence(draft, holder_of), holder_of, vacancy)
    placed = {recipient.person: recipient for recipient in to}
    copies: list[Recipient] = []
    for recipient in _merge(draft.copies, holder_of, vacancy):
        first = placed.get(recipient.person)
        if first is None:
            copies.append(recipient)
        else:
            placed[recipient.person] = Recipient(
                person=first.person, roles=first.roles + recipient.roles, cover_for=first.cover_for
            )
    return Notice(kind=draft.kind, to=tuple(placed.values()), copies=tuple(copies), stage=draft.stage, duty=draft.duty)


def _or_in_absence(draft: NoticeDraft, holder_of: Callable[[str], Sequence[Holder]]) -> tuple[Addressee, ...]:
    """The addressees that somebody holds; where nobody holds any, the first role that stands in for them (H40)."""
    present = tuple(addressee for addressee in draft.to if holder_of(addressee.role))
    if not draft.in_absence or present:
        return present if draft.in_absence else draft.to
    stand_in = next((role for role in draft.in_absence if holder_of(role)), None)
    return (Addressee(stand_in, draft.to[0].rule),) if stand_in else draft.to


def _merge(
    addressees: Iterable[Addressee],
    holder_of: Callable[[str], Sequence[Holder]],
    vacancy: Callable[[str], Refusal],
) -> list[Recipient]:
    merged: dict[str, Recipient] = {}
    for addressee in addressees:
        holders = holder_of(addressee.role)
        if not holders:
            raise vacancy(addressee.role)
        for holder in holders:
            known = merged.get(holder.person)
            roles = (*known.roles, addressee) if known else (addressee,)
            cover_for = holder.cover_for or (known.cover_for if known else None)
            merged[holder.person] = Recipient(person=holder.person, roles=roles, cover_for=cover_for)
    return list(merged.values())
