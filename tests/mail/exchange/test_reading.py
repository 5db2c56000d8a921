"""Reading what real mailboxes hold: mails that vanish, that the server can't give, that are huge, of every kind."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from mail.exchange.inbox import AT_ONCE, LARGEST
from mail.transport import Folder, TransportFailure
from tests.mail.exchange.endpoint import Trouble
from tests.mail.exchange.house import ExchangeHouse
from tests.mail.graph.exchange import Item
from tests.mail.transport_contract import MANAGER, NOON, SHARED, mail, parsed, subjects


def arrives(house: ExchangeHouse, *names: str) -> list[Item]:
    """Mails, a minute apart."""
    return [house.exchange.arrives(mail(name), NOON + timedelta(minutes=n)) for n, name in enumerate(names)]


def unreadable(house: ExchangeHouse, item: Item, code: str = "ErrorMimeContentConversionFailed") -> None:
    """Lets the server be unable to give a mail's MIME."""
    house.endpoint.operations.unreadable[item.id(immutable=False)] = code


async def read(house: ExchangeHouse, limit: int = 100) -> list[bytes]:
    """What a program that has just started reads."""
    return [item.raw for item in await (await house.opened()).read_new(limit)]


async def test_many_mails_come_in_few_calls(house: ExchangeHouse):
    names = [f"mail {number}" for number in range(AT_ONCE + 10)]
    arrives(house, *names)
    assert subjects(await read(house)) == names
    assert house.endpoint.calls == ["FindItem", "GetItem", "GetItem"]


async def test_a_mail_that_vanishes_between_listing_and_fetching_is_passed_over(house: ExchangeHouse):
    _, two, _ = arrives(house, "one", "two", "three")

    def vanish(name: str, done: bool) -> None:
        if name == "GetItem" and not done and two.immutable in house.exchange.items:
            house.exchange.delete(two)

    house.endpoint.on_call = vanish
    assert subjects(await read(house)) == ["one", "three"]


async def test_a_mail_that_the_server_cannot_give_is_filed_as_far_as_it_tells(house: ExchangeHouse):
    _, broken, _ = arrives(house, "one", "two", "three")
    unreadable(house, broken)
    first, stand_in, third = await read(house)
    assert subjects([first, third]) == ["one", "three"]
    told = parsed(stand_in)
    assert (told["Subject"], told["From"], told["To"]) == ("two", MANAGER, SHARED)
    assert told["Message-ID"] == "<two@example.gov.uk>"
    text = told.get_content()
    assert text.startswith("What the server understood.")
    assert "could not give this mail in its original form" in text
    assert "Its attachments are only in the mailbox." in text


async def test_a_mail_of_which_the_server_tells_nothing_closes_the_inbox_only_for_a_while(house: ExchangeHouse):
    broken, _ = arrives(house, "one", "two")
    house.endpoint.operations.lost.add(broken.id(immutable=False))
    transport = await house.opened()
    for _ in range(7):
        with pytest.raises(TransportFailure):
            await transport.read_new(5)
    items = await transport.read_new(5)
    assert subjects([item.raw for item in items]) == ["A mail that the mail server can't open", "two"]
    await transport.acknowledge(items[0], Folder.TRIAGE)
    assert subjects(await house.holds(Folder.TRIAGE)) == ["one"]


async def test_one_mail_that_makes_the_call_fail_holds_up_only_those_behind_it_and_not_for_ever(house: ExchangeHouse):
    arrives(house, "one", "bad", "three")
    transport = await house.opened()
    rounds: list[list[str]] = []
    for _ in range(4):
        # As a whole, the batch fails; so does the second mail alone.
        house.endpoint.troubles = [Trouble("GetItem", status=500, times=4)]
        house.endpoint.on_call = _fails_for_the_second_single_call(house)
        rounds.append(subjects([item.raw for item in await transport.read_new(5)]))
    assert rounds[:3] == [["one"]] * 3
    assert rounds[3] == ["one", "bad", "three"]


def _fails_for_the_second_single_call(house: ExchangeHouse):
    singles = 0

    def count(name: str, done: bool) -> None:
        nonlocal singles
        if name == "GetItem" and not done:
            singles += 1
            if singles == 1:
                house.endpoint.troubles = [Trouble("GetItem", status=500, times=4)]

    return count


async def test_an_oversized_mail_is_not_fetched_and_lies_whole_in_the_mailbox(house: ExchangeHouse):
    _, large, _ = arrives(house, "one", "large", "three")
    large.properties["size"] = str(LARGEST + 1)
    raws = await read(house)
    assert subjects(raws) == ["one", "large", "three"]
    assert "only in the mailbox" in parsed(raws[1]).get_content()


async def test_mails_that_are_together_more_than_the_server_gives_are_fetched_singly(house: ExchangeHouse):
    arrives(house, "one", "two")
    house.endpoint.troubles.append(Trouble("GetItem", fault="ErrorMessageSizeExceeded"))
    assert subjects(await read(house)) == ["one", "two"]
    assert house.endpoint.calls == ["FindItem", "GetItem", "GetItem", "GetItem"]


async def test_a_mail_that_alone_is_more_than_the_server_gives_is_filed_as_far_as_it_tells(house: ExchangeHouse):
    arrives(house, "one")
    house.endpoint.troubles.append(Trouble("GetItem", status=413))
    (raw,) = await read(house)
    assert parsed(raw).get_content().startswith("What the server understood.")


async def test_what_concerns_every_mail_files_none_of_them_in_part(house: ExchangeHouse):
    arrives(house, "one", "two")
    house.endpoint.troubles.append(Trouble("GetItem", fault="ErrorAccessDenied"))
    with pytest.raises(TransportFailure, match="ErrorAccessDenied"):
        await read(house)


async def test_a_large_mail_is_read_whole(house: ExchangeHouse):
    body = "a line of the letter that is quite long\r\n" * 60_000
    house.exchange.arrives(mail("large", body), NOON)
    (raw,) = await read(house)
    assert parsed(raw).get_content().count("a line of the letter") == 60_000


async def test_a_round_reads_no_more_than_fits_well_into_memory(house: ExchangeHouse):
    for item in arrives(house, *(f"mail {number}" for number in range(4))):
        item.properties["size"] = str(30 * 1024 * 1024)
    assert subjects(await read(house)) == ["mail 0", "mail 1"]


async def test_an_unknown_charset_and_raw_bytes_come_as_they_are(house: ExchangeHouse):
    raw = (
        b"From: x@example.org\r\nSubject: =?x-unknown?B?/v8=?=\r\nContent-Type: text/plain; charset=x-made-up\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n\xfe\xff\x80 odd \xe9\r\n"
    )
    house.exchange.arrives(raw, NOON)
    (read_back,) = await read(house)
    assert b"\xfe\xff\x80 odd \xe9" in read_back
    assert b"charset=x-made-up" in read_back


async def test_characters_that_xml_does_not_allow_harm_nothing(house: ExchangeHouse):
    (broken,) = arrives(house, "one")
    unreadable(house, broken)
    house.endpoint.mangle = lambda answer: answer.replace(b"What the server understood.", b"A &#x1;\x02 letter.")
    (raw,) = await read(house)
    assert "letter." in parsed(raw).get_content()


async def test_invitations_and_bounces_are_read_as_mails_are(house: ExchangeHouse):
    for kind in ("text/calendar; method=REQUEST", "multipart/report; boundary=b"):
        raw = mail("x").replace(b'text/plain; charset="utf-8"', kind.encode())
        house.exchange.arrives(raw, NOON)
    assert len(await read(house)) == 2


async def test_a_folder_of_ours_that_somebody_deleted_is_made_again(house: ExchangeHouse):
    arrives(house, "one", "two")
    transport = await house.opened()
    one, two = await transport.read_new(5)
    await transport.acknowledge(one, Folder.FILED)
    (place,) = [place for place, name in house.exchange.folders.items() if name == "Filed"]
    house.exchange.delete_folder(place)
    await transport.acknowledge(two, Folder.FILED)
    assert subjects(await house.holds(Folder.FILED)) == ["two"]


async def test_two_that_make_the_folder_at_once_use_the_same_one(house: ExchangeHouse):
    arrives(house, "one", "two")
    first, second = await house.opened(), await house.opened()
    one, two = await first.read_new(5)

    def other_was_faster(name: str, done: bool) -> None:
        if name == "CreateFolder" and not done and "Filed" not in house.exchange.folders.values():
            house.exchange.folders["another"] = "Filed"

    house.endpoint.on_call = other_was_faster
    await asyncio.gather(first.acknowledge(one, Folder.FILED), second.acknowledge(two, Folder.FILED))
    assert sorted(subjects(await house.holds(Folder.FILED))) == ["one", "two"]


async def test_nothing_is_done_on_the_event_loop(house: ExchangeHouse):
    body = "a line of the letter that is quite long\r\n" * 60_000
    house.exchange.arrives(mail("large", body), NOON)
    transport = await house.opened()
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0)
            beats += 1

    beating = asyncio.create_task(beat())
    (item,) = await transport.read_new(5)
    beating.cancel()
    assert len(item.raw) > 2_000_000
    assert beats > 10


@pytest.mark.parametrize("folder", [Folder.FILED, Folder.TRIAGE])
async def test_folders_are_made_once_beside_the_inbox(house: ExchangeHouse, folder: Folder):
    for item in arrives(house, "one", "two"):
        (await_item,) = [one for one in await (await house.opened()).read_new(5) if one.id == item.id(immutable=False)]
        await (await house.opened()).acknowledge(await_item, folder)
    assert list(house.exchange.folders.values()).count(folder.value) == 1
