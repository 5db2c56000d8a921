"""Microsoft's own test client for Teams bots: officer and managers play Bradford's ladder with real clicks in it.

Pictures of every screen are kept in build/screenshots/playground; they are for looking at.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from jsonschema import Draft7Validator

from bot.extension.requests import FIND, SEARCH
from rehearsal import council
from tests.journeys.bradford import london, told
from tests.playground.client import GROUP, OWN_CHAT, Client
from tests.playground.conftest import Office

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.playground,
    pytest.mark.xdist_group("playground"),
]

ABOUT = {"Reference number": "FC-20417", "Grounds": "Escalation of risk", "Date of your": "27, March, 2026"}
CONCERN = {"What is wrong": "Visits have stopped.", "What should happen": "They resume.", "By which": "This week."}
BEFORE = {"Why this is": "The placement is under strain.", "Is a child": "No"}
TRIED = {"What was tried": "Spoke with the worker twice."}


async def raise_dispute(officer: Client) -> str:
    """Raises the concern through the form, and gives the dispute's number."""
    await officer.say("raise a dispute")
    for step, fields in enumerate((ABOUT, CONCERN, TRIED | BEFORE), start=1):
        await officer.sees(f"Step {step} of 3")
        await officer.fill(fields)
        await officer.press("Next")
    await officer.press("Confirm and send")
    return reference_in(await officer.card_with("the dispute is raised"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def waiting(office: Office) -> str:
    """A dispute that waits for the manager's answer, until the officer escalates it."""
    reference = await raise_dispute(office.officer)
    await office.manager.card_with(reference)
    return reference


def reference_in(words: str) -> str:
    found = re.search(r"DRP-\d{4}-\d{4}", words)
    assert found, words
    return found[0]


async def test_a_dispute_is_raised_acknowledged_and_answered(office: Office) -> None:
    officer, manager = office.officer, office.manager
    before = told(office.practice, council.TM)
    await officer.say("raise a dispute")
    await officer.sees("Step 1 of 3")
    await officer.fill(ABOUT)
    await officer.shot("form")
    await officer.press("Next")
    await officer.sees("Step 2 of 3")
    await officer.fill(CONCERN)
    await officer.press("Next")
    assert ".." not in await officer.card_with("Step 3 of 3")
    await officer.fill(BEFORE)
    await officer.press("Next")
    await officer.sees("What was tried informally is missing")
    await officer.shot("something-missing")
    await officer.fill(TRIED)
    await officer.press("Next")
    await officer.sees("Dev Mistry")
    await officer.shot("preview")
    assert told(office.practice, council.TM) == before, "nothing is sent before it is confirmed"
    await officer.press("Confirm and send")
    reference = reference_in(await officer.card_with("the dispute is raised"))
    await officer.shot("raised")

    await manager.card_with(reference)
    await manager.sees("Respond by Wednesday 8 April 2026")
    await manager.shot("card")
    await manager.press("Acknowledge")
    await manager.sees("You have acknowledged this")
    assert "Acknowledge" not in await manager.buttons()
    await officer.sees("Acknowledged by Dev Mistry")
    await manager.fill({"Your response": "I have told the worker to visit.", "Are the agreed": "Yes, all of them"})
    await manager.shot("response")
    await manager.press("Respond")
    await manager.sees("Your response is on the record")
    await manager.shot("responded")
    assert "Respond" not in await manager.buttons()
    await officer.sees("I have told the worker to visit.")
    await officer.shot("answered")


async def test_what_nobody_answers_is_escalated_by_the_officers_press(office: Office, waiting: str) -> None:
    await office.practice.move_to(london(4, 9))
    await office.officer.sees("A limit has passed without an answer")
    await office.officer.shot("lapsed")
    await office.officer.press("Escalate to Stage 2")
    await office.officer.sees("Why it goes up")
    await office.officer.fill(
        {"Why it goes up": "No answer, or no meeting, by the date due", "What is still": "No visit was made."}
    )
    await office.officer.press("Next")
    await office.officer.sees("Elaine Foster")
    await office.officer.shot("escalation-preview")
    await office.officer.press("Confirm and send")
    await office.service_manager.sees("Stage 2")
    await office.service_manager.shot("stage-2")
    assert "No visit was made." in await office.service_manager.card_with(waiting)
    assert "this isn't owed any more" in await office.manager.card_with("No longer needed")
    assert await office.manager.buttons() == [f"Show {waiting}"]
    await office.manager.shot("stage-1-is-over")


async def test_in_a_group_it_says_nothing_of_disputes(office: Office) -> None:
    await office.officer.go(GROUP)
    await office.officer.mention("my disputes")
    await office.officer.sees("Let's do this in our own chat")
    await office.officer.shot("group")
    await office.officer.go(OWN_CHAT)


async def test_a_dispute_is_found_and_shared_in_a_group_where_others_see_its_number_alone(
    office: Office, waiting: str
) -> None:
    await office.officer.go(GROUP)
    await office.officer.share(command=FIND, parameter=SEARCH, words=waiting[-4:], found=f"{waiting}: Stage")
    shared = await office.officer.card_with(waiting)
    assert not re.search("FC-20417|Stage|Visits|Mistry", shared)
    await office.officer.shot("shared")
    await office.officer.press("Show me")
    await office.officer.sees(f"{waiting}: Stage")
    await office.officer.shot("own-view")
    await office.officer.go(OWN_CHAT)


async def test_every_card_that_passed_is_valid_by_the_published_schema(office: Office, contracts: Path) -> None:
    await office.manager.say("help")
    await office.manager.sees("my disputes")
    schema = json.loads((contracts / "adaptive-cards" / "adaptive-card-1.5.0.json").read_text())
    validator = Draft7Validator(schema)
    passed: dict[str, Any] = {json.dumps(card, sort_keys=True): card for card in office.tap.cards}
    assert passed
    for card in passed.values():
        seen = {key: value for key, value in card.items() if key != "msteams"}
        assert [error.message for error in validator.iter_errors(seen)] == []


async def test_the_client_asks_nobody_outside_for_more_than_its_fonts(office: Office) -> None:
    asked = await office.officer.asked_outside()
    assert {Path(urlsplit(url).path).suffix for url in asked} <= {".woff2"}
