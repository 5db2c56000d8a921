"""What the intake costs: CPU of reading a mail wholly against a bare parse, and how long it ever holds up the loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.row import Row
from mail.intake.read import Intake
from mail.maildir import MaildirTransport
from mail.post_office import PostOffice
from mail.signed_reference import ReferenceSigner
from mail.transport import Folder, MailItem

_MAILBOX = "disputes@example.gov.uk"
_AT = datetime(2026, 4, 7, 15, 30, tzinfo=UTC)
_MAILS = 500
_SIGNER = ReferenceSigner(b"k" * 32)
_INTAKE = Intake(signer=_SIGNER, installation="bench", own_addresses=frozenset({_MAILBOX}))


def measure_cpu() -> Row:
    """CPU of a mail through the whole intake against the standard library's parse of the same mail."""
    raw = reply(1)
    ours = _cpu(lambda: _INTAKE.read(MailItem("m", _AT, raw)))
    peer = _cpu(lambda: BytesParser(policy=default).parsebytes(raw).get_body(("html", "plain")))
    return Row(name="mail-intake-vs-parse", ours=ours, peer=peer, unit="ms CPU a mail", better="lower")


def measure_stall() -> Row:
    """The longest time for which the event loop stood still while 500 mails were read and filed."""
    with TemporaryDirectory() as folder:
        stall, took = asyncio.run(_read_all(Path(folder)))
    return Row(
        name="loop-blocked-by-mail",
        ours=stall * 1000,
        unit="ms",
        better="lower",
        goal="under 50",
        beside=f"{_MAILS} mails in {took:.2f} s",
    )


async def _read_all(folder: Path) -> tuple[float, float]:
    office = PostOffice(folder)
    for number in range(_MAILS):
        office.post(reply(number), f"m{number}", [_MAILBOX], _AT)
    transport = MaildirTransport(office, _MAILBOX, lambda: _AT)
    longest = 0.0
    done = asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before - 0.001)

    watcher = asyncio.create_task(watch())
    began = time.perf_counter()
    while items := await transport.read_new(100):
        for item in items:
            await asyncio.to_thread(_INTAKE.read, item)
            await transport.acknowledge(item, Folder.FILED)
    took = time.perf_counter() - began
    done.set()
    await watcher
    return longest, took


def _cpu(work: Callable[[], object], times: int = 200) -> float:
    work()
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times * 1000


def reply(number: int) -> bytes:
    """A reply as Outlook sends it: a few paragraphs, a signature, and the quoted letter."""
    token = _SIGNER.sign("DRP-2026-0042", "stage-1/respond", f"person-{number}")
    own = "".join(f"<p class=MsoNormal>Visit {n} was made and its note is on file.</p>" for n in range(12))
    quote = "".join(f"<p class=MsoNormal>Line {n} of the letter that was answered.</p>" for n in range(60))
    mime = EmailMessage(policy=SMTP)
    mime["From"] = "Tam Manager <t.manager@example.gov.uk>"
    mime["To"] = _MAILBOX
    mime["Subject"] = f"RE: [DRP-2026-0042] COMPLETED {token}"
    mime["Message-ID"] = f"<bench-{number}@example.gov.uk>"
    mime.set_content("Visits were made.\n\nFrom: Dispute Resolution\nSent: 30 March 2026\nTo: Tam\n\nThe letter.\n" * 2)
    mime.add_alternative(
        f"<html><body>{own}<p class=MsoNormal>Kind regards<br>Tam Manager</p><div id=divRplyFwdMsg><b>From:</b> x<br>"
        f"<b>Sent:</b> y</div>{quote}<p>Reference: {token}</p></body></html>",
        subtype="html",
    )
    return mime.as_bytes()
