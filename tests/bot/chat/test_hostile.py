"""Malformed and hostile activities of every kind and from everywhere: no failure, no leak, no change."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest

from tests.bot.chat.cast import RAISING, REFERENCE, Council
from tests.bot.chat.strange import Attacker

SECRETS = ("FC-1187", *RAISING[1].values(), RAISING[2]["tried"], RAISING[2]["interests"])
TROUBLE = "Something went wrong"


async def everything(council: Council) -> Any:
    """The record, the lists and the outbox."""
    async with council.desk.store.reading() as work:
        references = await work.records.references()
        return (
            {reference: await work.records.load(reference) for reference in references},
            await work.caseload.all(only_open=False),
            await work.caseload.duties(references),
            await work.outbox.waiting(),
            await work.outbox.parked(),
            await work.directory.everything(),
        )


def buttons_of_others(council: Council) -> list[dict[str, Any]]:
    """The data of every button that parties were shown."""
    cards = [message for person in council.stage.connector.people for message in person.chat.cards()]
    return [action["data"] for card in cards for action in card.actions() if isinstance(action.get("data"), dict)]


async def attack(council: Council, who: str, times: int) -> Counter[str]:
    """Sends so many strange activities, and looks at every answer; counts them by kind and status."""
    attacker = Attacker(council.person(who), random.Random(who), buttons_of_others(council))
    person = attacker.person
    before = await everything(council)
    heard = len(person.chat.messages)
    counted: Counter[str] = Counter()
    for _ in range(times):
        activity = attacker.next()
        answer = await person.post(activity)
        assert answer.status < 500, activity
        assert not answer.failed or answer.status in (400, 413), (activity, answer.body)
        said = json.dumps([answer.body, [message.activity for message in person.chat.messages[heard:]]])
        heard = len(person.chat.messages)
        assert TROUBLE not in said, activity
        for secret in SECRETS:
            assert secret not in said, activity
        counted[f"{activity['type'][:20]} {answer.status}"] += 1
    await council.stage.door.drain()
    assert await everything(council) == before
    return counted


async def test_strange_activities_of_a_stranger_to_the_dispute(council: Council) -> None:
    await council.raise_dispute()
    await attack(council, "outsider", 300)


@pytest.mark.soak
@pytest.mark.parametrize("who", ["outsider", "other_firo", "admin"])
async def test_soak_ten_thousand_strange_activities(council: Council, who: str) -> None:
    await council.raise_dispute()
    counted = await attack(council, who, 3400)
    assert sum(counted.values()) == 3400
    print(who, dict(counted.most_common()))  # noqa: T201 - the figures of the soak


async def test_a_party_can_send_nonsense_too(council: Council) -> None:
    await council.raise_dispute()
    attacker = Attacker(council.person("tm"), random.Random("tm"))
    for _ in range(200):
        activity = attacker.next()
        answer = await attacker.person.post(activity)
        assert answer.status < 500, activity
        assert not answer.failed or answer.status in (400, 413), (activity, answer.body)
        assert TROUBLE not in json.dumps(answer.body), activity
    assert TROUBLE not in " ".join(message.words for message in attacker.person.chat.from_bot())
    async with council.desk.store.reading() as work:
        assert await work.records.references() == [REFERENCE]
