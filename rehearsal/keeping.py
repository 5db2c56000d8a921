"""What a practice needs to be resumed: the choice, the case time, the guide's step, and what Teams had shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from rehearsal.chats import Json, Message
from rehearsal.hall import Choice
from rehearsal.person import Person
from rehearsal.staffing import Size

FILE = "room.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """A practice as it was left."""

    choice: Choice
    now: datetime
    step: int
    chats: dict[str, list[Json]]

    def restore(self, people: Iterable[Person]) -> None:
        """Puts every chat back as it was."""
        for person in people:
            if person.chat.id in self.chats:
                person.chat.messages[:] = [_message(each) for each in self.chats[person.chat.id]]


def keep(folder: Path, choice: Choice, now: datetime, step: int, people: Iterable[Person]) -> None:
    """Writes a practice down, whole or not at all."""
    chats = {person.chat.id: [_json(message) for message in person.chat.messages] for person in people}
    kept = {
        "protocol": choice.protocol,
        "size": choice.size.value,
        "scenario": choice.scenario,
        "now": now.isoformat(),
        "step": step,
        "chats": chats,
    }
    temporary = folder / f"{FILE}.tmp"
    temporary.write_text(json.dumps(kept), "utf-8")
    temporary.rename(folder / FILE)


def read_kept(folder: Path) -> Kept | None:
    """The practice that was left in a folder; None where there is none, or none that can be read any more."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
        choice = Choice(protocol=kept["protocol"], size=Size(kept["size"]), scenario=kept["scenario"])
        return Kept(choice, datetime.fromisoformat(kept["now"]), int(kept["step"]), kept["chats"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _json(message: Message) -> Json:
    return {
        "id": message.id,
        "bot": message.from_bot,
        "at": message.at.isoformat(),
        "shown": message.activity,
        "deleted": message.deleted,
    }


def _message(kept: Json) -> Message:
    at = datetime.fromisoformat(kept["at"])
    shown = cast("Json", kept["shown"])
    return Message(kept["id"], from_bot=kept["bot"], at=at, versions=[shown], deleted=kept["deleted"])
