"""Sending from a mailbox on Exchange: once in effect, whatever answer is lost, with the header that threads need."""

from __future__ import annotations

import pytest

from mail.message import Address, Attachment
from mail.transport import Folder, TransportFailure
from tests.mail.exchange.endpoint import Trouble
from tests.mail.exchange.house import ExchangeHouse
from tests.mail.graph.exchange import Item
from tests.mail.transport_contract import MANAGER, SHARED, WORKER, letter, parsed, subjects

KEY = letter().key


def drafts(house: ExchangeHouse) -> list[Item]:
    return house.exchange.within("folder-drafts")


async def half_sent(house: ExchangeHouse) -> Item:
    """A draft with our mark that a process left behind when it died."""
    house.endpoint.troubles.append(Trouble("SendItem", drop=True))
    with pytest.raises(TransportFailure):
        await (await house.opened()).send(letter())
    (draft,) = drafts(house)
    return draft


@pytest.mark.parametrize("looks", [1, 4, 50])
async def test_the_sent_copy_may_take_its_time(house: ExchangeHouse, looks: int):
    house.exchange.latency = looks
    transport = await house.opened()
    sent = await transport.send(letter())
    assert sent.message_id == parsed((await house.delivered())[0].raw)["Message-ID"]
    found = await transport.find_sent(KEY)
    assert found is not None
    assert found.message_id == sent.message_id
    assert len(await house.delivered()) == 1


async def test_a_copy_that_is_nowhere_to_be_seen_is_no_reason_to_send_again(house: ExchangeHouse):
    def swept_away(name: str, done: bool) -> None:
        if name == "SendItem" and done:
            (copy,) = house.exchange.within("folder-sentitems")
            house.exchange.delete(copy)

    house.endpoint.on_call = swept_away
    sent = await (await house.opened()).send(letter())
    assert sent.message_id == letter().message_id
    assert len(await house.delivered()) == 1


async def test_a_letter_whose_answer_was_lost_is_known_to_have_left(house: ExchangeHouse):
    house.endpoint.troubles.append(Trouble("SendItem", status=504, after=True))
    sent = await (await house.opened()).send(letter())
    assert (await house.delivered())[0].recipients == {MANAGER, WORKER}
    assert await (await house.opened()).find_sent(KEY) == sent


@pytest.mark.parametrize("after", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize("operation", ["CreateItem", "SendItem", "FindItem"])
@pytest.mark.parametrize("drop", [False, True], ids=["bad gateway", "connection lost"])
async def test_trouble_at_any_call_leads_to_one_letter(house: ExchangeHouse, operation: str, after: bool, drop: bool):
    house.endpoint.troubles.append(Trouble(operation, status=504, drop=drop, times=4, after=after))
    transport, failure = await house.opened(), None
    try:
        sent = await transport.send(letter())
    except TransportFailure as error:
        failure = error
        house.endpoint.troubles.clear()
        sent = await transport.find_sent(KEY) or await transport.send(letter())
    house.endpoint.troubles.clear()
    assert failure is None or failure.retry
    assert len(await house.delivered()) == 1
    assert drafts(house) == []
    assert subjects(await house.holds(Folder.SENT)) == ["[DRP-2026-0042] Stage 1"]
    assert await transport.find_sent(KEY) == sent


async def test_a_draft_that_was_ready_is_sent_rather_than_a_second_one(house: ExchangeHouse):
    await half_sent(house)
    found = await (await house.opened()).find_sent(KEY)
    assert found is not None
    assert found.message_id == parsed((await house.delivered())[0].raw)["Message-ID"]
    assert drafts(house) == []


async def test_two_processes_that_find_the_same_draft_send_one_letter(house: ExchangeHouse):
    draft = await half_sent(house)

    def other_was_faster(name: str, done: bool) -> None:
        if name == "SendItem" and not done and draft.is_draft:
            house.exchange.send(draft)

    house.endpoint.on_call = other_was_faster
    assert await (await house.opened()).find_sent(KEY) is not None
    assert len(await house.delivered()) == 1


async def test_a_draft_that_a_person_threw_away_is_not_sent_from_there(house: ExchangeHouse):
    draft = await half_sent(house)
    house.exchange.folders["folder-bin"] = "Gelöscht"
    house.exchange.move(draft, "folder-bin")
    assert await (await house.opened()).find_sent(KEY) is None
    assert await house.delivered() == []


async def test_a_draft_that_somebody_changes_while_it_is_sent_is_tried_again(house: ExchangeHouse):
    def changed(name: str, done: bool) -> None:
        if name == "SendItem" and not done:
            house.exchange.move(drafts(house)[0], "folder-drafts")
            house.endpoint.on_call = None

    house.endpoint.on_call = changed
    with pytest.raises(TransportFailure) as failure:
        await (await house.opened()).send(letter())
    assert failure.value.retry
    assert await (await house.opened()).find_sent(KEY) is not None
    assert len(await house.delivered()) == 1


async def test_the_recipients_see_the_councils_mailbox_as_sender(house: ExchangeHouse):
    """A real server gave no From at all to a draft that said it in the MIME alone."""
    await (await house.opened()).send(letter(sender=Address(SHARED, "Dispute Résolution")))
    (delivered,) = await house.delivered()
    (sender,) = parsed(delivered.raw)["From"].addresses
    assert (sender.addr_spec, sender.display_name) == (SHARED, "Dispute Résolution")


async def test_the_header_that_threads_and_loops_need_goes_with_the_letter(house: ExchangeHouse):
    await (await house.opened()).send(letter(in_reply_to="<AM0PR01@OUTLOOK.COM>"))
    message = parsed((await house.delivered())[0].raw)
    assert message["In-Reply-To"] == "<AM0PR01@OUTLOOK.COM>"
    assert message["X-DRP-Notice"] == KEY
    assert message["Message-ID"] != letter().message_id, "the server gave its own, as real ones do"


async def test_large_files_go_out_whole(house: ExchangeHouse):
    files = tuple(Attachment(f"form {n}.pdf", "application/pdf", bytes([n]) * 700_000) for n in range(3))
    await (await house.opened()).send(letter(attachments=files))
    (delivered,) = await house.delivered()
    got = {part.get_filename(): part.get_content() for part in parsed(delivered.raw).iter_attachments()}
    assert got == {file.name: file.content for file in files}


async def test_the_copy_lies_in_the_shared_mailbox_and_not_with_whoever_signs_in(house: ExchangeHouse):
    await (await house.opened()).send(letter())
    assert subjects(await house.holds(Folder.SENT)) == ["[DRP-2026-0042] Stage 1"]
    assert house.endpoint.impersonated == [None] * len(house.endpoint.calls)
