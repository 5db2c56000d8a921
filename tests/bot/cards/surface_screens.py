"""The cards around the conversation, by hand: shared ones, the dialog over a message, the administrator's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.cards.own_chat_card import own_chat_card
from bot.cards.plumbing_card import plumbing_card
from bot.cards.raise_from_message_card import raise_from_message_card
from bot.cards.screen import Screen
from bot.cards.shared_card import party_card, shared_card, stranger_card
from casework.ports import Channel, Person
from casework.show_dispute import CaseView
from casework.show_plumbing import Parked, Plumbing, Vacancy
from disputes.fields import Field
from disputes.refusals import unknown_reference
from disputes.working_days import LONDON
from protocols.reading import shipped

REFERENCE = "DRP-2026-0042"
LINK = "https://teams.microsoft.com/l/chat/0/0?tenantId=3d9b2f60&users=28:assistant"
TEXT = Field(name="wrong", label="What is wrong")
DRAFT = "Visits are *late* & <b>unrecorded</b>.\n\n- the last one was in January"


def surface_screens(case: CaseView) -> dict[str, Screen]:
    """Every one of them by name; `case` is the dispute that they are about."""
    return {
        "own-chat": own_chat_card(LINK),
        "shared": shared_card(REFERENCE),
        "shared-party": party_card(case),
        "shared-brought": party_card(replace(case, duties=()), said="You find it in our own chat."),
        "shared-stranger": stranger_card(REFERENCE, str(unknown_reference(REFERENCE))),
        "raise-from-message": raise_from_message_card(TEXT, [], {"wrong": DRAFT}),
        "raise-from-message-refused": raise_from_message_card(
            TEXT,
            list(shipped().values())[:2],
            {"wrong": DRAFT},
            message="This text has 4,001 characters; “What is wrong” takes at most 4,000. Shorten it below.",
        ),
        "plumbing": plumbing_card(BUSY, ["0d9b2f60-0000-4000-8000-00000000000a"]),
        "plumbing-idle": plumbing_card(IDLE, [], said="It is back in the queue, and is sent with the next round."),
    }


def _person(name: str) -> Person:
    return Person(id=name, name=name, email=f"{name}@practice.example")


def _parked(number: int, channel: Channel, to: str | None, reason: str) -> Parked:
    reference = f"DRP-2026-{number:04d}"
    since = datetime(2026, 4, 8, 9, tzinfo=LONDON)
    return Parked(key=f"{reference}/1/0", reference=reference, channel=channel, to=to, reason=reason, since=since)


BUSY = Plumbing(
    parked=(
        _parked(42, Channel.EMAIL, None, "The mailbox refused it: 550 5.1.1 <d.mistry@practice.example> unknown."),
        _parked(47, Channel.CARD, "Dev Mistry", "Teams refused it: MessageSizeTooBig (413)."),
    ),
    waiting=3,
    to_file=2,
    vacancies=(
        Vacancy(title="Fostering Team Manager", role="TM", team="Fostering South"),
        Vacancy(title="Head of Service", role="HoS", team=""),
    ),
    not_in_teams=tuple(_person(name) for name in ("Carol Whitlock", "Dev Mistry")),
    without_account=(_person("Elaine Foster"),),
)
IDLE = Plumbing(parked=(), waiting=0, to_file=0, vacancies=(), not_in_teams=(), without_account=())
