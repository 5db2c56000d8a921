"""A council whose shared mailbox is on an Exchange Server, and everybody's own mailbox a Maildir as ever."""

from __future__ import annotations

from tests.mail.graph.office import CloudOffice


class ExchangeOffice(CloudOffice):
    """Carries mail between the two. The mailbox behind Graph and behind Exchange Web Services is the same one."""
