"""What every transport keeps, whatever stands behind it: subclass `TransportContract` and give it a `house`.

The house is the mail server's side of the mailbox: how mail arrives there, what left it, what its folders hold.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest

from mail.message import Address, Attachment, CalendarPart, OutgoingMessage
from mail.transport import Folder, MailItem, MailTransport, TransportFailure

SHARED = "disputes@example.gov.uk"
MANAGER = "t.manager@example.gov.uk"
WORKER = "s.worker@example.gov.uk"
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Delivered:
    """A mail that reached people: who they are, and what they got."""

    recipients: frozenset[str]
    raw: bytes


class House(ABC):
    """A mail server with the shared mailbox in it."""

    @abstractmethod
    async def arrives(self, raw: bytes, at: datetime) -> None:
        """A mail is delivered to the shared mailbox."""

    @abstractmethod
    async def holds(self, folder: Folder) -> Sequence[bytes]:
        """The mails in a folder of the shared mailbox."""

    @abstractmethod
    async def deletes(self, item: MailItem) -> None:
        """A person deletes a mail from the inbox, for good."""

    @abstractmethod
    async def delivered(self) -> Sequence[Delivered]:
        """Everything that left the shared mailbox, one for each sending."""

    @abstractmethod
    async def opened(self) -> MailTransport:
        """The transport, as a program that has just started opens it."""

    @abstractmethod
    async def breaks_down(self) -> None:
        """From now on the mailbox can't be reached."""


def mail(subject: str, body: str = "x") -> bytes:
    """A mail as somebody may write it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = MANAGER
    message["To"] = SHARED
    message["Message-ID"] = f"<{subject.replace(' ', '-')}@example.gov.uk>"
    message["Subject"] = subject
    message.set_content(body)
    return message.as_bytes()


def letter(key: str = "DRP-2026-0042/1/0/email", **other: object) -> OutgoingMessage:
    """A letter to a manager with a copy to a worker."""
    fields: dict[str, object] = {
        "key": key,
        "installation": "practice-1",
        "written_at": NOON,
        "sender": Address(SHARED, "Dispute Resolution"),
        "to": (Address(MANAGER, "Tam Manager"),),
        "cc": (Address(WORKER),),
        "subject": "[DRP-2026-0042] Stage 1",
        "text": "Please respond by Wednesday 8 April 2026 \N{EN DASH} thank you.\n",
        "html": "<p>Please respond.</p>",
    }
    return OutgoingMessage(**{**fields, **other})  # pyright: ignore[reportArgumentType]


def parsed(raw: bytes) -> EmailMessage:
    """A mail as a mail program reads it."""
    return message_from_bytes(raw, policy=default)


def subjects(raws: Sequence[bytes]) -> list[str]:
    """What mails are about."""
    return [str(parsed(raw)["Subject"]) for raw in raws]


class TransportContract:
    """The contract, as tests."""

    async def test_mail_is_read_in_the_order_of_its_receipt_by_our_own_server(self, house: House):
        for hour, name in ((3, "third"), (1, "first"), (4, "fourth"), (2, "second")):
            await house.arrives(mail(name), NOON + timedelta(hours=hour))
        items = await (await house.opened()).read_new(3)
        assert subjects([item.raw for item in items]) == ["first", "second", "third"]
        assert [item.received_at for item in items] == [NOON + timedelta(hours=hour) for hour in (1, 2, 3)]

    async def test_reading_takes_nothing_away_and_acknowledging_moves_it_once(self, house: House):
        transport = await house.opened()
        await house.arrives(mail("filed"), NOON)
        await house.arrives(mail("unclear"), NOON + timedelta(minutes=1))
        filed, unclear = await transport.read_new(10)
        assert await transport.read_new(10) == [filed, unclear]
        await transport.acknowledge(filed, Folder.FILED)
        await transport.acknowledge(filed, Folder.FILED)
        assert [item.id for item in await transport.read_new(10)] == [unclear.id]
        await transport.acknowledge(unclear, Folder.TRIAGE)
        assert await transport.read_new(10) == []
        assert subjects(await house.holds(Folder.FILED)) == ["filed"]
        assert subjects(await house.holds(Folder.TRIAGE)) == ["unclear"]
        assert await house.holds(Folder.INBOX) == []

    async def test_what_was_read_and_not_acknowledged_is_read_again_after_a_crash(self, house: House):
        for name in ("one", "two"):
            await house.arrives(mail(name), NOON)
        crashed = await house.opened()
        items = await crashed.read_new(10)
        done = next(item for item in items if subjects([item.raw]) == ["one"])
        await crashed.acknowledge(done, Folder.FILED)
        again = await (await house.opened()).read_new(10)
        assert subjects([item.raw for item in again]) == ["two"]

    async def test_nothing_is_lost_or_repeated_while_new_mail_keeps_coming(self, house: House):
        transport, read = await house.opened(), list[str]()
        for number in range(12):
            await house.arrives(mail(f"mail {number}"), NOON + timedelta(minutes=number))
            if number % 3 == 2:
                items = await transport.read_new(2)
                await house.arrives(mail(f"between {number}"), NOON + timedelta(minutes=number, seconds=30))
                for item in items:
                    read += subjects([item.raw])
                    await transport.acknowledge(item, Folder.FILED)
        while items := await transport.read_new(5):
            for item in items:
                read += subjects([item.raw])
                await transport.acknowledge(item, Folder.FILED)
        wanted = [f"mail {n}" for n in range(12)] + [f"between {n}" for n in (2, 5, 8, 11)]
        assert sorted(read) == sorted(wanted)
        assert sorted(subjects(await house.holds(Folder.FILED))) == sorted(wanted)

    async def test_a_mail_that_somebody_deleted_meanwhile_is_no_trouble(self, house: House):
        transport = await house.opened()
        for name in ("stays", "goes"):
            await house.arrives(mail(name), NOON)
        for item in await transport.read_new(10):
            if subjects([item.raw]) == ["goes"]:
                await house.deletes(item)
                await transport.acknowledge(item, Folder.FILED)
        assert subjects([item.raw for item in await transport.read_new(10)]) == ["stays"]

    async def test_a_letter_reaches_everyone_once_with_its_header_and_every_part(self, house: House):
        invitation = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
        await (await house.opened()).send(
            letter(
                in_reply_to="<AM0PR01MB4321@EURPRD.PROD.OUTLOOK.COM>",
                references=("<first@example.gov.uk>",),
                attachments=(Attachment("form.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),),
                calendar=CalendarPart("REQUEST", invitation),
            )
        )
        (delivered,) = await house.delivered()
        assert delivered.recipients == {MANAGER, WORKER}
        message = parsed(delivered.raw)
        assert [a.addr_spec for a in message["To"].addresses] == [MANAGER]
        assert [a.addr_spec for a in message["Cc"].addresses] == [WORKER]
        assert message["Subject"] == "[DRP-2026-0042] Stage 1"
        assert message["In-Reply-To"] == "<AM0PR01MB4321@EURPRD.PROD.OUTLOOK.COM>"
        assert message["References"].split() == ["<first@example.gov.uk>", "<AM0PR01MB4321@EURPRD.PROD.OUTLOOK.COM>"]
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-DRP-Loop"] == "practice-1"
        parts = {part.get_content_type(): part for part in message.walk()}
        assert "8 April 2026 \N{EN DASH} thank you." in parts["text/plain"].get_content()
        assert "<p>Please respond.</p>" in parts["text/html"].get_content()
        assert "METHOD:REQUEST" in parts["text/calendar"].get_content()
        assert parts["application/pdf"].get_content() == b"%PDF-1.7 \x00\xff"
        assert parts["application/pdf"].get_filename() == "form.pdf"

    async def test_a_letter_is_known_by_the_message_id_that_its_recipients_see(self, house: House):
        transport = await house.opened()
        sent = await transport.send(letter())
        (delivered,) = await house.delivered()
        assert parsed(delivered.raw)["Message-ID"] == sent.message_id
        assert subjects(await house.holds(Folder.SENT)) == ["[DRP-2026-0042] Stage 1"]

    async def test_what_was_sent_is_found_by_its_key_alone_after_a_restart_too(self, house: House):
        keys = ["DRP-2026-0042/1/0/email", "DRP-2026-0042/1/0/email2", "it's/a '' quote", "n" * 150]
        transport = await house.opened()
        sent = {key: await transport.send(letter(key)) for key in keys}
        reopened = await house.opened()
        for key in keys:
            found = await reopened.find_sent(key)
            assert found is not None
            assert (found.id, found.message_id) == (sent[key].id, sent[key].message_id)
        for unknown in ("DRP-2026-0042/1/0", "drp-2026-0042/9/9/email", ""):
            assert await reopened.find_sent(unknown) is None
        assert len(await house.delivered()) == len(keys)

    async def test_a_letter_that_would_change_its_own_header_is_never_sent(self, house: House):
        for unsafe in (letter("n\r\nBcc: x@example.org"), letter(subject="a\nBcc: x@example.org")):
            with pytest.raises(TransportFailure) as failure:
                await (await house.opened()).send(unsafe)
            assert not failure.value.retry
        assert await house.delivered() == []

    async def test_a_mail_in_any_state_is_read(self, house: House):
        broken = (
            b"From: x\r\nSubject: =?utf-9?q?odd?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\xff\xfe"
        )
        await house.arrives(broken, NOON)
        (item,) = await (await house.opened()).read_new(10)
        assert b"odd" in item.raw

    async def test_health_says_that_all_is_well_and_how_much_waits(self, house: House):
        await house.arrives(mail("waits"), NOON)
        health = await (await house.opened()).health()
        assert (health.ok, health.waiting) == (True, 1)
        assert SHARED in health.detail

    async def test_a_mailbox_out_of_reach_is_said_and_tried_again(self, house: House):
        transport = await house.opened()
        await house.breaks_down()
        health = await transport.health()
        assert not health.ok
        assert health.detail.endswith(".")
        for call in (transport.read_new(1), transport.find_sent("n1"), transport.send(letter())):
            with pytest.raises(TransportFailure) as failure:
                await call
            assert failure.value.retry
