"""The Maildir transport, over real files: order, moves, sending once in effect, absences and bounces."""

from __future__ import annotations

import mailbox
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mail.maildir import MaildirTransport
from mail.maildir_folder import folder_name
from mail.message import Address, OutgoingMessage
from mail.post_office import PostOffice
from mail.transport import Folder, TransportFailure

SHARED = "disputes@example.gov.uk"
MANAGER = "t.manager@example.gov.uk"
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> PostOffice:
    return PostOffice(tmp_path)


@pytest.fixture
def transport(office: PostOffice) -> MaildirTransport:
    return MaildirTransport(office, SHARED, lambda: NOON)


def letter(key: str = "n1", to: tuple[str, ...] = (MANAGER,)) -> OutgoingMessage:
    return OutgoingMessage(
        key=key,
        installation="practice-1",
        written_at=NOON,
        sender=Address(SHARED),
        to=tuple(Address(a) for a in to),
        subject="[DRP-2026-0042] Stage 1",
        text="Please respond.",
    )


async def test_mail_is_read_in_the_order_of_its_delivery(office: PostOffice, transport: MaildirTransport):
    for hour, name in ((3, "a"), (1, "b"), (2, "c")):
        office.post(b"Subject: " + name.encode() + b"\r\n\r\nx", name, [SHARED], NOON + timedelta(hours=hour))
    items = await transport.read_new(2)
    assert [item.id for item in items] == ["b", "c"]
    assert items[0].received_at == NOON + timedelta(hours=1)


async def test_reading_takes_nothing_away_and_acknowledging_moves_it_once(
    office: PostOffice, transport: MaildirTransport
):
    office.post(b"Subject: x\r\n\r\nx", "m1", [SHARED], NOON)
    (item,) = await transport.read_new(10)
    assert [i.id for i in await transport.read_new(10)] == ["m1"]
    await transport.acknowledge(item, Folder.FILED)
    await transport.acknowledge(item, Folder.FILED)
    assert await transport.read_new(10) == []
    assert [m.read() for m in transport.folder.list(Folder.FILED)] == [item.raw]


async def test_a_mail_that_another_program_marked_as_seen_is_still_new_to_us(
    office: PostOffice, transport: MaildirTransport, tmp_path: Path
):
    box = mailbox.Maildir(transport.folder.root)
    message = mailbox.MaildirMessage(b"Subject: x\n\nx")
    message.set_subdir("cur")
    message.set_flags("RS")
    box.add(message)
    (item,) = await transport.read_new(10)
    await transport.acknowledge(item, Folder.TRIAGE)
    assert len(transport.folder.list(Folder.TRIAGE)) == 1


async def test_everyone_gets_the_letter_in_a_folder_that_other_mail_programs_can_read(
    office: PostOffice, transport: MaildirTransport
):
    await transport.send(letter(to=(MANAGER, "s.worker@example.gov.uk")))
    for address in (MANAGER, "s.worker@example.gov.uk"):
        (message,) = list(mailbox.Maildir(office.mailbox(address).root))
        assert message["Subject"] == "[DRP-2026-0042] Stage 1"
    assert len(mailbox.Maildir(transport.folder.root).get_folder("Sent")) == 1


async def test_a_crash_between_delivery_and_the_sent_copy_is_healed_without_a_second_letter(
    office: PostOffice, transport: MaildirTransport, monkeypatch: pytest.MonkeyPatch
):
    real = type(transport.folder).deliver

    def crash(self, raw, name, at, folder=Folder.INBOX):
        if folder is Folder.SENT:
            raise OSError("power cut")
        return real(self, raw, name, at, folder)

    monkeypatch.setattr(type(transport.folder), "deliver", crash)
    with pytest.raises(TransportFailure) as failure:
        await transport.send(letter())
    assert failure.value.retry
    assert await transport.find_sent("n1") is None
    monkeypatch.undo()
    sent = await transport.send(letter())
    assert await transport.find_sent("n1") == sent
    assert len(office.mailbox(MANAGER).list()) == 1


async def test_a_letter_read_by_its_recipient_is_not_delivered_again(office: PostOffice, transport: MaildirTransport):
    await transport.send(letter())
    box = office.mailbox(MANAGER)
    read = box.list()[0].path
    read.rename(box.root / "cur" / f"{read.name}:2,RS")
    await transport.send(letter())
    assert len(box.list()) == 1


async def test_half_a_delivery_is_never_seen(office: PostOffice, transport: MaildirTransport):
    (transport.folder.root / "tmp" / "half").write_bytes(b"Subject: ha")
    assert await transport.read_new(10) == []


async def test_somebody_away_answers_automatically_and_a_dead_address_bounces(
    office: PostOffice, transport: MaildirTransport
):
    office.set_absence(MANAGER, "I am away until Monday 13 April 2026.")
    office.set_dead("left@example.gov.uk", dead=True)
    await transport.send(letter(to=(MANAGER, "left@example.gov.uk")))
    await transport.send(letter(to=(MANAGER, "left@example.gov.uk")))
    raws = sorted(item.raw for item in await transport.read_new(10))
    assert len(raws) == 2
    assert b"multipart/report" in raws[0]
    assert b"Automatic reply: [DRP-2026-0042] Stage 1" in raws[1]
    assert office.mailbox("left@example.gov.uk").list() == []
    office.set_absence(MANAGER, None)
    await transport.send(letter("n2"))
    assert len(await transport.read_new(10)) == 2


async def test_an_unsafe_letter_is_a_failure_that_is_not_tried_again(transport: MaildirTransport):
    with pytest.raises(TransportFailure) as failure:
        await transport.send(letter("n\r\nBcc: x@example.org"))
    assert not failure.value.retry


async def test_the_time_of_receipt_is_our_own_servers_when_it_wrote_one(office: PostOffice):
    transport = MaildirTransport(office, SHARED, lambda: NOON, own_hosts=["mx.example.gov.uk"])
    stamp = b"; Wed, 01 Apr 2026 09:15:00 +0100\r\n"
    ours = b"Received: from a by MX.example.gov.uk with ESMTP" + stamp
    theirs = b"Received: from b by mx.elsewhere.org with ESMTP; Tue, 31 Mar 2026 23:00:00 +0000\r\n"
    office.post(ours + theirs + b"Subject: x\r\n\r\nx", "genuine", [SHARED], NOON)
    office.post(theirs + ours + b"Subject: x\r\n\r\nx", "claimed", [SHARED], NOON)
    received = {item.id: item.received_at for item in await transport.read_new(10)}
    assert received == {"genuine": datetime(2026, 4, 1, 8, 15, tzinfo=UTC), "claimed": NOON}


async def test_health_counts_what_waits(office: PostOffice, transport: MaildirTransport):
    office.post(b"Subject: x\r\n\r\nx", "m1", [SHARED], NOON)
    health = await transport.health()
    assert health.ok
    assert health.waiting == 1


@pytest.mark.parametrize("address", ["../../etc/passwd@example.org", "a/b@example.org", ".@example.org", "x" * 300])
def test_an_address_never_leads_out_of_its_folder(address: str):
    name = folder_name(address)
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name) <= 120
