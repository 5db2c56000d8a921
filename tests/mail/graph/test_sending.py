"""Sending from a mailbox in Microsoft 365: once in effect, whatever answer is lost, at the pace Exchange allows."""

from __future__ import annotations

import pytest

from mail.graph.outgoing import KEY_PROPERTY
from mail.message import Attachment
from mail.mime import to_bytes
from mail.transport import Folder, TransportFailure
from tests.mail.graph.endpoint import Refused, Trouble
from tests.mail.graph.house import GraphHouse
from tests.mail.transport_contract import MANAGER, WORKER, letter, parsed, subjects

KEY = letter().key
BAD_GATEWAY = Refused(504, "GatewayTimeout")


def drafts(house: GraphHouse) -> int:
    return len(house.exchange.within("folder-drafts"))


async def test_no_minute_has_more_than_thirty_letters(house: GraphHouse):
    sent: list[float] = []
    house.endpoint.on_call = lambda what, done: (
        sent.append(house.time.seconds) if done and what.endswith("/send") else None
    )
    transport = await house.opened()
    for number in range(45):
        await transport.send(letter(f"n{number}"))
    assert max(sum(start <= at < start + 60 for at in sent) for start in sent) <= 30
    assert sent[-1] - sent[0] < 45 / 30 * 60 + 60, "and not much fewer, either"


@pytest.mark.parametrize("looks", [1, 2, 50])
async def test_the_sent_copy_may_take_its_time(house: GraphHouse, looks: int):
    house.exchange.latency = looks
    transport = await house.opened()
    sent = await transport.send(letter())
    assert sent.message_id == parsed((await house.delivered())[0].raw)["Message-ID"]
    found = await transport.find_sent(KEY)
    assert found is not None
    assert (found.id, found.message_id) == (sent.id, sent.message_id)
    assert len(await house.delivered()) == 1


async def test_a_letter_whose_answer_was_lost_is_known_to_have_left(house: GraphHouse):
    house.endpoint.troubles.append(Trouble(BAD_GATEWAY, method="POST", ending="/send", after=True))
    sent = await (await house.opened()).send(letter())
    assert (await house.delivered())[0].recipients == {MANAGER, WORKER}
    assert await (await house.opened()).find_sent(KEY) == sent


@pytest.mark.parametrize("after", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize(("method", "ending"), [("POST", "/messages"), ("PATCH", ""), ("POST", "/send")])
async def test_trouble_at_any_call_leads_to_one_letter(house: GraphHouse, method: str, ending: str, after: bool):
    house.endpoint.troubles.append(Trouble(BAD_GATEWAY, 4, method, ending, after))
    transport, failure = await house.opened(), None
    try:
        sent = await transport.send(letter())
    except TransportFailure as error:
        failure = error
        house.endpoint.troubles.clear()
        sent = await transport.find_sent(KEY) or await transport.send(letter())
    assert failure is None or failure.retry
    assert len(await house.delivered()) == 1
    assert drafts(house) == 0
    assert subjects(await house.holds(Folder.SENT)) == ["[DRP-2026-0042] Stage 1"]
    assert await transport.find_sent(KEY) == sent


async def test_a_draft_that_was_ready_is_sent_rather_than_a_second_one(house: GraphHouse):
    ready = house.exchange.draft(to_bytes(letter()))
    ready.properties[KEY_PROPERTY.lower()] = KEY
    found = await (await house.opened()).find_sent(KEY)
    assert found is not None
    assert found.id == ready.immutable
    assert len(await house.delivered()) == 1


async def test_a_draft_that_a_person_threw_away_is_not_sent_from_there(house: GraphHouse):
    thrown = house.exchange.draft(to_bytes(letter()))
    thrown.properties[KEY_PROPERTY.lower()] = KEY
    house.exchange.folders["folder-bin"] = "Gelöscht"
    house.exchange.move(thrown, "folder-bin")
    assert await (await house.opened()).find_sent(KEY) is None
    assert await house.delivered() == []


async def test_a_sent_copy_that_a_person_moved_is_still_proof(house: GraphHouse):
    transport = await house.opened()
    sent = await transport.send(letter())
    house.exchange.folders["folder-own"] = "Somebody's own"
    house.exchange.move(house.exchange.items[sent.id], "folder-own")
    found = await transport.find_sent(KEY)
    assert found is not None
    assert found.id == sent.id


async def test_files_too_many_for_one_call_are_added_one_by_one(house: GraphHouse):
    files = tuple(Attachment(f"form {n}.pdf", "application/pdf", bytes([n]) * 2_000_000) for n in range(3))
    transport = await house.opened()
    await transport.send(letter(attachments=files))
    (delivered,) = await house.delivered()
    got = {part.get_filename(): part.get_content() for part in parsed(delivered.raw).iter_attachments()}
    assert got == {file.name: file.content for file in files}


async def test_a_letter_half_made_when_the_power_went_is_made_anew(house: GraphHouse):
    files = tuple(Attachment(f"form {n}.pdf", "application/pdf", bytes([n]) * 2_000_000) for n in range(3))
    transport = await house.opened()
    house.endpoint.troubles.append(Trouble(BAD_GATEWAY, 1, "POST", "/attachments"))
    with pytest.raises(TransportFailure):
        await transport.send(letter(attachments=files))
    assert drafts(house) == 1
    assert await transport.find_sent(KEY) is None
    await transport.send(letter(attachments=files))
    (delivered,) = await house.delivered()
    assert len(list(parsed(delivered.raw).iter_attachments())) == 3
    assert drafts(house) == 0


async def test_a_file_that_graph_would_never_take_is_said_by_name(house: GraphHouse):
    with pytest.raises(TransportFailure, match=r"bundle\.pdf") as failure:
        await (await house.opened()).send(
            letter(attachments=(Attachment("bundle.pdf", "application/pdf", b"x" * 3_000_000),))
        )
    assert not failure.value.retry
    assert house.endpoint.calls == []


async def test_a_mailbox_that_may_not_send_is_said_plainly_and_not_tried_again(house: GraphHouse):
    house.endpoint.troubles.append(Trouble(Refused(403, "ErrorSendAsDenied"), 9, "POST", "/send"))
    with pytest.raises(TransportFailure, match=r"may not send as disputes@example\.gov\.uk") as failure:
        await (await house.opened()).send(letter())
    assert not failure.value.retry
