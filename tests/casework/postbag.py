"""Mails as the intake hands them to the desk, for the tests of what becomes of them."""

from __future__ import annotations

from dataclasses import replace

from casework.file_mail import Filed, file_mail
from casework.ports import KeptFile
from casework.received_mail import MailSort, Pointer, ReceivedMail
from rehearsal.council import SamplePerson
from tests.casework.office import Office

STAGE_1, STAGE_2 = "stage-1/respond", "stage-2/confirm-meeting"


PLAN = KeptFile(name="plan.docx", content_type="application/msword", size=12_000, content=b"x" * 12_000)
TOOL = KeptFile(
    name="tool.exe",
    content_type="application/octet-stream",
    size=2,
    refused="It is a program, whatever its name says.",
)
FORGED = "Our mail server says that the sender's address may be forged."


class Postbag:
    """Mails as the intake hands them over, each with an identity of its own."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.count = 0

    def mail(self, sender: SamplePerson | str, text: str = "Visits have resumed.", **changes: object) -> ReceivedMail:
        self.count += 1
        mail = ReceivedMail(
            identity=f"mail-{self.count}",
            received_at=self.office.now[0],
            sender=sender if isinstance(sender, str) else sender.email,
            sort=MailSort.REPLY,
            original=f"From: them\n\n{text}\n".encode(),
            text=text,
        )
        return replace(mail, **changes)  # pyright: ignore[reportArgumentType] - each test knows the fields

    async def file(self, sender: SamplePerson | str, text: str = "Visits have resumed.", **changes: object) -> Filed:
        return await file_mail(self.office.desk, self.mail(sender, text, **changes))

    async def kept(self) -> list[tuple[str, str]]:
        async with self.office.store.reading() as work:
            return [(mail.id, mail.reasons) for mail in await work.mail.triage()]

    async def original(self, identity: str) -> bytes | None:
        async with self.office.store.reading() as work:
            return await work.mail.original(identity)


def about(reference: str, duty: str | None = STAGE_1) -> tuple[Pointer, ...]:
    """The signed reference of a letter."""
    return (Pointer(reference=reference, duty=duty, signed=True),)


async def told(office: Office, reference: str) -> list[tuple[str, list[str]]]:
    entry = await office.last(reference)
    return [(notice.kind.value, office.people(notice)[0]) for notice in entry.notices]
