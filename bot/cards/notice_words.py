"""What each kind of notice is called on a card, and what it says in a sentence or two."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.cards.reasons import by_when, owners
from bot.cards.words import escaped
from casework.views import DutyView, NoticeView
from disputes.entries import EntryKind
from disputes.notices import NoticeKind

Wording = tuple[str, str]
"""A title and an explanation, which may be empty."""


def open_duty(notice: NoticeView) -> DutyView | None:
    """The duty that a notice is about, while it is owed."""
    return notice.duty if notice.duty and notice.duty.open else None


def _raised(notice: NoticeView) -> Wording:
    return f"{notice.stage} has been raised", "You are told because of your role; nothing is asked of you here."


def _brought_in(notice: NoticeView) -> Wording:
    return "A dispute under way is now followed here", "Its dates stay as they are."


def _answered(notice: NoticeView) -> Wording:
    by = escaped(notice.by)
    duty = open_duty(notice)
    if notice.entry is EntryKind.ACKNOWLEDGED:
        still = f" The {owners(duty)} still has to {duty.owes}, {by_when(duty)}." if duty else ""
        return f"Acknowledged by {by}", f"This is not a response.{still}"
    if notice.entry is EntryKind.REPLY_CLASSIFIED:
        return "A reply has been classified", ""
    if duty:
        limit = f"The {owners(duty)} still has to {duty.owes}, {by_when(duty)}."
        return f"Part of the answer from {by}", f"Not everything is completed. {limit}"
    return f"Answer from {by}", "Read it, and say how the dispute goes on."


def _meeting_confirmed(notice: NoticeView) -> Wording:
    return "The meeting date is confirmed", "Please put it into your calendar."


def _meeting_called_off(notice: NoticeView) -> Wording:
    return "The meeting is called off", "Please take it out of your calendar, if the cancellation hasn't done so."


def _referral(notice: NoticeView) -> Wording:
    return "The cover of the referral", "Your e-mail has it in full, to be sent on with the referral."


def _meeting_held(notice: NoticeView) -> Wording:
    return "The meeting has been recorded", ""


def _minutes(notice: NoticeView) -> Wording:
    return "Minutes of the meeting", f"{escaped(notice.by)} has sent the minutes to everybody who was to attend."


def _occasion(notice: NoticeView) -> Wording:
    return "Something you should know", f"{escaped(notice.by)} has recorded what the protocol asks to tell you of."


def _court(notice: NoticeView) -> Wording:
    return "Shorter limits for court", f"{escaped(notice.by)} has shortened the limits because of a hearing."


def _intent(notice: NoticeView) -> Wording:
    return "Notice of intent", f"{escaped(notice.by)} gives notice in writing of the steps below."


def _ended(notice: NoticeView) -> Wording:
    how = {EntryKind.RESOLVED: "is resolved", EntryKind.WITHDRAWN: "has been withdrawn"}.get(
        notice.entry, "has ended unresolved"
    )
    return f"{notice.reference} {how}", "There is nothing more for you to do at any of its stages."


def _handed_over(notice: NoticeView) -> Wording:
    return "This dispute is now yours", "Every date goes on as it was."


def _more_time(notice: NoticeView) -> Wording:
    by = escaped(notice.by)
    duty = open_duty(notice)
    if duty is None:
        return f"{by} asked for more time", "What it was about isn't owed any more."
    due = f": what is owed stays due by {duty.due.text}" if duty.due else ""
    return f"{by} asks for more time", f"This is a request. It extends no limit of your protocol{due}."


def _not_mine(notice: NoticeView) -> Wording:
    duty = open_duty(notice)
    title = f"{escaped(notice.by)} says that this isn't theirs"
    if duty is None:
        return title, "What it was about isn't owed any more."
    stays = f"Nothing has moved: it stays with the {owners(duty)}, to be done {by_when(duty)}."
    return title, f"{stays} Whoever keeps the directory has been told, too."


def _request_answered(notice: NoticeView) -> Wording:
    duty = open_duty(notice)
    due = f"You still have to {duty.owes}, {by_when(duty)}." if duty else "What it was about isn't owed any more."
    return f"{escaped(notice.by)} has answered what was asked", due


def _cover(notice: NoticeView) -> Wording:
    return "Cover is arranged", "Every date stays as it is. Whoever stands in answers from the first day to the last."


def _cover_asked(notice: NoticeView) -> Wording:
    return (
        "Please arrange cover",
        f"{escaped(notice.by)} asks that somebody stands in for a person who is away. Until then every date stays.",
    )


def _check_directory(notice: NoticeView) -> Wording:
    officer = escaped(notice.officer)
    return (
        "Please check the directory",
        f"{escaped(notice.by)} says that what {notice.reference} asks of them isn't theirs. Until the directory or "
        f"cover changes, it stays with them. Put it right if it is wrong, and tell {officer} either way.",
    )


def _nudge(notice: NoticeView) -> Wording:
    duty = open_duty(notice)
    if duty is None:
        return "Reminder", "This has been answered meanwhile. There is nothing for you to do."
    return f"Reminder: {duty.owes} {by_when(duty)}", ""


def _lapsed(notice: NoticeView) -> Wording:
    duty = open_duty(notice)
    if duty is None:
        return "A limit had passed", "It has been answered meanwhile."
    until = f" until {duty.due.text}" if duty.due else ""
    return (
        "A limit has passed without an answer",
        f"The {owners(duty)} had{until} to {duty.owes}. Nothing goes up by itself (X3): you decide what happens next.",
    )


def _vacant(notice: NoticeView) -> Wording:
    owed = f"to {notice.duty.owes}" if notice.duty else "to answer"
    who = owners(notice.duty) if notice.duty else "a role"
    return (
        "Nobody could be reminded",
        f"Nobody holds the role {who}, who has {owed}. Ask your administrator to add the holder to the directory.",
    )


def _bounced(notice: NoticeView) -> Wording:
    return (
        "An e-mail came back",
        "Please tell the person another way, and ask your administrator to check the address.",
    )


def _address_failed(notice: NoticeView) -> Wording:
    return (
        "An e-mail address needs to be put right",
        "A letter came back, and the officer knows. Please check the address below in the directory.",
    )


def _away(notice: NoticeView) -> Wording:
    duty = open_duty(notice)
    title = f"{escaped(notice.by)} is away"
    if duty is None:
        return title, "It has been answered meanwhile."
    still = f"The {owners(duty)} still has to {duty.owes} {by_when(duty)}; that date stays."
    return title, f"Their mailbox answered by itself, which counts for nothing (X5). {still} Ask for cover, or go on."


def _meeting_answered(notice: NoticeView) -> Wording:
    return (
        f"{escaped(notice.by)} has answered the meeting invitation",
        "It changes no date by itself: see whether the meeting can be held as it is arranged.",
    )


def _reply(notice: NoticeView) -> Wording:
    return (
        "A reply waits for you",
        f"{escaped(notice.by)} wrote to the shared mailbox. Until you say what it means, it counts as no answer (X5).",
    )


def _already_answered(notice: NoticeView) -> Wording:
    return (
        "This had been answered already",
        "Your e-mail is on the record and the officer reads it; it changes nothing by itself.",
    )


def _undelivered(notice: NoticeView) -> Wording:
    return (
        "A message could not be delivered",
        "It is on the record as undelivered. Please tell the person another way, and ask your administrator to look.",
    )


WORDINGS: Mapping[NoticeKind, Callable[[NoticeView], Wording]] = {
    NoticeKind.STAGE_RAISED: _raised,
    NoticeKind.BROUGHT_IN: _brought_in,
    NoticeKind.ANSWERED: _answered,
    NoticeKind.MEETING_CONFIRMED: _meeting_confirmed,
    NoticeKind.MEETING_CALLED_OFF: _meeting_called_off,
    NoticeKind.MEETING_HELD: _meeting_held,
    NoticeKind.MINUTES: _minutes,
    NoticeKind.OCCASION: _occasion,
    NoticeKind.COURT: _court,
    NoticeKind.REFERRAL: _referral,
    NoticeKind.INTENT: _intent,
    NoticeKind.ENDED: _ended,
    NoticeKind.HANDED_OVER: _handed_over,
    NoticeKind.MORE_TIME: _more_time,
    NoticeKind.NOT_MINE: _not_mine,
    NoticeKind.REQUEST_ANSWERED: _request_answered,
    NoticeKind.COVER: _cover,
    NoticeKind.COVER_ASKED: _cover_asked,
    NoticeKind.CHECK_DIRECTORY: _check_directory,
    NoticeKind.NUDGE: _nudge,
    NoticeKind.LAPSED: _lapsed,
    NoticeKind.VACANT: _vacant,
    NoticeKind.BOUNCED: _bounced,
    NoticeKind.ADDRESS_FAILED: _address_failed,
    NoticeKind.AWAY: _away,
    NoticeKind.MEETING_ANSWERED: _meeting_answered,
    NoticeKind.REPLY_TO_CLASSIFY: _reply,
    NoticeKind.ALREADY_ANSWERED: _already_answered,
    NoticeKind.UNDELIVERED: _undelivered,
}
"""The wording of every kind."""
