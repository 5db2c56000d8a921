"""Anybody tries anything, by typing and by forged presses: done only by whom the card offers it, else with a reason.

A chance that is always the same chooses who tries what, under each council's protocol.
"""

from __future__ import annotations

import random
import re

import pytest

from disputes.moves.catalogue import MOVES
from protocols.reading import shipped
from rehearsal.council import SamplePerson
from tests.journeys.wire import Wire, moves_on

LADDERS = [protocol.id for protocol in shipped().values() if not protocol.process]
TRIES = 25
TYPING = "typing"
WAYS = (TYPING, TYPING, "move", "open", "pick", "show", "timeline", "list")
LENGTH = re.compile(r"The record has (\d+) entr")
MISSING = "DRP-2026-0077"
pytestmark = pytest.mark.parametrize("wire", LADDERS, indirect=True)


async def test_anybody_tries_anything(wire: Wire, request: pytest.FixtureRequest) -> None:
    protocol = shipped()[request.node.callspec.params["wire"]]
    officer = protocol.officer
    begins = {"stage": protocol.enter_at, "agreed_on": "2026-04-20", "spoke_on": "2026-03-30"}
    reference = await wire.begins(officer, "raise", protocol.id, **begins)
    chance = random.Random(protocol.id)
    length = await _length(wire, officer, reference)
    for _ in range(TRIES):
        person = chance.choice(wire.practice.staff.everyone)
        move, target = await _something(wire, chance, officer, reference)
        offered = await _offered_to(wire, person, reference)
        way = chance.choice(WAYS)
        said = await _tried(wire, person, way, reference, move, target)
        assert said.strip(), f"{person.name} is never met by silence"
        assert "don't know that action" not in said
        assert "Something went wrong" not in said
        now = await _length(wire, officer, reference)
        assert now == length or (move, target) in offered, f"{person.name} did {move} {target}"
        length = now
        if not offered and person.roles[0] not in protocol.roles and person.roles != ("QM",):
            of_none = await _tried(wire, person, way, MISSING, move, target)
            assert said.replace(reference, MISSING) == of_none, f"{person.name} learns something"


async def _something(wire: Wire, chance: random.Random, officer: str, reference: str) -> tuple[str, str]:
    """A move with a target that it has, or never had."""
    known = moves_on(await wire.looks(officer, reference))
    if chance.random() < 0.6:
        return chance.choice(known)
    return chance.choice(MOVES).id, chance.choice(["", "nowhere", "stage-1/respond", "1", "💥"])


async def _tried(wire: Wire, person: SamplePerson, way: str, reference: str, move: str, target: str) -> str:
    """Everything that is said to somebody's try: typed words, or a press that no card of theirs ever had."""
    chat = wire.practice.chat_of(person)
    before, answer = len(chat.chat.from_bot()), ""
    if way == TYPING:
        title = next(each.title for each in MOVES if each.id == move)
        await chat.say(f"{title} {reference}")
    else:
        data = {"do": way, "reference": reference, "move": move, "target": target, "picked": f"{move} {target}"}
        pressed = await chat.invoke({"type": "Action.Execute", "verb": "x", "data": {**data, "response": "x"}})
        assert pressed.status == 200
        answer = f"{pressed.text}{_words(pressed.card)}"
    await wire.practice.settle()
    said = [answer, *(message.words for message in chat.chat.from_bot()[before:])]
    await chat.say("cancel")
    return "\n".join(said)


def _words(card: object) -> str:
    return str(card) if card else ""


async def _offered_to(wire: Wire, person: SamplePerson, reference: str) -> set[tuple[str, str]]:
    (shown,) = await wire.practice.chat_of(person).say(f"status {reference}")
    return set(moves_on(shown)) if shown.card else set()


async def _length(wire: Wire, officer: str, reference: str) -> int:
    found = LENGTH.search((await wire.looks(officer, reference)).words)
    assert found
    return int(found[1])
