"""What a notice is, in a few words, for lists of what was sent."""

from __future__ import annotations

from collections.abc import Mapping

from disputes.notices import NoticeKind

_WORDS: Mapping[NoticeKind, str] = {
    NoticeKind.STAGE_RAISED: "The stage was raised",
    NoticeKind.BROUGHT_IN: "The dispute was brought in",
    NoticeKind.ANSWERED: "An answer was passed on",
    NoticeKind.MEETING_CONFIRMED: "Invitation to the meeting",
    NoticeKind.MEETING_CALLED_OFF: "The meeting was called off",
    NoticeKind.MEETING_HELD: "The meeting was recorded",
    NoticeKind.INTENT: "Notice of intent",
    NoticeKind.REFERRAL: "Cover of a referral",
    NoticeKind.ENDED: "How the dispute ended",
    NoticeKind.MINUTES: "Minutes of the meeting",
    NoticeKind.COURT: "Shorter limits for court",
    NoticeKind.NUDGE: "Reminder",
    NoticeKind.LAPSED: "The limit passed",
    NoticeKind.HANDED_OVER: "A new officer",
    NoticeKind.OCCASION: "News that the protocol asks to tell",
    NoticeKind.REPLY_TO_CLASSIFY: "A reply to classify",
    NoticeKind.BOUNCED: "An e-mail came back",
    NoticeKind.ADDRESS_FAILED: "An e-mail address to put right",
    NoticeKind.AWAY: "Somebody who owes an answer is away",
    NoticeKind.COVER_ASKED: "Cover was asked for",
    NoticeKind.MEETING_ANSWERED: "An answer to the invitation",
    NoticeKind.UNDELIVERED: "A message could not be sent",
    NoticeKind.VACANT: "Nobody holds a role",
    NoticeKind.ALREADY_ANSWERED: "Answered before",
}


def notice_words(kind: NoticeKind) -> str:
    """The kind in words; one that has none of its own is named as it is in the record."""
    return _WORDS.get(kind) or kind.value.replace("-", " ").capitalize()
