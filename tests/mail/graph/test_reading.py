"""Reading a mailbox in Microsoft 365: only what has changed, in order, nothing lost when Graph forgets a position."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from mail.graph.transport import GraphTransport
from mail.transport import Folder, TransportFailure
from tests.mail.graph.endpoint import Refused, Trouble
from tests.mail.graph.house import GraphHouse
from tests.mail.transport_contract import NOON, mail, parsed, subjects


def arrive(house: GraphHouse, *names: str, after: int = 0) -> None:
    for minute, name in enumerate(names):
        house.exchange.arrives(mail(name), NOON + timedelta(minutes=after + minute))


async def file_all(transport: GraphTransport, limit: int = 10) -> list[str]:
    """Reads and files until nothing is left, as the mail round does."""
    read: list[str] = []
    while items := await transport.read_new(limit):
        for item in items:
            read += subjects([item.raw])
            await transport.acknowledge(item, Folder.FILED)
    return read


async def test_every_call_asks_for_ids_that_stay_when_a_mail_is_moved(house: GraphHouse):
    arrive(house, "one", "two")
    assert await file_all(await house.opened()) == ["one", "two"]
    assert house.endpoint.prefers
    assert all('IdType="ImmutableId"' in prefer for prefer in house.endpoint.prefers)


async def test_a_long_inbox_is_read_in_order_while_mail_comes_in_between_its_pages(house: GraphHouse):
    names = [f"mail {number:03}" for number in range(220)]
    arrive(house, *names)
    late = iter(f"late {number}" for number in range(100))

    def more(what: str, done: bool) -> None:
        if done and what.endswith("/delta"):
            arrive(house, next(late), after=1000 + len(house.exchange.items))

    house.endpoint.on_call = more
    transport = await house.opened()
    (first,) = await transport.read_new(1)
    assert subjects([first.raw]) == ["mail 000"]
    house.endpoint.on_call = None
    rest = subjects([item.raw for item in await transport.read_new(300)])
    assert rest == [*names, "late 0", "late 1", "late 2"]


async def test_a_quiet_mailbox_costs_one_call_a_round(house: GraphHouse):
    arrive(house, "one")
    transport = await house.opened()
    await file_all(transport)
    house.endpoint.calls.clear()
    assert await transport.read_new(10) == []
    assert [call.rsplit("/", 1)[-1] for call in house.endpoint.calls] == ["delta"]


async def test_after_a_restart_only_what_has_changed_is_listed(house: GraphHouse):
    arrive(house, *(f"mail {number:03}" for number in range(105)))
    await (await house.opened()).read_new(1)
    arrive(house, "new", after=500)
    house.endpoint.calls.clear()
    items = await (await house.opened()).read_new(500)
    assert len(items) == 106
    assert [call for call in house.endpoint.calls if call.endswith("delta")] == [house.endpoint.calls[0]]


async def test_a_position_that_graph_has_forgotten_loses_and_repeats_nothing(house: GraphHouse):
    arrive(house, *(f"mail {number:03}" for number in range(105)))
    transport = await house.opened()
    done = await transport.read_new(5)
    for item in done:
        await transport.acknowledge(item, Folder.FILED)
    house.exchange.generation += 1
    arrive(house, "new", after=500)
    taken = next(item for item in house.exchange.items.values() if item.mime["Subject"] == "mail 005")
    house.exchange.folders["folder-own"] = "Somebody's own"
    house.exchange.move(taken, "folder-own")
    rest = await file_all(transport, 50)
    assert rest == [*(f"mail {number:03}" for number in range(6, 105)), "new"]


async def test_a_position_forgotten_in_the_middle_of_listing_is_begun_again(house: GraphHouse):
    names = [f"mail {number:03}" for number in range(220)]
    arrive(house, *names)
    pages = iter(range(1, 100))

    def forget(what: str, done: bool) -> None:
        if done and what.endswith("/delta") and next(pages) == 2:
            house.exchange.generation += 1

    house.endpoint.on_call = forget
    items = await (await house.opened()).read_new(300)
    assert subjects([item.raw for item in items]) == names


@pytest.mark.parametrize(
    "kept",
    [
        "no JSON at all",
        "[]",
        '{"mailbox": "disputes@example.gov.uk", "link": 7, "waiting": []}',
        '{"mailbox": "other@example.gov.uk", "link": null, "waiting": {"x": "2026-04-01T12:00:00+00:00"}}',
    ],
)
async def test_a_position_that_cannot_be_read_is_no_loss(house: GraphHouse, tmp_path: Path, kept: str):
    arrive(house, "one")
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "position.json").write_text(kept)
    assert await file_all(await house.opened()) == ["one"]


async def test_the_token_never_goes_where_a_kept_link_leads_outside_graph(house: GraphHouse, tmp_path: Path):
    seen: list[str] = []

    async def listen(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization", ""))
        return web.json_response({"value": []})

    elsewhere = web.Application()
    elsewhere.router.add_route("*", "/{any:.*}", listen)
    async with TestServer(elsewhere) as server:
        (tmp_path / "graph").mkdir()
        link = str(server.make_url("/v1.0/users/disputes@example.gov.uk/mailFolders/inbox/messages/delta"))
        text = json.dumps({"mailbox": "disputes@example.gov.uk", "link": link, "waiting": {}})
        (tmp_path / "graph" / "position.json").write_text(text)
        arrive(house, "one")
        assert await file_all(await house.opened()) == ["one"]
    assert seen == []


async def test_what_a_person_takes_out_is_left_alone_and_what_is_put_back_is_read(house: GraphHouse):
    arrive(house, "taken", "left")
    transport = await house.opened()
    taken = next(item for item in await transport.read_new(10) if subjects([item.raw]) == ["taken"])
    mine = house.exchange.items[taken.id]
    house.exchange.folders["folder-own"] = "Somebody's own"
    house.exchange.move(mine, "folder-own")
    assert await file_all(transport) == ["left"]
    house.exchange.move(mine, "folder-inbox")
    assert await file_all(transport) == ["taken"]


async def test_folders_are_made_once_and_again_when_somebody_deletes_them(house: GraphHouse):
    transport = await house.opened()
    arrive(house, "one", "two")
    await file_all(transport)
    assert list(house.exchange.folders.values()).count("Filed") == 1
    arrive(house, "three")
    (item,) = await transport.read_new(10)
    filed = next(folder for folder, name in house.exchange.folders.items() if name == "Filed")
    await transport.acknowledge(item, Folder.FILED)
    arrive(house, "four", "five")
    four, five = await transport.read_new(10)
    await transport.acknowledge(four, Folder.FILED)
    house.exchange.delete_folder(filed)
    await transport.acknowledge(five, Folder.FILED)
    assert subjects(await house.holds(Folder.FILED)) == ["five"]
    assert await house.holds(Folder.INBOX) == []


async def test_a_mail_whose_original_cannot_be_had_is_filed_as_far_as_it_is_known(house: GraphHouse):
    arrive(house, "broken", "behind it")
    broken = next(item for item in house.exchange.items.values() if item.mime["Subject"] == "broken")
    trouble = Trouble(Refused(500, "ErrorMimeContentConversionFailed"), 1000, ending=f"{broken.immutable}/$value")
    house.endpoint.troubles.append(trouble)
    transport = await house.opened()
    for _ in range(3):
        with pytest.raises(TransportFailure) as failure:
            await transport.read_new(10)
        assert failure.value.retry
    stand_in, behind = await transport.read_new(10)
    assert subjects([behind.raw]) == ["behind it"]
    message = parsed(stand_in.raw)
    assert message["Subject"] == "broken"
    assert message["Message-ID"] == "<broken@example.gov.uk>"
    assert message["From"] == "t.manager@example.gov.uk"
    assert "What the server understood." in message.get_content()
    assert "could not give this mail in its original form" in message.get_content()


async def test_what_was_read_before_trouble_began_is_filed_meanwhile(house: GraphHouse):
    arrive(house, *(f"mail {number}" for number in range(8)))
    transport = await house.opened()
    await transport.read_new(1)
    sixth = next(item for item in house.exchange.items.values() if item.mime["Subject"] == "mail 5")
    busy = Refused(429, "TooManyRequests", {"Retry-After": "600"})
    house.endpoint.troubles.append(Trouble(busy, ending=f"{sixth.immutable}/$value"))
    items = await transport.read_new(10)
    assert subjects([item.raw for item in items]) == ["mail 0", "mail 1", "mail 2", "mail 3", "mail 4"]
    house.time.seconds += 600
    assert len(await transport.read_new(10)) == 8


async def test_never_more_than_four_calls_at_a_time(house: GraphHouse):
    arrive(house, *(f"mail {number}" for number in range(12)))
    four = asyncio.Barrier(4)
    house.endpoint.on_call = lambda what, done: four.wait() if what.endswith("$value") and not done else None
    assert len(await (await house.opened()).read_new(12)) == 12
    assert house.endpoint.most_at_once == 4
