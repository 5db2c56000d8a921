"""The practice room over HTTP: what a page asks of it, whom it turns away, and what it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from disputes.refusals import Refusal
from rehearsal.hall import Choice
from rehearsal.staffing import Size

AMINA, DEV, BRYN = "/people/amina.okafor", "/people/dev.mistry", "/people/bryn.pritchard"


async def raised(visitor: Any) -> Any:
    """A dispute raised through the form, as the page does it, with sample text."""
    await visitor.done(f"{AMINA}/say", {"text": "raise a dispute"})
    for _ in range(10):
        message = (await visitor.get(f"{AMINA}/chat"))["messages"][-1]
        buttons = {each["verb"]: each for each in buttons_of(message["card"])}
        if "confirm" in buttons:
            await visitor.done(f"{AMINA}/press", {"message": message["id"], "action": buttons["confirm"]})
            break
        answers = await visitor.get(f"{AMINA}/chat/{message['id']}/sample")
        action = {**buttons["next"], "data": {**answers, **buttons["next"]["data"]}}
        await visitor.done(f"{AMINA}/press", {"message": message["id"], "action": action})
    case = (await visitor.get("/cases"))[0]
    return await visitor.get(f"/cases/{case['reference']}")


def buttons_of(card: Any) -> list[Any]:
    if isinstance(card, list):
        return [button for part in card for button in buttons_of(part)]
    if not isinstance(card, dict):
        return []
    own = [card] if card.get("type") == "Action.Execute" else []
    return own + [button for part in card.values() for button in buttons_of(part)]


async def test_a_dispute_is_raised_answered_and_seen_at_a_glance(visit: Callable[..., Any]) -> None:
    async with visit() as visitor:
        case = await raised(visitor)
        assert case["stage"] == "Stage 1"
        assert [duty["names"] for duty in case["duties"] if duty["owes"] == "respond"] == [["Dev Mistry"]]
        (told,) = case["told"]
        assert told["to"][0]["name"] == "Dev Mistry"
        assert told["to"][0]["reasons"][0]["rule"] == "B11"
        letters = (await visitor.get(f"{DEV}/mail"))["letters"]
        letter = await visitor.get(f"{DEV}/mail/{letters[0]['id']}")
        assert {choice["verb"] for choice in letter["choices"]} >= {"acknowledge", "respond"}
        await visitor.done(f"{DEV}/reply", {"letter": letter["id"], "text": "I have it.", "choice": "acknowledge"})
        after = await visitor.get(f"/cases/{case['reference']}")
        assert next(duty for duty in after["duties"] if duty["owes"] == "respond")["acknowledged"] == "Dev Mistry"
        assert after["picture"]["marker"]


async def test_a_forwarded_card_gives_no_rights(visit: Callable[..., Any]) -> None:
    async with visit() as visitor:
        case = await raised(visitor)
        card = (await visitor.get(f"{DEV}/chat"))["messages"][-1]
        await visitor.done(f"{DEV}/forward", {"message": card["id"], "to": "bryn.pritchard"})
        copy = (await visitor.get(f"{BRYN}/chat"))["messages"][-1]
        assert copy["forwarded"] == "Dev Mistry"
        acknowledge = next(each for each in buttons_of(copy["card"]) if each["verb"] == "acknowledge")
        answer = await visitor.done(f"{BRYN}/press", {"message": copy["id"], "action": acknowledge})
        assert "can't find" in answer["said"]
        after = await visitor.get(f"/cases/{case['reference']}")
        assert len(after["record"]) == len(case["record"])


async def test_the_clock_stops_at_every_nudge_on_its_way(visit: Callable[..., Any]) -> None:
    async with visit(Choice(scenario="silence")) as visitor:
        case = await raised(visitor)
        await visitor.done("/clock", {"to": "past"})
        subjects = [letter["subject"] for letter in (await visitor.get(f"{DEV}/mail"))["letters"]]
        assert ["Overdue" in subjects[0], "Due today" in subjects[1], "Reminder" in subjects[2]] == [True] * 3
        after = await visitor.get(f"/cases/{case['reference']}")
        assert "Lapsed" in [entry["kind"] for entry in after["record"]]
        assert {"25", "28"} <= {day["on"][-2:] for day in after["picture"]["off"] if day["why"]}


async def test_the_clock_never_goes_back(visit: Callable[..., Any]) -> None:
    async with visit() as visitor:
        status, said = await visitor.post("/clock", {"to": "2020-01-01"})
        assert status == 409
        assert "never runs backwards" in said["refused"]


async def test_a_dead_address_bounces_and_the_officer_is_told(visit: Callable[..., Any]) -> None:
    async with visit() as visitor:
        await visitor.done(f"{DEV}/dead", {"on": True})
        assert (await visitor.get(f"{DEV}/mail"))["dead"]
        case = await raised(visitor)
        after = await visitor.get(f"/cases/{case['reference']}")
        assert "Bounced" in [entry["kind"] for entry in after["record"]]


async def test_a_second_run_goes_on_where_the_first_one_ended(visit: Callable[..., Any]) -> None:
    async with visit(Choice(scenario="wrong", size=Size.BOROUGH)) as visitor:
        await visitor.done("/guide")
        before = await visitor.get("/room"), await visitor.get(f"{AMINA}/chat")
    async with visit() as visitor:
        assert visitor.resumed
        room = await visitor.get("/room")
        assert room["guide"]["at"] == 1
        assert room["clock"]["now"] == before[0]["clock"]["now"]
        assert await visitor.get(f"{AMINA}/chat") == before[1] | {"messages": [
            each | {"version": 1} for each in before[1]["messages"]
        ]}  # fmt: skip
        await visitor.done("/clock", {"to": "past"})
    async with visit(Choice()) as visitor:
        assert not visitor.resumed
        assert await visitor.get("/cases") == []


async def test_it_keeps_to_its_own_folder(visit: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    folder.mkdir()
    (folder / "council.toml").write_text("[council]\n", "utf-8")
    with pytest.raises(Refusal, match=r"holds something that isn't a practice's: council\.toml"):
        async with visit():
            pass
    assert (folder / "council.toml").exists()


async def test_nobody_comes_in_by_another_name_or_from_another_page(visit: Callable[..., Any]) -> None:
    async with visit() as visitor:
        assert visitor.address.startswith("http://127.0.0.1:")
        async with visitor.session.get(f"{visitor.address}/api/room", headers={"Host": "evil.example"}) as response:
            assert response.status == 403
        # A form on another page can post text, never JSON without being asked about.
        text = aiohttp.payload.StringPayload(json.dumps({"text": "hello"}), content_type="text/plain")
        async with visitor.session.post(f"{visitor.address}/api{AMINA}/say", data=text) as response:
            assert response.status == 415


async def test_the_page_may_reach_nothing_outside(visit: Callable[..., Any]) -> None:
    async with visit() as visitor, visitor.session.get(visitor.address) as response:
        page = await response.text()
        assert "Practice room" in page
        assert "http" not in page.replace("http-equiv", "")
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")


async def test_it_says_what_is_missing_before_it_opens(visit: Callable[..., Any], packages: Path) -> None:
    (packages / "adaptivecards" / "dist").rmdir()
    with pytest.raises(Refusal, match="make rehearse"):
        async with visit():
            pass
