"""Trouble at the wire: what is waited out, what is tried again later, what never can succeed, and how that is said."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from mail.transport import Folder, TransportFailure
from tests.mail.exchange.endpoint import Trouble
from tests.mail.exchange.house import ExchangeHouse
from tests.mail.transport_contract import NOON, SHARED, letter, mail, subjects


async def failure_of(house: ExchangeHouse, trouble: Trouble) -> TransportFailure:
    """What reading fails with while a trouble lasts."""
    trouble.times = 99
    house.endpoint.troubles.append(trouble)
    with pytest.raises(TransportFailure) as failure:
        await (await house.opened()).read_new(1)
    assert "quotes your mail" not in str(failure.value)
    assert str(failure.value).endswith(".")
    return failure.value


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(fault="ErrorServerBusy", back_off=7000, times=2),
        Trouble(code="ErrorServerBusy", back_off=7000, times=2),
        Trouble(status=503, headers={"Retry-After": "7"}, times=2),
        Trouble(status=429, headers={"Retry-After": "7"}, times=2),
    ],
    ids=["SOAP fault", "response message", "503", "429"],
)
async def test_a_busy_server_is_given_the_time_that_it_asks_for(house: ExchangeHouse, trouble: Trouble):
    house.exchange.arrives(mail("one"), NOON)
    house.endpoint.troubles.append(trouble)
    assert len(await (await house.opened()).read_new(1)) == 1
    assert house.time.slept == [7.0, 7.0]


async def test_a_busy_server_that_asks_for_no_time_is_given_a_little_more_each_time(house: ExchangeHouse):
    house.endpoint.troubles.append(Trouble(code="ErrorTooManyObjectsOpened", times=3))
    assert await (await house.opened()).read_new(1) == []
    assert house.time.slept == [1.0, 2.0, 4.0]


async def test_a_long_pause_is_left_to_the_outbox_and_nobody_calls_meanwhile(house: ExchangeHouse):
    house.endpoint.troubles.append(Trouble(fault="ErrorServerBusy", back_off=300_000))
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


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(status=500, times=3),
        Trouble(status=502, times=3),
        Trouble(status=504, times=3),
        Trouble(fault="ErrorInternalServerTransientError", times=3),
        Trouble(code="ErrorTimeoutExpired", times=3),
        Trouble(drop=True, times=3),
        Trouble(status=200, text="<html>Bad gateway</html>", times=3),
    ],
    ids=["500", "502", "504", "fault", "time out", "connection lost", "not SOAP"],
)
async def test_a_server_in_trouble_is_asked_again_a_little_later_each_time(house: ExchangeHouse, trouble: Trouble):
    house.exchange.arrives(mail("one"), NOON)
    house.endpoint.troubles.append(trouble)
    assert len(await (await house.opened()).read_new(1)) == 1
    assert house.time.slept == [1.0, 2.0, 4.0]


async def test_a_server_that_stays_in_trouble_is_left_for_the_next_round(house: ExchangeHouse):
    assert (await failure_of(house, Trouble(status=500))).retry
    assert len(house.endpoint.calls) == 4


async def test_a_call_that_may_have_been_done_is_not_made_twice(house: ExchangeHouse):
    house.endpoint.troubles.append(Trouble("CreateItem", drop=True, after=True))
    with pytest.raises(TransportFailure) as failure:
        await (await house.opened()).send(letter())
    assert failure.value.retry
    assert house.endpoint.calls == ["CreateItem"]


async def test_a_call_that_surely_was_not_done_is_made_again(house: ExchangeHouse):
    house.endpoint.troubles.append(Trouble("CreateItem", status=503))
    await (await house.opened()).send(letter())
    assert len(await house.delivered()) == 1


async def test_switched_off_web_services_are_said_with_the_way_out(house: ExchangeHouse):
    failure = await failure_of(house, Trouble(status=403))
    assert not failure.retry
    assert "Exchange Web Services are blocked (403)" in str(failure)
    assert 'transport = "graph"' in str(failure)
    assert len(house.endpoint.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 307])
async def test_a_redirect_is_not_followed(house: ExchangeHouse, status: int):
    failure = await failure_of(house, Trouble(status=status, headers={"Location": f"{house.url}?elsewhere"}))
    assert not failure.retry
    assert "set endpoint under [mail]" in str(failure)
    assert len(house.endpoint.calls) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ErrorNonExistentMailbox", f"There is no mailbox {SHARED} on this server"),
        ("ErrorAccessDenied", f"may not use the mailbox {SHARED} (ErrorAccessDenied)"),
        ("ErrorImpersonateUserDenied", f"may not act as {SHARED}"),
        ("ErrorWrongServerVersionDelegate", "is on another server"),
        ("ErrorOrganizationAccessBlocked", "are blocked for the organisation"),
        ("ErrorSchemaValidation", "doesn't understand the call"),
        ("ErrorPasswordExpired", "password has run out"),
    ],
)
@pytest.mark.parametrize("as_fault", [True, False], ids=["fault", "message"])
async def test_what_never_can_succeed_is_said_at_once(house: ExchangeHouse, code: str, words: str, as_fault: bool):
    failure = await failure_of(house, Trouble(fault=code) if as_fault else Trouble(code=code))
    assert not failure.retry
    assert words in str(failure)


async def test_a_mailbox_that_is_being_moved_is_waited_for(house: ExchangeHouse):
    failure = await failure_of(house, Trouble(code="ErrorMailboxMoveInProgress"))
    assert (failure.retry, failure.retry_after) == (True, timedelta(minutes=5))
    assert len(house.endpoint.calls) == 1


async def test_after_a_move_to_another_server_every_id_is_asked_for_anew(house: ExchangeHouse):
    transport = await house.opened()
    for name in ("one", "two"):
        house.exchange.arrives(mail(name), NOON)
    one, two = await transport.read_new(5)
    await transport.acknowledge(one, Folder.FILED)
    ours = {place: name for place, name in house.exchange.folders.items() if name == "Filed"}
    for place in ours:
        house.exchange.folders[f"moved-{place}"] = house.exchange.folders.pop(place)
    await transport.acknowledge(two, Folder.FILED)
    assert await transport.read_new(5) == []


@pytest.mark.parametrize(
    ("code", "retry"),
    [
        ("ErrorQuotaExceeded", True),
        ("ErrorExceededMessageLimit", True),
        ("ErrorMessageSubmissionBlocked", True),
        ("ErrorSendAsDenied", False),
        ("ErrorInvalidRecipients", False),
        ("ErrorMessageSizeExceeded", False),
        ("ErrorMimeContentInvalid", False),
    ],
)
async def test_a_letter_that_cannot_be_sent_is_said(house: ExchangeHouse, code: str, retry: bool):
    house.endpoint.troubles.append(Trouble("SendItem", code=code))
    with pytest.raises(TransportFailure) as failure:
        await (await house.opened()).send(letter())
    assert failure.value.retry is retry
    assert (failure.value.retry_after == timedelta(hours=1)) is retry
    assert await house.delivered() == []


async def test_a_server_of_another_version_is_met_half_way(house: ExchangeHouse):
    house.exchange.arrives(mail("one"), NOON)
    house.endpoint.troubles.append(Trouble("FindItem", fault="ErrorInvalidServerVersion", times=2))
    assert subjects([item.raw for item in await (await house.opened()).read_new(5)]) == ["one"]
    assert house.endpoint.calls == ["FindItem", "FindItem", "FindItem", "GetItem"]
    assert house.time.slept == []
    # exchangelib begins with versions that are younger than the schema.
    house.endpoint.faults = [fault for fault in house.endpoint.faults if "RequestServerVersion" not in fault]


async def test_compressed_answers_are_read(house: ExchangeHouse):
    house.endpoint.compresses = True
    house.exchange.arrives(mail("one"), NOON)
    assert subjects([item.raw for item in await (await house.opened()).read_new(5)]) == ["one"]


async def test_neither_mails_nor_passwords_come_into_the_log(house: ExchangeHouse, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    house.exchange.arrives(mail("one", "a private matter"), NOON)
    house.endpoint.troubles += [Trouble("FindItem", fault="ErrorInternalServerError"), Trouble("GetItem", drop=True)]
    transport = await house.opened()
    assert subjects([item.raw for item in await transport.read_new(5)]) == ["one"]
    await transport.send(letter(text="a secret letter"))
    for private in ("private matter", "secret letter", "quotes your mail", "MimeContent"):
        assert private not in caplog.text
    assert "Exchange is in trouble (ErrorInternalServerError)" in caplog.text
