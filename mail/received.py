"""When our own server took a mail in, by the Received header that it wrote on top."""

from __future__ import annotations

import email.parser
import re
from collections.abc import Sequence
from datetime import datetime
from email.policy import compat32
from email.utils import parsedate_to_datetime

from mail.intake.authentication import Trust

_HEADER_LIMIT = 65_536
_BY = re.compile(r"\bby\s+([\w.-]{1,255})", re.IGNORECASE)


def server_time(raw: bytes, own_hosts: Sequence[str]) -> datetime | None:
    """The time of the topmost Received header if one of our own hosts wrote it, else None; ".domain" is all below it.

    Only the topmost counts: whoever sends a mail can write any number of them below it.
    """
    if not own_hosts:
        return None
    head = raw[:_HEADER_LIMIT].decode("latin-1")
    topmost = email.parser.HeaderParser(policy=compat32).parsestr(head, headersonly=True).get("Received")
    if topmost is None:
        return None
    by = _BY.search(topmost)
    if by is None or not Trust(servers=own_hosts).ours(by[1]):
        return None
    try:
        at = parsedate_to_datetime(topmost.rpartition(";")[2].strip())
    except (ValueError, IndexError, TypeError):
        return None
    return at if at.tzinfo else None
