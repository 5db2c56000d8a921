"""Trouble at the wire: what is waited out, what is tried again later, what never can succeed, and how that is said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mail.transport import TransportFailure
from tests.mail.graph.endpoint import Refused, Trouble
from tests.mail.graph.house import GivenTokens, GraphHouse
from tests.mail.transport_contract import NOON, SHARED, letter, mail


async def failure_of(house: GraphHouse, refused: Refused, times: int = 99) -> TransportFailure:
    house.endpoint.troubles.append(Trouble(refused, times))
    with pytest.raises(TransportFailure) as failure:
        await (await house.opened()).read_new(1)
    assert "quotes your mail" not in str(failure.value)
    return failure.value


async def test_a_busy_service_is_given_the_seconds_that_it_asks_for(house: GraphHouse):
    house.exchange.arrives(mail("one"), NOON)
    house.endpoint.troubles.append(Trouble(Refused(429, "TooManyRequests", {"Retry-After": "7"}), 2))
    assert len(await (await house.opened()).read_new(1)) == 1
    assert house.time.slept == [7.0, 7.0]


async def test_a_date_to_come_back_at_is_measured_by_the_services_own_clock(house: GraphHouse):
    answer = {"Date": "Wed, 01 Apr 2026 12:00:00 GMT", "Retry-After": "Wed, 01 Apr 2026 12:00:09 GMT"}
    house.endpoint.troubles.append(Trouble(Refused(503, "ServiceUnavailable", answer)))
    assert await (await house.opened()).read_new(1) == []
    assert house.time.slept == [9.0]


async def test_a_long_pause_is_left_to_the_outbox_and_nobody_calls_meanwhile(house: GraphHouse):
    house.endpoint.troubles.append(Trouble(Refused(429, "TooManyRequests", {"Retry-After": "300"})))
    transport = await house.opened()
    with pytest.raises(TransportFailure) as failure:
        await transport.send(letter())
    assert (failure.value.retry, failure.value.retry_after) == (True, timedelta(seconds=300))
    house.time.seconds += 200
    calls = len(house.endpoint.calls)
    with pytest.raises(TransportFailure) as failure:
        await transport.send(letter())
    assert failure.value.retry_after == timedelta(seconds=100)
    assert len(house.endpoint.calls) == calls
    house.time.seconds += 100
    await transport.send(letter())
    assert len(await house.delivered()) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_service_in_trouble_is_asked_again_a_little_later_each_time(house: GraphHouse, status: int):
    house.exchange.arrives(mail("one"), NOON)
    house.endpoint.troubles.append(Trouble(Refused(status, "x"), 3))
    assert len(await (await house.opened()).read_new(1)) == 1
    assert house.time.slept == [1.0, 2.0, 4.0]


async def test_a_service_that_stays_in_trouble_is_left_for_the_next_round(house: GraphHouse):
    assert (await failure_of(house, Refused(503, "x"))).retry
    assert len(house.endpoint.calls) == 4


async def test_a_call_that_may_have_been_done_is_not_made_twice(house: GraphHouse):
    house.endpoint.troubles.append(Trouble(Refused(500, "x"), 1, "POST", "/messages"))
    with pytest.raises(TransportFailure) as failure:
        await (await house.opened()).send(letter())
    assert failure.value.retry
    assert house.endpoint.calls == [f"POST /users/{SHARED}/messages"]


async def test_a_token_that_ran_out_early_is_renewed_once_and_nobody_notices(house: GraphHouse):
    house.tokens = GivenTokens("an old token")
    house.endpoint.tokens = {"token-2"}
    house.exchange.arrives(mail("one"), NOON)
    assert len(await (await house.opened()).read_new(1)) == 1
    assert house.tokens.asked_anew == 1


async def test_a_token_that_is_refused_twice_is_not_tried_for_ever(house: GraphHouse):
    house.endpoint.tokens = set()
    with pytest.raises(TransportFailure, match="refuses the app's token") as failure:
        await (await house.opened()).read_new(1)
    assert not failure.value.retry
    assert len(house.endpoint.calls) == 2


async def test_missing_rights_are_said_with_what_to_do(house: GraphHouse):
    failure = await failure_of(house, Refused(403, "ErrorAccessDenied"))
    assert not failure.retry
    assert str(failure).startswith(f"The app may not use the mailbox {SHARED} (403 ErrorAccessDenied).")
    health = await (await house.opened()).health()
    assert not health.ok
    assert "docs/how-to/mailbox-graph.md" in health.detail


async def test_a_mailbox_that_is_not_there_is_said(house: GraphHouse):
    failure = await failure_of(house, Refused(404, "ErrorInvalidUser"))
    assert not failure.retry
    assert f"There is no mailbox {SHARED} in Microsoft 365" in str(failure)


async def test_a_full_mailbox_is_tried_again_after_an_hour(house: GraphHouse):
    failure = await failure_of(house, Refused(507, "ErrorQuotaExceeded"))
    assert (failure.retry, failure.retry_after) == (True, timedelta(hours=1))


async def test_a_redirect_is_not_followed_with_our_token(house: GraphHouse):
    failure = await failure_of(house, Refused(307, "", {"Location": f"{house.endpoint.url}/elsewhere"}))
    assert not failure.retry
    assert len(house.endpoint.calls) == 1
