"""The small cast of these tests: a council whose people sit at their clients, and how they fill in what they see."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from botbuilder.core import TurnContext

from bot.adapter import TurnAdapter
from bot.assembly import build_bot
from bot.state import MemoryStateStore
from bot.web import MessagesEndpoint
from casework.desk import Desk
from casework.dispatch import Receipt, Sender, dispatch
from casework.open_dispute import NewDispute, open_dispute
from casework.ports import Address, Appointment, Channel, OutboxItem, Protocols
from casework.ports import Person as Somebody
from casework.sweep import sweep
from casework.views import NoticeView
from disputes.protocol import Protocol
from disputes.working_days import LONDON
from protocols.reading import shipped
from rehearsal.chats import Message
from rehearsal.connector import LoopbackConnector
from rehearsal.person import Person
from storage.work import SqlStore

TENANT = "3d9b2f60-0000-4000-8000-000000000002"
PER_TEAM = ("FIRO", "SSW", "TM")
TEAM = "North"
REFERENCE = "DRP-2026-0001"
ASIDES = ["Ask for more time", "Say that this isn't yours", "Arrange cover"]
"""What a card offers whoever can't do what is owed."""

PEOPLE = {
    "firo": ("Amina Okafor", "FIRO"),
    "other_firo": ("Bryn Pritchard", "FIRO"),
    "ssw": ("Carol Whitlock", "SSW"),
    "tm": ("Dev Mistry", "TM"),
    "fsm": ("Elaine Foster", "FSM"),
    "hos": ("Farid Rahman", "HoS"),
    "firo_tm": ("Grace Liddell", "FIRO-TM"),
    "srsm": ("Helen Baxter", "SRSM"),
    "admin": ("Ian Copeland", "ADMIN"),
    "outsider": ("Kim Outsider", ""),
}


class Shipped(Protocols):
    """Protocols as shipped; Bradford's alone, unless a test says otherwise."""

    def __init__(self, *ids: str) -> None:
        self._known = {protocol_id: _all()[protocol_id] for protocol_id in ids or ("bradford-firo",)}

    def ids(self) -> list[str]:
        return sorted(self._known)

    def latest(self, protocol_id: str) -> Protocol:
        return self._known[protocol_id]

    def version(self, protocol_id: str, version: str) -> Protocol:
        return self._known[protocol_id]


@cache
def _all() -> dict[str, Protocol]:
    return shipped()


@dataclass
class Letters(Sender):
    """The e-mails that were sent beside the cards."""

    sent: list[NoticeView] = field(default_factory=list)

    async def deliver(self, item: OutboxItem, notice: NoticeView) -> Receipt:
        self.sent.append(notice)
        return Receipt(id=f"<{item.key}@practice.example>")


class Actor:
    """The bot that stands at the door; a restart puts another one there."""

    turn: Any = None

    async def on_turn(self, turn_context: TurnContext) -> Any:
        return await self.turn(turn_context)


@dataclass
class Stage:
    """The door, and the connector that the bot answers to."""

    bot: Actor
    adapter: TurnAdapter
    connector: LoopbackConnector
    door: MessagesEndpoint


class Council:
    """What the tests hold in their hands: a clock, the people, and everything that moves by itself."""

    def __init__(self, stage: Stage, store: SqlStore) -> None:
        self.stage = stage
        self.now = datetime(2026, 3, 30, 10, tzinfo=LONDON)
        self.state = MemoryStateStore()
        self.letters = Letters()
        self._ids = itertools.count(1)
        self.desk = Desk(
            store=store,
            protocols=Shipped(),
            clock=lambda: self.now,
            system_clock=lambda: datetime(2026, 3, 30, 9, tzinfo=UTC),
            council="Practice Council",
        )
        self.restart()

    def restart(self) -> None:
        """A new process over the same database and the same state."""
        tenants, new_id = [self.stage.connector.tenant], lambda: f"draft-{next(self._ids)}"
        bot, self.cards = build_bot(self.desk, self.stage.adapter, self.state, tenants=tenants, new_id=new_id)
        self.stage.bot.turn = bot.on_turn

    async def appoint(self, people: Sequence[Somebody], posts: Sequence[Appointment]) -> None:
        """Makes these the directory."""
        async with self.desk.store.writing() as work:
            await work.directory.replace_all(people, posts)
            await work.commit()

    async def meet_everybody(self) -> None:
        """The assistant knows where to reach everybody, as if they had talked to it before."""
        connector = self.stage.connector
        await self.stage.adapter.sender.trust(connector.service_url)
        async with self.desk.store.writing() as work:
            for person in connector.people:
                address = Address(
                    person=person.object_id,
                    service_url=connector.service_url,
                    conversation=person.chat.id,
                    bot=connector.bot_id,
                    user=person.user_id,
                    tenant=person.tenant,
                    channel="msteams",
                )
                await work.addresses.put(address)
            await work.commit()

    def person(self, who: str) -> Person:
        """Somebody at their client."""
        return next(p for p in self.stage.connector.people if p.object_id == who)

    async def settle(self) -> None:
        """Everything that was put off is done, everything in the outbox is sent."""
        await self.stage.door.drain()
        while (await dispatch(self.desk, {Channel.CARD: self.cards, Channel.EMAIL: self.letters})).sent:
            pass

    async def at(self, day: str, clock: str = "10:00") -> None:
        """It is this moment now, and the clock has made its round."""
        self.now = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LONDON)
        await sweep(self.desk)
        await self.settle()

    async def raise_dispute(self) -> None:
        """The officer has raised a dispute, and everybody has been told."""
        entered = {name: value for page in RAISING for name, value in page.items()}
        await open_dispute(self.desk, "firo", NewDispute("bradford-firo", entered), key=("test", "raised"))
        await self.settle()


RAISING = (
    {"subject": "FC-1187", "team": TEAM, "stage": "stage-1", "themes": "case-management", "spoke_on": "2026-03-27"},
    {
        "wrong": "The recommendations of the last review have not been carried out.",
        "wanted": "They are carried out.",
        "steps": "A training plan by the end of April.",
    },
    {
        "tried": "Two conversations with the supervising social worker.",
        "interests": "The contact plan depends on it.",
        "immediate_risk": "no",
    },
)


async def fill_in_raising(person: Person, **changed: str) -> None:
    """Fills in every page up to the preview."""
    for page in RAISING:
        filled = {name: changed.get(name, value) for name, value in page.items()}
        extra = {name: value for name, value in changed.items() if name in names(person.latest_card())}
        await person.press(person.latest_card(), "Next", {**filled, **extra})


def names(message: Message) -> set[str]:
    """The inputs of a card by id."""
    return {str(part["id"]) for part in message.inputs()}


def buttons(message: Message) -> list[str]:
    """The titles of a card's buttons."""
    return [str(action["title"]) for action in message.actions()]
