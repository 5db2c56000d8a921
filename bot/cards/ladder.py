"""The ladder on a card: when each stage would be due, with the 20-working-day marker in its place among them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.screen import Json
from bot.cards.words import small, subheading, table
from casework.what_if import LadderView, RungView

MARKER = "20-working-day marker"


def ladder_table(ladder: LadderView, title: str = "If every limit is used up") -> list[Json]:
    """A heading, a row for each stage, and how it was counted."""
    why = "Each stage is counted from the working day after the one before was due. Nothing goes up by itself (X3)."
    return [subheading(title), table(_rows(ladder)), small(why)]


def _rows(ladder: LadderView) -> Iterator[tuple[str, str]]:
    marked = ladder.marker is None
    for rung in ladder.rungs:
        if rung.late and not marked:
            yield MARKER, str(ladder.marker)
            marked = True
        yield rung.stage, _when(rung)
    if not marked:
        yield MARKER, str(ladder.marker)


def _when(rung: RungView) -> str:
    if rung.due:
        return f"due {rung.due}" + (", after the marker" if rung.late else "")
    if rung.opens:
        return f"from {rung.opens}, no limit in your protocol" + (", after the marker" if rung.late else "")
    return "no date: a stage before it has no limit"
