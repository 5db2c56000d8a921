"""What people do in a guided scenario: each act plays a person at the real chat, mailbox or clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from disputes.stage import Stage
from disputes.working_days import london_date
from rehearsal.chats import Message
from rehearsal.hall import Hall, Player
from rehearsal.mailboxes import Letter
from rehearsal.passing import Passing
from rehearsal.person import ClientRefuses
from rehearsal.samples import SAMPLES, TEXT, answers, subject_of

NEXT, CONFIRM = "next", "confirm"
_PAGES = 12


@dataclass(frozen=True, slots=True)
class Stagehand:
    """The hall, and what the acts of scenarios share."""

    hall: Hall
    passing: Passing

    async def raise_dispute(self, player: Player, stage: Stage, **wanted: str) -> None:
        """Raises a dispute at a stage, through the form; above the lowest with a reason and a consultation."""
        protocol = self.hall.protocol
        if protocol.position(stage.id) > protocol.position(protocol.enter_at):
            wanted = {"stage_reason": SAMPLES["stage_reason"], "consulted": TEXT, **wanted}
        await player.teams.say("raise a dispute")
        await self.fill_and_confirm(player, {"stage": stage.id, "subject": subject_of(protocol), **wanted})

    async def consult(self, player: Player, gate: str) -> None:
        """Records a consultation in the only dispute, by typing it and choosing which."""
        await player.teams.say("consult")
        verb = f"consult-{gate}"
        if any(button.get("verb") == verb for button in player.teams.latest_card().actions()):
            await player.teams.press(player.teams.latest_card(), verb)
        await self.fill_and_confirm(player, {})

    async def fill_and_confirm(self, player: Player, wanted: Mapping[str, str]) -> None:
        """Goes through the pages of the form that is open, and confirms the preview."""
        today = london_date(self.hall.clock())
        for _ in range(_PAGES):
            card = player.teams.latest_card()
            verbs = [str(button.get("verb")) for button in card.actions()]
            if CONFIRM in verbs:
                await player.teams.press(card, CONFIRM)
                await self.hall.settle()
                return
            if NEXT not in verbs:
                break
            await player.teams.press(card, NEXT, answers(card.inputs(), today, wanted))
        raise ClientRefuses(f"{player.name}'s form didn't come to an end: {player.teams.chat.from_bot()[-1].words}")

    async def press(self, player: Player, verb: str, inputs: Mapping[str, str] | None = None) -> None:
        """Presses a button on the newest card that has it; gives what its inputs need."""
        card = card_with(player, verb)
        today = london_date(self.hall.clock())
        await player.teams.press(card, verb, answers(card.inputs(), today, inputs) if inputs is not None else None)
        await self.hall.settle()

    async def reply(self, player: Player, text: str, choice: str | None = None) -> None:
        """Answers the newest letter, by one of its reply choices where one is named."""
        player.mailbox.reply(newest(player, choice), text, choice=choice)
        await self.hall.settle()

    async def go(self, to: str) -> None:
        """Moves the clock by one of its buttons."""
        await self.passing.go(to)


Act = Callable[[Stagehand], Awaitable[None]]


async def nothing(_: Stagehand) -> None:
    """Nothing to do but look."""


def card_with(player: Player, verb: str) -> Message:
    """The newest card in somebody's chat with this button. Raises ClientRefuses."""
    for message in reversed(player.teams.chat.shown()):
        if any(button.get("verb") == verb for button in message.actions()):
            return message
    raise ClientRefuses(f"{player.name} has no card with {verb!r}")


def newest(player: Player, choice: str | None) -> Letter:
    """The newest letter in somebody's inbox that offers this choice. Raises ClientRefuses."""
    for letter in reversed(player.mailbox.letters()):
        if choice is None or choice in letter.choices:
            return letter
    raise ClientRefuses(f"{player.name} has no such letter")


def forward(message: Message, sender: Player, receiver: Player, hall: Hall) -> Message:
    """Puts a copy of a message into somebody else's chat, as people do with cards. It gives no rights."""
    shown = {**message.activity, "id": hall.connector.new_id(), "forwardedBy": sender.name}
    copy = Message(str(shown["id"]), from_bot=True, at=hall.clock(), versions=[shown])
    receiver.teams.chat.messages.append(copy)
    hall.connector.changed(receiver.teams.chat)
    return copy


WRITTEN = SAMPLES["response"]
