"""Meetings in everybody's own calendar, over each transport: invited, moved, called off; and what goes with letters."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

from casework.make_move import Request, make_move
from casework.open_dispute import NewDispute, open_dispute
from disputes.working_days import LONDON
from mail.invitation import meeting_of
from mail.signed_reference import ReferenceSigner
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.mail.test_by_mail import RAISING, MailRoom, room, shared

__all__ = ["room", "shared"]

SIGNER = ReferenceSigner(b"k" * 32)


class Calendars:
    """Everybody's calendar, kept as the iTIP standard says: by name, the highest sequence wins, a cancellation ends."""

    def __init__(self, room: MailRoom) -> None:
        self.room = room
        self.moves = 0

    async def does(self, by: SamplePerson, reference: str, move: str, target: str = "", **entered: object) -> None:
        self.moves += 1
        request = Request(reference, move, target, entered)
        await make_move(self.room.desk, self.room.ids[by.email], request, key=("activity", f"m{self.moves}"))
        await self.room.send()

    def of(self, person: SamplePerson) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for mail in self.room.inbox(person):
            for event in events(mail):
                uid = str(event["UID"])
                assert uid not in kept or int(event["SEQUENCE"]) > int(kept[uid]["SEQUENCE"])
                kept[uid] = event
        return {uid: event for uid, event in kept.items() if str(event["STATUS"]) != "CANCELLED"}


def events(mail: EmailMessage) -> list[Any]:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    contents: list[Any] = [part.get_payload(decode=True) for part in parts]
    return [event for content in contents for event in Calendar.from_ical(content).walk("VEVENT")]


async def at_stage_2(room: MailRoom) -> str:
    new = NewDispute("bradford-firo", {**RAISING, "stage": "stage-2", "stage_reason": "Stage 1 was tried elsewhere."})
    opened = await open_dispute(room.desk, room.ids[council.FIRO.email], new, key=("activity", "1"))
    await room.send()
    return opened.reference


def on(day: int, month: int = 4, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=LONDON)


async def test_B18_B20_a_confirmed_meeting_is_in_the_calendar_of_chair_and_attendees_and_follows_every_change(
    room: MailRoom,
):
    calendars = Calendars(room)
    reference = await at_stage_2(room)
    await calendars.does(
        council.FSM,
        reference,
        "confirm-meeting",
        "stage-2/confirm-meeting",
        meeting_on="2026-04-22",
        arrangements="10:30 to 11:30, Room 4",
    )
    everybody = (council.FIRO_TM, council.FIRO, council.TM, council.FSM)
    for person in everybody:
        ((uid, event),) = calendars.of(person).items()
        assert event["DTSTART"].dt.astimezone(LONDON) == on(22).replace(minute=30)
        mark = meeting_of(uid, SIGNER)
        assert mark
        assert mark.reference == reference
    first = set(calendars.of(council.TM))
    assert calendars.of(council.SSW) == {}

    room.now[0] = on(1)
    await calendars.does(
        council.FIRO_TM,
        reference,
        "rearrange-meeting",
        "stage-2/hold-meeting",
        meeting_on="2026-05-06",
        reason="Illness.",
    )
    for person in everybody:
        assert set(calendars.of(person)) == first
        assert calendars.of(person)[next(iter(first))]["DTSTART"].dt.date().isoformat() == "2026-05-06"

    await calendars.does(
        council.FIRO, reference, "resolve", outcome="resolved", resolution="Agreed by phone.", impact="Visits resumed."
    )
    for person in everybody:
        assert calendars.of(person) == {}


async def test_a_meeting_that_is_called_off_and_arranged_anew_is_in_calendars_once(room: MailRoom):
    calendars = Calendars(room)
    reference = await at_stage_2(room)
    entered = {"meeting_on": "2026-04-22", "arrangements": "2pm, Teams"}
    await calendars.does(council.FSM, reference, "confirm-meeting", "stage-2/confirm-meeting", **entered)
    (first,) = calendars.of(council.TM)
    await calendars.does(council.FSM, reference, "call-off-meeting", "stage-2/hold-meeting", reason="Half are ill.")
    assert calendars.of(council.TM) == {}
    again = {"meeting_on": "2026-04-29", "arrangements": "2pm, Teams"}
    await calendars.does(council.FSM, reference, "confirm-meeting", "stage-2/confirm-meeting#2", **again)
    (second,) = calendars.of(council.TM)
    assert second != first


async def test_the_letters_of_an_invitation_are_one_conversation_with_the_disputes_others(room: MailRoom):
    calendars = Calendars(room)
    reference = await at_stage_2(room)
    await calendars.does(council.FSM, reference, "confirm-meeting", "stage-2/confirm-meeting", meeting_on="2026-04-22")
    threads = {mail["References"] for mail in room.inbox(council.TM)}
    assert len(threads) == 1
    assert None not in threads
