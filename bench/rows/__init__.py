"""Every benchmark by name, in the order of the table: add a module here, and its row below."""

from __future__ import annotations

from collections.abc import Callable

from bench.row import Row
from bench.rows import turn_echo, turn_status

ROWS: dict[str, Callable[[], Row]] = {
    turn_echo.NAME: turn_echo.measure,
    turn_status.NAME: turn_status.measure,
}
