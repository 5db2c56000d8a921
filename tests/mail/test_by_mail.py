"""A dispute with everybody on e-mail, over each transport: real desk, real SQLite; nobody opens Teams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from html import unescape
from pathlib import Path
from re import findall, search
from urllib.parse import parse_qs, urlsplit

import pytest

from casework.desk import Desk
from casework.dispatch import NotReachable, Receipt, Sender, dispatch
from casework.open_dispute import NewDispute, open_dispute
from casework.ports import Channel, OutboxItem
from casework.received_mail import ReceivedMail
from casework.show_dispute import CaseView, show_dispute
from casework.views import NoticeView
from disputes.working_days import LONDON
from mail.intake.read import Intake
from mail.letter_sender import LetterSender
from mail.letters.view import Branding, LetterRoom
from mail.letters.writer import LetterWriter
from mail.maildir import MaildirTransport
from mail.message import Address, IncomingMessage
from mail.post_office import PostOffice
from mail.round import MailRound, received
from mail.signed_reference import ReferenceSigner
from mail.transport import Folder, MailTransport
from protocols.library import ProtocolLibrary
from protocols.reading import shipped
from rehearsal import council
from rehearsal.council import SamplePerson
from storage.directory_changes import preview_import
from storage.keys import KeyRing, new_master_key
from storage.work import open_store
from tests.mail.exchange.house import ExchangeHouse
from tests.mail.graph.house import GraphHouse
from tests.mail.graph.office import CloudOffice

MONDAY = datetime(2026, 3, 30, 10, 0, tzinfo=LONDON)
RAISING: dict[str, object] = {
    "subject": "FC-20417",
    "team": council.TEAM,
    "stage": "stage-1",
    "themes": "supervision",
    "wrong": "Supervision visits have not happened since January.",
    "wanted": "Monthly supervision visits resume.",
    "steps": "A visit this week, then monthly.",
    "tried": "Spoke with the supervising social worker twice.",
    "interests": "The placement is under strain without support.",
    "immediate_risk": "no",
    "spoke_on": "2026-03-27",
}


class NoTeams(Sender):
    """Teams in a council that doesn't use it."""

    async def deliver(self, item: OutboxItem, notice: NoticeView) -> Receipt:
        raise NotReachable("Nobody here has the app.")


@dataclass
class MailRoom:
    """Everything between the desk and people's mailboxes."""

    desk: Desk
    office: PostOffice
    round: MailRound
    letters: LetterSender
    now: list[datetime]
    ids: dict[str, str]
    posted: int = 0

    async def send(self) -> None:
        """Sends whatever the outbox holds."""
        while (await dispatch(self.desk, {Channel.EMAIL: self.letters, Channel.CARD: NoTeams()})).sent:
            pass

    async def raised(self) -> str:
        """A dispute at Stage 1, its letter in the team manager's mailbox."""
        new = NewDispute("bradford-firo", RAISING)
        opened = await open_dispute(self.desk, self.ids[council.FIRO.email], new, key=("activity", "1"))
        await self.send()
        return opened.reference

    def inbox(self, person: SamplePerson) -> list[EmailMessage]:
        """What lies in a person's mailbox, the oldest first."""
        mails = self.office.mailbox(person.email).list()
        return [message_from_bytes(mail.read(), policy=default) for mail in mails]  # pyright: ignore[reportReturnType]

    async def comes(self, raw: bytes) -> None:
        """Lets a mail arrive in the shared mailbox and files it."""
        self.posted += 1
        self.office.post(raw, f"incoming-{self.posted}", [council.MAILBOX], self.now[0])
        await self.round.make()
        await self.send()

    async def show(self, reference: str) -> CaseView:
        """The case as its officer sees it."""
        return await show_dispute(self.desk, self.ids[council.FIRO.email], reference)

    def triage(self) -> int:
        """How many mails wait in the triage folder."""
        return len(self.office.mailbox(council.MAILBOX).list(Folder.TRIAGE))


@pytest.fixture(params=["maildir", "graph", "exchange"])
async def shared(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[PostOffice, MailTransport]]:
    """Everybody's mailboxes, and the way into the shared one."""
    if request.param == "maildir":
        office = PostOffice(tmp_path / "mail")
        yield office, MaildirTransport(office, council.MAILBOX, lambda: MONDAY)
        return
    house = (
        GraphHouse(tmp_path, None, council.MAILBOX)
        if request.param == "graph"
        else ExchangeHouse(None, council.MAILBOX)
    )
    await house.start()
    yield CloudOffice(tmp_path / "mail", council.MAILBOX, house.exchange, lambda: MONDAY), await house.opened()
    await house.close()


@pytest.fixture
async def room(tmp_path: Path, shared: tuple[PostOffice, MailTransport]) -> AsyncIterator[MailRoom]:
    store = await open_store(f"sqlite:///{tmp_path / 'council.db'}", KeyRing(new_master_key()))
    now = [MONDAY]
    desk = Desk(
        store=store,
        protocols=ProtocolLibrary(shipped().values()),
        clock=lambda: now[0],
        system_clock=lambda: datetime.now(UTC),
        council=council.COUNCIL,
    )
    async with store.writing() as work:
        read = await preview_import(work, council.people_csv(), MONDAY.date())
        await work.directory.replace_all(read.people, read.appointments)
        people, _ = await work.directory.everything()
        await work.commit()
    office, transport = shared
    signer = ReferenceSigner(b"k" * 32)
    intake = Intake(signer=signer, installation="practice-1", own_addresses=frozenset({council.MAILBOX}))
    letters = LetterSender(
        transport=transport,
        writer=LetterWriter(),
        room=LetterRoom(branding=Branding(council=council.COUNCIL), mailbox=council.MAILBOX, signer=signer),
        sender=Address(council.MAILBOX, "Dispute Resolution"),
        installation="practice-1",
        clock=lambda: now[0],
    )
    async with store:
        ids = {person.email: person.id for person in people}
        yield MailRoom(desk, office, MailRound(transport, intake, desk), letters, now, ids)


def by_link(letter: EmailMessage, person: SamplePerson, label: str, added: str = "") -> bytes:
    """What a person's mail program sends after a press on a reply link of a letter."""
    html = letter.get_body(("html",))
    assert html is not None
    links = {
        text: unescape(href)
        for href, text in findall(r'<a [^>]*href="(mailto:[^"]+)"[^>]*>([^<]+)</a>', html.get_content())
    }
    parts = urlsplit(links[label])
    fields = parse_qs(parts.query)
    return mail(person, fields["subject"][0], f"{fields['body'][0]}{added}\n\nKind regards\n{person.name}\n")


def by_reply(letter: EmailMessage, person: SamplePerson, text: str) -> bytes:
    """An ordinary reply, with the letter quoted below it."""
    plain = letter.get_body(("plain",))
    assert plain is not None
    quoted = "\n".join(f"> {line}" for line in plain.get_content().splitlines())
    body = f"{text}\n\nOn Mon, 30 Mar 2026 at 10:00, Dispute Resolution wrote:\n{quoted}\n"
    return mail(person, f"RE: {letter['Subject']}", body, **{"In-Reply-To": letter["Message-ID"]})


def mail(person: SamplePerson, subject: str, body: str, **headers: str) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"] = f"{person.name} <{person.email}>"
    made["To"] = council.MAILBOX
    made["Subject"] = subject
    for name, value in headers.items():
        made[name] = value
    made.set_content(body)
    return made.as_bytes()


async def test_B12_B13_a_press_on_the_letters_link_is_the_response_and_counts_from_its_receipt(room: MailRoom):
    reference = await room.raised()
    (letter,) = room.inbox(council.TM)
    assert letter["Subject"] == f"[{reference}] Stage 1: please respond by Wednesday 8 April 2026"
    assert letter["Cc"] is None
    room.now[0] += timedelta(days=1)
    await room.comes(by_link(letter, council.TM, "Respond: the actions are completed", "Both visits were made."))
    view = await room.show(reference)
    assert "stage-1/respond" not in [duty.id for duty in view.duties]
    (answer,) = room.inbox(council.FIRO)
    assert "Both visits were made." in answer.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]
    assert room.triage() == 0


async def test_X5_an_acknowledgement_by_link_leaves_the_duty_owed(room: MailRoom):
    reference = await room.raised()
    await room.comes(by_link(room.inbox(council.TM)[0], council.TM, "Acknowledge only"))
    (duty,) = [d for d in (await room.show(reference)).duties if d.id == "stage-1/respond"]
    assert duty.acknowledged == council.TM.name


async def test_X5_an_ordinary_reply_waits_for_the_officer_to_say_what_it_is(room: MailRoom):
    reference = await room.raised()
    await room.comes(by_reply(room.inbox(council.TM)[0], council.TM, "We will look into it."))
    (duty,) = [d for d in (await room.show(reference)).duties if d.id == "stage-1/respond"]
    assert duty.reply_waiting
    (asked,) = room.inbox(council.FIRO)
    text = asked.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]
    assert "We will look into it." in text
    assert "Please respond" not in text.partition("The reply")[2]


async def test_X5_an_absence_is_filed_and_answers_nothing(room: MailRoom):
    room.office.set_absence(council.TM.email, "I am on leave until 13 April 2026.")
    reference = await room.raised()
    await room.round.make()
    (duty,) = [d for d in (await room.show(reference)).duties if d.id == "stage-1/respond"]
    assert duty.acknowledged is None
    assert not duty.reply_waiting
    assert room.triage() == 0


async def test_a_bounce_is_told_to_the_officer(room: MailRoom):
    room.office.set_dead(council.TM.email, dead=True)
    await room.raised()
    await room.round.make()
    await room.send()
    (told,) = room.inbox(council.FIRO)
    assert search(r"A letter could not be delivered$", told["Subject"])
    assert council.TM.email in told.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]


async def test_somebody_without_a_role_changes_nothing_whatever_token_they_hold(room: MailRoom):
    reference = await room.raised()
    stranger = SamplePerson("Pat Stranger", ())
    for other in (council.FSM, stranger):
        await room.comes(by_link(room.inbox(council.TM)[0], other, "Respond: the actions are completed"))
    assert "stage-1/respond" in [duty.id for duty in (await room.show(reference)).duties]
    assert room.triage() == 1


async def test_the_same_reply_twice_has_one_effect(room: MailRoom):
    reference = await room.raised()
    raw = by_link(room.inbox(council.TM)[0], council.TM, "Respond: the actions are completed", "Done.")
    await room.comes(raw)
    entries = (await room.show(reference)).length
    await room.comes(raw)
    assert len(room.inbox(council.FIRO)) == 1
    assert (await room.show(reference)).length == entries


async def test_mail_about_nothing_waits_in_triage(room: MailRoom):
    await room.comes(mail(council.TM, "Car park", "Is it open?"))
    assert room.triage() == 1


async def test_a_mail_that_cannot_be_filed_stays_and_keeps_no_other_one_back(
    room: MailRoom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    reference = await room.raised()
    letter = room.inbox(council.TM)[0]

    def broken(message: IncomingMessage, *, proven_senders: bool = False) -> ReceivedMail:
        if message.subject == "Car park":
            raise ValueError(message.text)
        return received(message, proven_senders=proven_senders)

    monkeypatch.setattr("mail.round.received", broken)
    await room.comes(mail(council.TM, "Car park", "Is it open?"))
    await room.comes(by_link(letter, council.TM, "Respond: the actions are completed", "Done."))
    assert "stage-1/respond" not in [duty.id for duty in (await room.show(reference)).duties]
    assert room.triage() == 0
    assert "ValueError" in caplog.text
    assert "Is it open?" not in caplog.text
    monkeypatch.undo()
    await room.round.make()
    assert room.triage() == 1
