"""Somebody's calendar answered a meeting invitation: on record, and told to the officer where they won't come."""

from __future__ import annotations

from casework.desk import Desk
from casework.keep_reply import by_sender, cut, movers, received
from casework.match_mail import Match
from casework.parties import Standing, addressed, held_among
from casework.ports import Work
from casework.received_mail import InvitationAnswer, ReceivedMail
from casework.recording import record
from disputes.case import Decision
from disputes.entries import EntryKind
from disputes.fields import Fact
from disputes.notices import Notice, NoticeDraft, NoticeKind
from disputes.stage import Addressee
from disputes.working_days import london_date, long_date

ACCEPTED = "accepted"
MEETING = "meeting-"
"""What a signed reference begins its duty with where it names a meeting by the entry that arranged it."""

SAID = {
    ACCEPTED: "Accepted",
    "declined": "Declined",
    "tentative": "Accepted for now, not for certain",
    "proposed": "Another time proposed",
}


async def file_invitation_answer(
    work: Work, desk: Desk, mail: ReceivedMail, answer: InvitationAnswer, match: Match, place: Standing
) -> None:
    """On the record as an answer to the invitation; it confirms no date and answers no duty (X5)."""
    stage = match.loaded.case.stage.id
    # The invitation's own name in calendars says which of several meetings it was.
    meeting = (match.duty or "").removeprefix(MEETING) if (match.duty or "").startswith(MEETING) else ""
    decision = Decision(
        kind=EntryKind.MEETING_ANSWERED,
        stage=stage,
        values={
            "mail": mail.identity,
            "person": place.person.id,
            "answer": answer.answer,
            **({"meeting": meeting} if meeting else {}),
        },
        facts=_facts(match, mail, answer),
        happened_at=received(desk, mail),
    )
    notices = () if answer.answer == ACCEPTED else await _tell(work, desk, match, place, stage)
    await record(work, desk, match.loaded.protocol, match.loaded.dispute, decision, by_sender(place), notices)


async def _tell(work: Work, desk: Desk, match: Match, place: Standing, stage: str) -> tuple[Notice, ...]:
    today = london_date(desk.clock())
    held = await held_among(work.directory, movers(match.loaded, None), match.loaded.matter, today)
    to = tuple(Addressee(role, "X5") for role in held if role not in place.roles)
    drafts = (NoticeDraft(kind=NoticeKind.MEETING_ANSWERED, to=to, stage=stage),) if to else ()
    return await addressed(work.directory, drafts, match.loaded.matter, today)


def _facts(match: Match, mail: ReceivedMail, answer: InvitationAnswer) -> tuple[Fact, ...]:
    arranged = match.loaded.dispute.visit.meeting_on
    said = answer.comment or mail.text
    rows = (
        ("Answer to the invitation", SAID.get(answer.answer, answer.answer)),
        ("Meeting that it answers", answer.meeting),
        ("Proposed instead", answer.instead),
        ("Meeting as it is arranged now", long_date(arranged) if arranged else ""),
        ("Comment", cut(said) if said.strip() else ""),
    )
    return tuple(Fact(label, text) for label, text in rows if text)
