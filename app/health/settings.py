"""Settings that are allowed and still a trap."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.commands.first_settings import EXAMPLE_COUNCIL, EXAMPLE_MAILBOX
from app.health.finding import Finding, broken, doubtful, good
from app.key_files import others_may_read
from app.settings import Settings
from disputes.england import england
from disputes.working_days import long_date

SUBJECT = "Settings"
YEAR = timedelta(days=365)

_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")


def examine(settings: Settings, today: date) -> list[Finding]:
    """Everything that the settings alone give away."""
    found = [
        *_council(settings, today),
        *_places(settings),
        *_bot(settings),
        *_mail(settings),
        *_nudges(settings),
    ]
    return found or [good(SUBJECT, "Nothing in the settings looks like a slip.")]


def _council(settings: Settings, today: date) -> Iterator[Finding]:
    if settings.council.name == EXAMPLE_COUNCIL:
        yield broken(SUBJECT, "The council still has its example name.", "Set name under [council].")
    calendar = england()
    for day in settings.council.closures:
        if calendar.first <= day <= calendar.last and not calendar.is_working_day(day):
            why = calendar.why_not(day)
            yield doubtful(
                SUBJECT, f"{long_date(day)} is no working day anyhow ({why}).", "Is that closure day a slip?"
            )
    if settings.council.closures and max(settings.council.closures) < today - YEAR:
        yield doubtful(
            SUBJECT,
            f"The last closure day that is set is {long_date(max(settings.council.closures))}.",
            "Add the days on which the council closes next, or due dates fall on them.",
        )


def _places(settings: Settings) -> Iterator[Finding]:
    database = settings.database_file
    if database is None:
        return
    register = settings.path(settings.store.erasure_register)
    key = settings.path(settings.keys.master)
    if register.absolute().parent == database.parent:
        yield doubtful(
            SUBJECT,
            "The erasure register lies beside the database, so that a restore would put back an old one.",
            "Set erasure_register under [store] to a folder that is backed up apart from the database.",
        )
    if key.is_file() and key.absolute().parent == database.parent:
        yield doubtful(
            SUBJECT,
            "The master key lies beside the database, so that one stolen backup opens everything.",
            "Set master under [keys] to a folder that is backed up apart from the database.",
        )
    if database.is_file() and others_may_read(database.parent) and others_may_read(database):
        yield doubtful(
            SUBJECT,
            f"Others on this machine may read {database}: its text is sealed, but not who is in the directory.",
            f"Run: chmod 600 {database}",
        )


def _bot(settings: Settings) -> Iterator[Finding]:
    if not _is_loopback(settings.bot.host):
        yield doubtful(
            SUBJECT,
            f"The service listens on {settings.bot.host}, and it speaks plain HTTP.",
            "Let it listen on 127.0.0.1 behind a reverse proxy that does TLS.",
        )
    if settings.bot.certificate and settings.bot.identity != "certificate":
        yield doubtful(
            SUBJECT,
            f'A certificate is set, but identity under [bot] is "{settings.bot.identity}", so it isn\'t used.',
            'Set identity = "certificate", or take the certificate out.',
        )


def _mail(settings: Settings) -> Iterator[Finding]:
    mail = settings.mail
    if mail.address == EXAMPLE_MAILBOX:
        yield broken(SUBJECT, "The shared mailbox still has its example address.", "Set address under [mail].")
    elif not _EMAIL.fullmatch(mail.address):
        yield broken(SUBJECT, f'"{mail.address}" isn\'t an e-mail address.', "Correct address under [mail].")
    if not mail.own_hosts:
        late = "a reply counts from when it reached the mailbox's folder, and " if mail.transport == "maildir" else ""
        yield doubtful(
            SUBJECT,
            f"No mail server is named as your own, so {late}a forged sender can't be told.",
            "Name your mail servers in own_hosts under [mail].",
        )
    if mail.letters and not settings.path(mail.letters).is_dir():
        yield broken(
            SUBJECT,
            f"There is no folder {settings.path(mail.letters)} with letters of your own.",
            "Make it, or take letters out of [mail].",
        )


def _nudges(settings: Settings) -> Iterator[Finding]:
    if settings.nudges.opens >= settings.nudges.closes:
        yield broken(
            SUBJECT,
            f"Working hours begin at {settings.nudges.opens:%H:%M} and end at {settings.nudges.closes:%H:%M}, so that "
            "no reminder would ever be sent.",
            "Correct opens and closes under [nudges].",
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
