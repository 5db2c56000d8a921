"""Which transport reaches the shared mailbox that the settings name."""

from __future__ import annotations

from app.settings import Settings
from casework.ports import Clock
from mail.maildir import MaildirTransport
from mail.post_office import PostOffice
from mail.transport import MailTransport


def mailbox(settings: Settings, clock: Clock) -> MailTransport:
    """The shared mailbox; nothing is connected before it is used."""
    mail = settings.mail
    return MaildirTransport(PostOffice(settings.path(mail.root)), mail.address, clock, mail.own_hosts)
