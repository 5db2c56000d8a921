"""New mail is heard of at once, through streams that end, break off or are lost; a round finds what nobody heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from mail.exchange.transport import ExchangeTransport
from tests.mail.exchange.endpoint import Trouble
from tests.mail.exchange.house import ExchangeHouse
from tests.mail.transport_contract import NOON, mail, subjects


class Ear:
    """Counts what it hears."""

    def __init__(self) -> None:
        self.heard = 0
        self._news = asyncio.Event()

    def wake(self) -> None:
        self.heard += 1
        self._news.set()

    async def hears(self) -> None:
        """Waits until something is heard, and forgets it."""
        async with asyncio.timeout(10):
            await self._news.wait()
        self._news.clear()


@pytest.fixture
async def ear() -> Ear:
    return Ear()


@pytest.fixture
async def listening(house: ExchangeHouse, ear: Ear) -> ExchangeTransport:
    """A transport whose stream is open, with nothing told yet."""
    transport = await house.opened(ear.wake)
    await transport.read_new(1)
    await opened(house)
    await ear.hears()
    return transport


async def opened(house: ExchangeHouse, streams: int = 1) -> None:
    """Waits until so many streams are open."""
    await until(lambda: house.endpoint.streams == streams)


async def until(so: Callable[[], bool]) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(10):
        while not so():  # noqa: ASYNC110 - the server has no event to wait for
            await asyncio.sleep(0.01)


async def test_new_mail_is_heard_of_at_once_and_read(house: ExchangeHouse, ear: Ear, listening: ExchangeTransport):
    for name in ("one", "two"):
        house.exchange.arrives(mail(name), NOON)
        await ear.hears()
    assert subjects([item.raw for item in await listening.read_new(5)]) == ["one", "two"]
    assert house.endpoint.streams == 1


async def test_other_calls_go_on_while_the_stream_is_open(house: ExchangeHouse, listening: ExchangeTransport):
    house.exchange.arrives(mail("one"), NOON)
    answered = await asyncio.gather(*(listening.read_new(5) for _ in range(6)), listening.health())
    assert house.endpoint.streams == 1
    assert all(answered)


async def test_a_stream_at_the_end_of_its_time_is_followed_by_the_next_one(
    house: ExchangeHouse, ear: Ear, listening: ExchangeTransport
):
    house.endpoint.stream_ends.set()
    await opened(house, 0)
    house.endpoint.stream_ends.clear()
    house.exchange.arrives(mail("between"), NOON)
    await ear.hears()
    assert house.endpoint.calls.count("Subscribe") == 1
    assert house.endpoint.calls.count("GetStreamingEvents") > 1


async def test_a_stream_that_breaks_off_is_opened_again_and_what_came_meanwhile_is_read(
    house: ExchangeHouse, ear: Ear, listening: ExchangeTransport
):
    house.endpoint.stream_breaks.set()
    await ear.hears()
    await opened(house)
    assert house.endpoint.calls.count("Subscribe") == 2
    house.exchange.arrives(mail("after"), NOON)
    await ear.hears()


async def test_a_lost_subscription_is_made_anew(house: ExchangeHouse, ear: Ear, listening: ExchangeTransport):
    house.endpoint.operations.subscriptions.clear()
    house.endpoint.stream_ends.set()
    await opened(house, 0)
    house.endpoint.stream_ends.clear()
    await ear.hears()
    await opened(house)
    assert house.endpoint.calls.count("Subscribe") == 2


async def test_a_server_that_allows_no_streams_is_asked_ever_less_often_and_read_all_the_same(
    house: ExchangeHouse, ear: Ear
):
    house.endpoint.troubles.append(Trouble("Subscribe", code="ErrorSubscriptionAccessDenied", times=10_000))
    house.exchange.arrives(mail("one"), NOON)
    transport = await house.opened(ear.wake)
    assert subjects([item.raw for item in await transport.read_new(5)]) == ["one"]
    await until(lambda: 300.0 in house.time.slept)
    assert [wait for wait in house.time.slept if wait >= 5][:7] == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0]
    assert ear.heard == 0
    assert subjects([item.raw for item in await transport.read_new(5)]) == ["one"]


async def test_the_end_of_the_program_waits_for_no_stream(house: ExchangeHouse, listening: ExchangeTransport):
    async with asyncio.timeout(4):
        await listening.close()
        await opened(house, 0)


async def test_nobody_listens_who_does_not_want_to_hear(house: ExchangeHouse):
    await (await house.opened()).read_new(1)
    assert "Subscribe" not in house.endpoint.calls
