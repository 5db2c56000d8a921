"""Moments as an administrator reads them in a list."""

from __future__ import annotations

from datetime import datetime

from disputes.working_days import LONDON


def moment(at: datetime) -> str:
    """A moment in London, such as "8 April 2026, 16:05"."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"
