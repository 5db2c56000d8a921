"""Whole ladders whose managers never open Teams: they have letters and answer them, wherever the mailbox is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.practice import Practice, open_practice
from casework.ports import Channel
from disputes.entries import EntryKind
from protocols.reading import shipped
from rehearsal.clock import MovableClock
from rehearsal.council import SamplePerson
from rehearsal.mailboxes import Letter
from rehearsal.staffing import Size, staffed
from tests.journeys.bradford import london
from tests.journeys.shared_mailboxes import EXCHANGE, GRAPH, MAILDIR, shared_mailbox
from tests.journeys.wire import PREVIEW, Wire

REFERENCE = "DRP-2026-0001"
OFFICERS_SIDE = {
    "bradford-firo": frozenset({"FIRO", "FIRO-TM", "SRSM"}),
    "cpru-cla": frozenset({"IRO", "CPRU-SM"}),
}
"""Who acts in Teams: whoever raises, escalates and chairs. Everybody else has the app removed."""


class ByMail:
    """A council whose managers have nothing but their mailbox."""

    def __init__(self, practice: Practice, protocol: str) -> None:
        self.practice = practice
        self._wire = Wire(practice)
        self._chatting = OFFICERS_SIDE[protocol]

    def somebody(self, role: str) -> SamplePerson:
        """Who holds a role."""
        return self._wire.somebody(role)

    @property
    def managers(self) -> list[SamplePerson]:
        """Everybody who isn't on the officer's side."""
        return [each for each in self.practice.staff.everyone if not self._chatting.intersection(each.roles)]

    async def managers_remove_the_app(self) -> None:
        """From now on they have nothing but their mail."""
        for person in self.managers:
            await self.practice.chat_of(person).uninstall()
        await self.practice.settle()

    def letter(self, role: str) -> Letter:
        """The newest letter that somebody has."""
        return self.practice.mailbox_of(self._wire.somebody(role)).letters()[-1]

    async def does(self, role: str, words: str, **values: str) -> None:
        """Somebody on the officer's side types what to do, fills in the form and confirms."""
        person = self._wire.chat(role)
        await person.say(words)
        preview = await self._wire.fills_in(person, values)
        assert PREVIEW in preview.words, preview.words
        await person.press(preview, "confirm")
        await self.practice.settle()
        assert any(m.words.startswith("Done: ") for m in person.chat.from_bot()[-3:]), person.chat.from_bot()[-1].words

    async def replies(self, role: str, text: str, choice: str) -> Letter:
        """Somebody answers the newest letter that offers this choice by its link; gives that letter."""
        mailbox = self.practice.mailbox_of(self._wire.somebody(role))
        asked = next(each for each in reversed(mailbox.letters()) if choice in each.choices)
        mailbox.reply(asked, text, choice=choice)
        await self.practice.settle()
        return asked

    def officer_reads(self, role: str, *seen: str) -> None:
        """The newest cards of somebody on the officer's side have all of this."""
        newest = "\n".join(card.words for card in self._wire.chat(role).chat.cards()[-4:])
        for text in seen:
            assert text in newest, (text, newest)


def wherever_the_mailbox_is(protocol: str) -> pytest.MarkDecorator:
    """One test for each transport."""
    places = (MAILDIR, GRAPH, EXCHANGE)
    return pytest.mark.parametrize("council", [(protocol, place) for place in places], ids=places, indirect=True)


@pytest.fixture
async def council(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ByMail]:
    protocol, place = request.param
    clock = MovableClock(london(3, 30))
    async with (
        shared_mailbox(place, tmp_path, clock) as box,
        open_practice(
            tmp_path,
            clock,
            staff=staffed(shipped()[protocol], Size.COUNTY, []),
            runs=(protocol,),
            office=box.office,
            mailbox=box.opens,
        ) as practice,
    ):
        by_mail = ByMail(practice, protocol)
        await by_mail.managers_remove_the_app()
        yield by_mail


async def proven_by_mail_alone(council: ByMail, officer: str) -> list[EntryKind]:
    """The chains hold, and whoever has no Teams was reached by mail each time; gives what the managers did."""
    assert await council.practice.faults() == []
    case = await council.practice.case(council.somebody(officer), REFERENCE)
    async with council.practice.council.store.reading() as work:
        waiting = [each for each in await work.outbox.parked() if each.item.channel is Channel.EMAIL]
    assert waiting == []
    managers = {person.name for person in council.managers}
    return [entry.kind for entry in case.entries if entry.by.name in managers]


@wherever_the_mailbox_is("bradford-firo")
async def test_bradford_with_the_managers_on_mail_alone(council: ByMail) -> None:
    await council.does("FIRO", "raise a dispute", stage="stage-1", immediate_risk="no")
    asked = await council.replies("TM", "I have read this.", "acknowledge")
    assert {"completed", "respond", "acknowledge"} <= set(asked.choices)
    council.officer_reads("FIRO", "Acknowledged by")
    await council.replies("TM", "Not before the summer.", "respond")
    council.officer_reads("FIRO", "Not before the summer.")

    await council.does("FIRO", "escalate 1", reasons="dissatisfaction")
    assert REFERENCE in council.letter("FSM").subject
    await council.replies("FSM", "The meeting will be on 9/4/2026 at 10, Room 3.", "confirm")
    council.officer_reads("FIRO-TM", "Thursday 9 April 2026")
    await council.practice.move_to(london(4, 9, 15))
    await council.does("FIRO-TM", "record the meeting", held_on="2026-04-09")

    await council.does("FIRO", "escalate 1", reasons="dissatisfaction")
    await council.replies("HoS", "We meet on Tuesday 21 April 2026.", "confirm")
    await council.practice.move_to(london(4, 21, 15))
    await council.does("SRSM", "record the meeting", held_on="2026-04-21")
    await council.does("FIRO", "notice of intent 1", steps="legal-advice")
    assert council.letter("HoS").subject == f"[{REFERENCE}] Notice of intent"
    await council.does("FIRO", "seek legal advice 1")
    await council.does("FIRO", "resolve 1", outcome="resolved-in-part")
    assert "resolved" in council.letter("TM").subject.lower()
    assert await proven_by_mail_alone(council, "FIRO") == [
        EntryKind.ACKNOWLEDGED,
        EntryKind.RESPONDED,
        EntryKind.MEETING_CONFIRMED,
        EntryKind.MEETING_CONFIRMED,
    ]


@wherever_the_mailbox_is("cpru-cla")
async def test_cpru_with_the_managers_on_mail_alone(council: ByMail) -> None:
    await council.does("IRO", "raise a dispute", stage="informal", immediate_risk="no")
    await council.replies("TM", "The visit takes some weeks yet.", "respond")
    council.officer_reads("IRO", "The visit takes some weeks yet.")

    await council.does("IRO", "escalate 1 to stage 1", reasons="dissatisfaction")
    await council.replies("TM", "Nothing has changed.", "respond")
    await council.does("IRO", "escalate 1 to stage 2", reasons="dissatisfaction")
    await council.replies("SM", "I have asked the team for dates.", "respond")
    council.officer_reads("IRO", "I have asked the team for dates.")

    await council.does("CPRU-SM", "arrange the meeting 1", meeting_on="2026-03-31")
    await council.practice.move_to(london(3, 31, 16))
    await council.does("CPRU-SM", "record the meeting 1", held_on="2026-03-31", ended_at="15:30")
    await council.does("CPRU-SM", "escalate 1 to stage 3", reasons="dissatisfaction", agreed="yes")
    assert REFERENCE in council.letter("HoS").subject
    await council.does("IRO", "escalate 1 to stage 4", agreed="yes")
    await council.does("IRO", "cafcass 1")
    await council.does("IRO", "end 1")
    assert REFERENCE in council.letter("TM").subject
    assert await proven_by_mail_alone(council, "IRO") == [EntryKind.RESPONDED] * 3
