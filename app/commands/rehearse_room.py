"""The practice room on the command line: opens it, prints its address, and resumes or begins afresh as asked."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path

import click

from app.room import hold_room
from disputes.refusals import Refusal
from rehearsal.hall import Choice
from rehearsal.scenarios import SCENARIOS
from rehearsal.staffing import Size

FOLDER = Path("practice-data")
PORT = 3980


def open_room(folder: Path | None, port: int, protocol: str, size: str, scenario: str, *, afresh: bool) -> None:
    """Serves the practice room until Ctrl-C; whatever is chosen here begins afresh. Raises Refusal."""
    place = folder or FOLDER
    chosen = bool(afresh or protocol or size or scenario)
    choice = Choice(protocol=protocol or Choice().protocol, size=Size(size or Size.COUNTY), scenario=scenario)
    try:
        asyncio.run(hold_room(place, _announce, port=port, afresh=choice if chosen else None))
    except KeyboardInterrupt:
        click.echo(
            f"\nClosed. The practice is kept in {place}; the next time it goes on from here, or with --afresh anew."
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Refusal("port-in-use", f"Something else listens on port {port}.", "Name another with --port.") from error


def scenario_names() -> list[str]:
    """What --scenario takes."""
    return [scenario.id for scenario in SCENARIOS]


def _announce(address: str, resumed: bool) -> None:
    went_on = "The practice that you left goes on; --afresh begins a new one." if resumed else "A new practice begins."
    click.echo(
        f"\n  The practice room is open:  {address}\n\n"
        f"  {went_on}\n"
        "  Everybody in it is made up, and nothing leaves this machine. Stop it with Ctrl-C."
    )
