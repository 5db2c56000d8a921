"""The service's log: when, where and of which type a failure was, never its words, since they may quote a case."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

_Raised: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_QUIETER = ("apscheduler", "aiosqlite", "asyncio", "sqlalchemy", "exchangelib", "msal", "urllib3")
"""Libraries that tell of every step they take."""


class Discreet(logging.Formatter):
    """Writes a traceback without the exception's own message."""

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - the standard library's name
        """Where it came up and of which type it is, and what it came of."""
        kind, error, trace = ei
        if kind is None:
            return ""
        cause = error.__cause__ or error.__context__ if error else None
        before = f" (after {type(cause).__name__})" if cause else ""
        return f"{''.join(traceback.format_tb(trace))}{kind.__name__}{before}"


def log_discreetly() -> None:
    """Has everything of weight logged to the standard error output."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in _QUIETER:
        logging.getLogger(name).setLevel(logging.WARNING)
