"""`drp timeline` and `drp due`: dates before anything is raised."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime

import click

from app.commands.protocols import find
from disputes.england import calendar_for
from disputes.limits import Limit, Unit, due_after, hours_after
from disputes.timeline import Handoff, Timeline
from disputes.timeline import timeline as ladder_dates
from disputes.working_days import LONDON, long_date


class IsoDate(click.ParamType[date]):
    """A date like 2026-04-08."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a message that shows the form."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value} isn't a date like 2026-04-08", param, ctx)


CLOSED = click.option("--closed", type=IsoDate(), multiple=True, help="A day on which the council is closed.")


@click.command()
@click.argument("protocol_id")
@click.option("--raised", type=IsoDate(), required=True, help="The day on which the first stage is raised.")
@click.option("--handoff", type=click.Choice([h.value for h in Handoff]), default=Handoff.NEXT_WORKING_DAY.value)
@click.option("--stage", "from_stage", help="The stage to begin at, if not the lowest that has a limit.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@CLOSED
def timeline(
    protocol_id: str, raised: date, handoff: str, from_stage: str | None, as_json: bool, closed: tuple[date, ...]
) -> None:
    """Show where each stage of a protocol, given by its id or its file, would open and fall due."""
    protocol = find(protocol_id)
    calendar = calendar_for(protocol.calendar, closed)
    dates = ladder_dates(protocol, calendar, raised, Handoff(handoff), from_stage)
    click.echo(json.dumps(asdict(dates), indent=2, default=date.isoformat) if as_json else _as_text(dates))


@click.command()
@click.argument("issued")
@click.argument("count", type=click.IntRange(min=0))
@click.option("--unit", type=click.Choice([u.value for u in Unit]), default=Unit.WORKING_DAYS.value)
@CLOSED
def due(issued: str, count: int, unit: str, closed: tuple[date, ...]) -> None:
    """Print when something issued on a date (for hours, a date and time) is due."""
    try:
        moment = datetime.fromisoformat(issued)
    except ValueError:
        raise click.BadParameter(
            f"{issued} isn't a date like 2026-04-08 or 2026-04-08T15:30", param_hint="ISSUED"
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=LONDON)
    if unit == Unit.HOURS.value:
        click.echo(hours_after(moment, count).isoformat())
        return
    limit = Limit(count, Unit(unit))
    click.echo(due_after(limit, moment, calendar_for("council", closed)).on.isoformat())


def _as_text(dates: Timeline) -> str:
    lines: list[str] = []
    for step in dates.stages:
        opens = long_date(step.opens) if step.opens else "no date"
        due_date = long_date(step.due) if step.due else "no limit in the protocol"
        lines.append(f"{step.title}: opens {opens}, due {due_date}")
        copies = f"; copies: {', '.join(step.copies)}" if step.copies else "; no copies"
        lines.append(f"  to {', '.join(step.to) or 'nobody'}{copies}; owes: {step.owes or 'nothing with a date'}")
    marker = long_date(dates.marker) if dates.marker else "none: no formal stage has a date"
    return "\n".join([*lines, f"20-working-day marker: {marker}"])
