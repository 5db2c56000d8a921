"""Malformed and hostile activities: no failure, no leak, no change, however strange the values are."""

from __future__ import annotations

import random
from typing import Any

import pytest

from rehearsal.person import Person
from tests.bot.chat.cast import REFERENCE, Council

STRANGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "x" * 5000,
    "DRP-2026-0001",
    "DRP-2026-0001'; DROP TABLE entries;--",
    "../../etc/passwd",
    "\u202etxet",
    "😀" * 300,
    [],
    ["stage-1/respond"],
    {},
    {"$time": "2026"},
    {"py/reduce": ["os.system"]},
    "move",
    "respond",
    "stage-1/respond",
)
KEYS = ("do", "reference", "move", "target", "entry", "notice", "run", "step", "verb", "picked", "response", "start")


def a_press(chance: random.Random) -> dict[str, Any]:
    """A press in which anything may be anything."""
    data = {key: chance.choice(STRANGE) for key in KEYS if chance.random() < 0.6}
    if chance.random() < 0.7:
        data["do"] = chance.choice(("move", "open", "pick", "show", "list", "raise"))
    if chance.random() < 0.5:
        data["reference"] = REFERENCE
    return data


def an_activity(person: Person, chance: random.Random) -> dict[str, Any]:
    """An activity that Teams would never send."""
    data = a_press(chance)
    kind = chance.choice(("press", "submit", "words", "invoke", "other"))
    if kind == "press":
        action = chance.choice(
            ({"type": "Action.Execute", "verb": chance.choice(STRANGE), "data": data}, data, [], "x")
        )
        return person.activity(type="invoke", name="adaptiveCard/action", value={"action": action})
    if kind == "submit":
        return person.activity(type="message", value=chance.choice((data, [data], "x", 7)))
    if kind == "words":
        words = " ".join(str(chance.choice(STRANGE)) for _ in range(chance.randrange(4)))
        return person.activity(type="message", text=words)
    if kind == "invoke":
        return person.activity(type="invoke", name=str(chance.choice(STRANGE)), value=data)
    return person.activity(type=chance.choice(("event", "messageUpdate", "endOfConversation", "x" * 50)), value=data)


async def attack(council: Council, who: str, times: int) -> None:
    """Sends so many strange activities, and looks at every answer."""
    chance = random.Random(who)
    person = council.person(who)
    async with council.desk.store.reading() as work:
        before = await work.records.load(REFERENCE)
    for _ in range(times):
        activity = an_activity(person, chance)
        answer = await person.post(activity)
        assert answer.status < 500, activity
        assert not answer.failed or answer.status in (400, 413), (activity, answer.body)
    said = " ".join(message.words for message in person.chat.from_bot())
    assert "Something went wrong" not in said
    assert "recommendations of the last review" not in said
    async with council.desk.store.reading() as work:
        assert await work.records.load(REFERENCE) == before


async def test_strange_activities_of_a_stranger_to_the_dispute(council: Council) -> None:
    await council.raise_dispute()
    await attack(council, "outsider", 200)


@pytest.mark.soak
@pytest.mark.parametrize("who", ["outsider", "other_firo", "admin"])
async def test_soak_ten_thousand_strange_activities(council: Council, who: str) -> None:
    await council.raise_dispute()
    await attack(council, who, 3400)


async def test_a_party_can_send_nonsense_too(council: Council) -> None:
    await council.raise_dispute()
    chance = random.Random("tm")
    tm = council.person("tm")
    for _ in range(200):
        activity = an_activity(tm, chance)
        answer = await tm.post(activity)
        assert answer.status < 500, activity
        assert not answer.failed or answer.status in (400, 413), (activity, answer.body)
    assert "Something went wrong" not in " ".join(message.words for message in tm.chat.from_bot())
