"""Logging what went wrong without saying what it was about: no log holds case text."""

from __future__ import annotations

import logging
import traceback


def log_failure(log: logging.Logger, what: str, error: Exception) -> None:
    """Logs where an error came up and of which type it is; its message stays out, since it may quote a case."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", what, type(error).__name__, where)
