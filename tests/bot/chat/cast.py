"""The small cast of these tests: a council whose people sit at their clients, and how they fill in what they see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from bot.assembly import build_bot
from bot.card_channel import CardSender
from bot.state import MemoryStateStore
from casework.desk import Desk
from casework.dispatch import Sender, dispatch
from casework.ports import Channel, OutboxItem, Protocols
from casework.sweep import sweep
from casework.views import NoticeView
from disputes.protocol import Protocol
from disputes.working_days import LONDON
from protocols.reading import shipped
from rehearsal.chats import Message
from rehearsal.person import Person

TEAM = "North"
REFERENCE = "DRP-2026-0001"

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
    """The protocols as shipped."""

    def ids(self) -> list[str]:
        return ["bradford-firo"]

    def latest(self, protocol_id: str) -> Protocol:
        return shipped()[protocol_id]

    def version(self, protocol_id: str, version: str) -> Protocol:
        return shipped()[protocol_id]


@dataclass
class Letters(Sender):
    """The e-mails that were sent beside the cards."""

    sent: list[NoticeView] = field(default_factory=list)

    async def deliver(self, item: OutboxItem, notice: NoticeView) -> str:
        self.sent.append(notice)
        return f"<{item.key}@practice.example>"


@dataclass
class Council:
    """What the tests hold in their hands."""

    stage: Any
    desk: Desk
    state: MemoryStateStore
    cards: CardSender
    letters: Letters
    now: datetime
    ids: Any

    def person(self, who: str) -> Person:
        return next(p for p in self.stage.connector.people if p.object_id == who)

    async def settle(self) -> None:
        """Everything that was put off is done, everything in the outbox is sent."""
        await self.stage.endpoint.drain()
        while (await dispatch(self.desk, {Channel.CARD: self.cards, Channel.EMAIL: self.letters})).sent:
            pass

    async def at(self, day: str, clock: str = "10:00") -> None:
        """It is this moment now, and the clock has made its round."""
        self.now = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LONDON)
        await sweep(self.desk)
        await self.settle()

    def restart(self) -> None:
        """A new process over the same database and the same state."""
        self.stage.bot.turn, self.cards = build(self.desk, self.stage, self.state, self.ids)

    async def raise_dispute(self, **changed: str) -> None:
        """The officer raises a dispute in chat, and everybody is told."""
        firo = self.person("firo")
        await firo.say("raise")
        await fill_in_raising(firo, **changed)
        await firo.press(firo.latest_card(), "Confirm and send")
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


def build(desk: Desk, stage: Any, state: MemoryStateStore, ids: Any) -> tuple[Any, CardSender]:
    """The bot as the wiring puts it together, and its way out."""
    tenants = [stage.connector.tenant]
    bot, cards = build_bot(desk, stage.adapter, state, tenants=tenants, new_id=lambda: next(ids))
    return bot.on_turn, cards
