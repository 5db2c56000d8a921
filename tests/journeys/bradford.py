"""What the Bradford journeys have in common: the concern, how it is raised, and what people see of it."""

from __future__ import annotations

from datetime import datetime

from app.practice import Practice
from disputes.working_days import LONDON
from rehearsal import council
from rehearsal.chats import Message
from rehearsal.council import SamplePerson
from rehearsal.mailboxes import Letter
from rehearsal.playing import confirm, propose

PROTOCOL = "bradford-firo"
REFERENCE = "DRP-2026-0001"
ASIDES = ["Ask for more time", "Say that this isn't yours", "Arrange cover"]
"""What a card offers whoever can't do what is owed."""

RAISING = {
    "subject": "FC-20417",
    "team": council.TEAM,
    "stage": "stage-1",
    "themes": "supervision",
    "spoke_on": "2026-03-27",
    "wrong": "Supervision visits have not happened since January.",
    "wanted": "Monthly supervision visits resume.",
    "steps": "A visit this week, then monthly.",
    "tried": "Spoke with the supervising social worker twice.",
    "interests": "The placement is under strain without support.",
    "immediate_risk": "no",
}


def prose(written: Letter) -> str:
    """A letter's text without its line breaks."""
    return " ".join(written.text.split())


def london(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of 2026 in London."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


async def raise_dispute(practice: Practice, by: SamplePerson = council.FIRO, **changed: str) -> Message:
    """Somebody raises the concern in chat and confirms; everybody has their card and mail. Gives what is said then."""
    officer = practice.chat_of(by)
    await propose(officer, "raise a dispute", {**RAISING, **changed})
    said = await confirm(officer)
    await practice.settle()
    return said


def card(practice: Practice, person: SamplePerson) -> Message:
    """The newest card in somebody's chat."""
    return practice.chat_of(person).latest_card()


def letters(practice: Practice, person: SamplePerson) -> list[Letter]:
    """Every letter in somebody's inbox."""
    return practice.mailbox_of(person).letters()


def letter(practice: Practice, person: SamplePerson) -> Letter:
    """The newest letter in somebody's inbox."""
    return letters(practice, person)[-1]


def told(practice: Practice, person: SamplePerson) -> tuple[int, int]:
    """How many cards and letters somebody has had."""
    return len(practice.chat_of(person).chat.cards()), len(letters(practice, person))


async def everything_said(practice: Practice, *persons: SamplePerson) -> list[tuple[int, int]]:
    """What these people have had, once everything has arrived."""
    await practice.settle()
    return [told(practice, person) for person in persons]


def people(*persons: SamplePerson) -> str:
    """These people as the To or Cc line of a letter."""
    return ", ".join(f"{person.name} <{person.email}>" for person in persons)


def title(message: Message) -> str:
    """The heading of a card."""
    return next(str(part["text"]) for part in (message.card or {})["body"] if part.get("style") == "heading")
