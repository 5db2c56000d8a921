"""What the practice room works with: the people, their chats and mailboxes, the clock and the desk, handed in whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk
from disputes.protocol import Protocol
from rehearsal.clock import MovableClock
from rehearsal.connector import LoopbackConnector
from rehearsal.council import SampleCouncil
from rehearsal.mailboxes import PracticeMailbox
from rehearsal.person import Person
from rehearsal.staffing import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a practice is: which protocol, which council, and which guided scenario ("" for none)."""

    protocol: str = "bradford-firo"
    size: Size = Size.COUNTY
    scenario: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody whom the room can play; `absence` and `dead` tell of their mailbox."""

    id: str
    name: str
    email: str
    roles: tuple[str, ...]
    titles: tuple[str, ...]
    team: str
    teams: Person
    mailbox: PracticeMailbox
    absence: Callable[[], str | None]
    set_absence: Callable[[str | None], None]
    dead: Callable[[], bool]
    set_dead: Callable[[bool], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """A practice under way. `begin` closes it and opens the chosen one; `keep` writes down what resuming needs."""

    choice: Choice
    council: SampleCouncil
    protocol: Protocol
    protocols: tuple[Protocol, ...]
    players: tuple[Player, ...]
    desk: Desk
    clock: MovableClock
    connector: LoopbackConnector
    settle: Callable[[], Awaitable[None]]
    move_to: Callable[[datetime], Awaitable[None]]
    begin: Callable[[Choice], None]
    keep: Callable[[], None]

    def player(self, player_id: str) -> Player | None:
        """Somebody by the room's own id."""
        return next((player for player in self.players if player.id == player_id), None)

    def holder(self, role: str) -> Player:
        """The first holder of a role. Raises LookupError where there is none."""
        found = next((player for player in self.players if role in player.roles), None)
        if found is None:
            raise LookupError(f"nobody here holds {role}")
        return found
