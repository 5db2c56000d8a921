"""The way from the outbox to everyone's mailbox, and back again as a reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest

from casework.dispatch import NotSent
from casework.ports import Channel, OutboxItem
from casework.received_mail import MailSort, ReplyChoice
from casework.views import NoticeView, Reason, RecipientView, RuleView
from disputes.entries import EntryKind
from disputes.notices import NoticeKind
from disputes.rules import Basis
from mail.intake.read import Intake
from mail.letter_sender import LetterSender
from mail.letters.view import Branding, LetterRoom
from mail.letters.writer import LetterWriter
from mail.maildir import MaildirTransport
from mail.message import Address, OutgoingMessage, thread_id
from mail.post_office import PostOffice
from mail.round import received
from mail.signed_reference import ReferenceSigner
from mail.transport import SentItem, TransportFailure

SHARED = "disputes@example.gov.uk"
SIGNER = ReferenceSigner(b"k" * 32)
NOW = datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
ITEM = OutboxItem(
    key="DRP-2026-0042/1/0/email", reference="DRP-2026-0042", sequence=1, notice=0, channel=Channel.EMAIL, person=None
)


def recipient(name: str, role: str) -> RecipientView:
    why = RuleView(id="B16", text="Who is told.", quote="An email is sent.", basis=Basis.DOCUMENT)
    email = f"{name.lower().replace(' ', '.')}@example.gov.uk"
    return RecipientView(person=name, name=name, email=email, reasons=(Reason(role=role, rule=why),), cover_for=None)


NOTICE = NoticeView(
    kind=NoticeKind.ENDED,
    entry=EntryKind.RESOLVED,
    reference="DRP-2026-0042",
    sequence=1,
    council="Example Council",
    protocol="Foster Carer Reviewing Officer Dispute Resolution",
    subject="FC-2219",
    stage="Stage 2",
    entered=None,
    by="Robin Reviewer",
    happened_at=NOW,
    facts=(),
    to=(recipient("Sam Service", "Fostering Service Manager"),),
    copies=(recipient("Sasha Social", "Supervising Social Worker"), recipient("Tam Manager", "Team Manager")),
    duty=None,
    asks_for_meeting=False,
    record=None,
    officer="Robin Reviewer",
)


class Failing(MaildirTransport):
    """A mailbox whose server is busy."""

    async def send(self, message: OutgoingMessage) -> SentItem:
        raise TransportFailure("The server is busy.", retry=True, retry_after=timedelta(seconds=90))


@pytest.fixture
def office(tmp_path: Path) -> PostOffice:
    return PostOffice(tmp_path)


def sender(office: PostOffice, transport: type[MaildirTransport] = MaildirTransport) -> LetterSender:
    return LetterSender(
        transport=transport(office, SHARED, lambda: NOW),
        writer=LetterWriter(),
        room=LetterRoom(branding=Branding(council="Example Council"), mailbox=SHARED, signer=SIGNER),
        sender=Address(SHARED, "Dispute Resolution"),
        installation="practice-1",
        clock=lambda: NOW,
    )


async def test_one_letter_goes_to_everyone_with_to_and_copies_as_computed(office: PostOffice):
    receipt = (await sender(office).deliver(ITEM, NOTICE)).id
    for address in ("sam.service@example.gov.uk", "sasha.social@example.gov.uk", "tam.manager@example.gov.uk"):
        (stored,) = office.mailbox(address).list()
        mime = message_from_bytes(stored.read(), policy=default)
        assert mime["Message-ID"] == receipt
        assert mime["To"] == "Sam Service <sam.service@example.gov.uk>"
        assert [a.addr_spec for a in mime["Cc"].addresses] == [
            "sasha.social@example.gov.uk",
            "tam.manager@example.gov.uk",
        ]


async def test_a_letter_that_left_before_a_crash_is_not_sent_again(office: PostOffice):
    first = (await sender(office).deliver(ITEM, NOTICE)).id
    assert (await sender(office).deliver(replace(ITEM, attempts=1), replace(NOTICE, by="Another"))).id == first
    assert len(office.mailbox("sam.service@example.gov.uk").list()) == 1
    assert len(office.mailbox(SHARED).list()) == 0


async def test_letters_about_one_dispute_are_one_conversation(office: PostOffice):
    for key in ("a", "b"):
        await sender(office).deliver(replace(ITEM, key=key), NOTICE)
    mails = [message_from_bytes(m.read(), policy=default) for m in office.mailbox("sam.service@example.gov.uk").list()]
    assert mails[0]["References"] == mails[1]["References"] == thread_id("DRP-2026-0042", "example.gov.uk")
    assert mails[0]["Message-ID"] != mails[1]["Message-ID"]


async def test_a_busy_server_says_when_to_try_again(office: PostOffice):
    with pytest.raises(NotSent) as failure:
        await sender(office, Failing).deliver(ITEM, NOTICE)
    assert failure.value.retry
    assert failure.value.after == timedelta(seconds=90)


async def test_an_address_that_nobody_can_write_to_is_parked_not_retried(office: PostOffice):
    broken = replace(NOTICE, to=(replace(NOTICE.to[0], email="sam.service\r\nBcc: x@example.org"),))
    with pytest.raises(NotSent) as failure:
        await sender(office).deliver(ITEM, broken)
    assert not failure.value.retry


async def test_a_reply_to_the_letter_comes_to_the_desk_with_every_pointer(office: PostOffice):
    receipt = (await sender(office).deliver(ITEM, NOTICE)).id
    reply = EmailMessage(policy=SMTP)
    reply["From"] = "Sam Service <sam.service@example.gov.uk>"
    reply["In-Reply-To"] = receipt
    token = SIGNER.sign("DRP-2026-0042", "d1", "Sam Service")
    reply["Subject"] = f"[DRP-2026-0042] COMPLETED {token}"
    reply.set_content("Both visits were made.\n")
    office.post(reply.as_bytes(), "r1", [SHARED], NOW)
    transport = MaildirTransport(office, SHARED, lambda: NOW)
    (item,) = await transport.read_new(10)
    intake = Intake(signer=SIGNER, installation="practice-1", own_addresses=frozenset({SHARED}))
    mail = received(intake.read(item))
    assert mail.sort is MailSort.REPLY
    assert mail.choice is ReplyChoice.COMPLETED
    assert mail.text == "Both visits were made."
    assert mail.received_at == NOW
    assert [(p.reference, p.duty) for p in mail.pointers[:1]] == [("DRP-2026-0042", "d1")]
    assert receipt in [p.receipt for p in mail.pointers]
