"""What an entry of the record says in a few words, for lists of what happened."""

from __future__ import annotations

from collections.abc import Mapping

from disputes.entries import EntryKind

_WORDS: Mapping[EntryKind, str] = {
    EntryKind.MEETING_CONFIRMED: "The date of the meeting was set",
    EntryKind.MEETING_CALLED_OFF: "The meeting was called off",
    EntryKind.MEETING_HELD: "The meeting was held",
    EntryKind.FULFILLED: "Done",
    EntryKind.ENTERED_HIGHER: "Taken straight to this stage",
    EntryKind.CONVERSATION: "A conversation was recorded",
    EntryKind.CONSULTED: "A consultation was recorded",
    EntryKind.INTENT_GIVEN: "Notice of intent was given",
    EntryKind.REFERRED: "A step outside the ladder was taken",
    EntryKind.ENDED: "Ended without resolution",
    EntryKind.TOLD: "It was recorded who was told",
    EntryKind.NOTED: "A note was added",
    EntryKind.CORRECTED: "An entry was corrected",
    EntryKind.HANDED_OVER: "Handed over to another officer",
    EntryKind.ADVISED: "Advice was recorded",
    EntryKind.OCCASION: "Something that happened was recorded",
    EntryKind.TASK_AGREED: "A task was agreed",
    EntryKind.COMPRESSED: "The limits were shortened for court",
    EntryKind.AUTHORISED: "The form was authorised",
    EntryKind.LINKED: "Linked to another dispute",
    EntryKind.MORE_TIME_ASKED: "More time was asked for",
    EntryKind.NOT_MINE: "Somebody said that it isn't theirs",
    EntryKind.REQUEST_ANSWERED: "A request was answered",
    EntryKind.REPLY_FILED: "A reply came by e-mail",
    EntryKind.REPLY_CLASSIFIED: "It was said what a reply means",
    EntryKind.AUTO_REPLY_FILED: "An automatic reply came",
    EntryKind.BOUNCED: "An e-mail came back",
    EntryKind.MEETING_ANSWERED: "A calendar answered the meeting invitation",
    EntryKind.COVER_ASKED: "Cover was asked for",
    EntryKind.NUDGED: "A reminder was sent",
    EntryKind.LAPSED: "A limit passed without an answer",
    EntryKind.UNDELIVERED: "A message couldn't be delivered",
}


def entry_words(kind: EntryKind) -> str:
    """What happened; most kinds say it by their name."""
    return _WORDS.get(kind) or kind.value.replace("-", " ").capitalize()
