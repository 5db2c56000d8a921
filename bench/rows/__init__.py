"""Every benchmark by name, in the order of the table: add a module here, and its row below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench.row import Row
from bench.rows import ews_read, mail_intake, reply_text, turn_echo, turn_status

ROWS: dict[str, Callable[[], Row | None]] = {
    turn_echo.NAME: turn_echo.measure,
    turn_status.NAME: turn_status.measure,
    "mail-intake-vs-parse": mail_intake.measure_cpu,
    "loop-blocked-by-mail": mail_intake.measure_stall,
    ews_read.NAME: ews_read.measure,
    **{
        reply_text.name_of(corpus, library): partial(reply_text.measure, corpus, library)
        for corpus in reply_text.CORPORA
        for library in reply_text.LIBRARIES
    },
}
"""What gives None can't be measured here, for want of the data or the peer."""
