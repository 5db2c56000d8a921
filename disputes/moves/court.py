"""Court: the stages are gone through faster than the protocol's limits, never slower (H37 to H44, HA7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from disputes.case import Actor, Case, Decision
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Field, FieldKind
from disputes.limits import due_on
from disputes.moves.gates import gate_closed
from disputes.moves.move import FROM_ANYWHERE, Move, needs
from disputes.notices import NoticeDraft, NoticeKind
from disputes.refusals import Refusal
from disputes.working_days import london_date


class Compress(Move):
    """Shortens this stage's limit and those above it, because of a hearing."""

    id = "compress"
    title = "Shorten the limits for court"

    def targets(self, case: Case) -> Iterable[str]:
        """Protocols that have it, while the dispute is under way."""
        return (FROM_ANYWHERE,) if case.dispute.open and case.protocol.court else ()

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer and whoever raises the stage."""
        return tuple(dict.fromkeys((case.protocol.officer, case.stage.raised_by)))

    def closed(self, case: Case, target: str) -> Refusal | None:
        """It always needs the consultation (H41)."""
        court = case.protocol.court
        if court is None or court.gate in case.dispute.gates:
            return None
        return gate_closed(self.title, case.protocol.gates[court.gate])

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The hearing, and how many working days each stage has."""
        return (
            Field(name="hearing_on", label="Date of the hearing", kind=FieldKind.DATE),
            Field(name="days", label="Working days for each stage from now on", kind=FieldKind.LINE),
            Field(name="reason", label="What the court's timetable asks for"),
        )

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The present clock begins again with the shorter limit, never ending later than before."""
        days, hearing = values["days"], date.fromisoformat(values["hearing_on"])
        if not (days.isdecimal() and 1 <= int(days) <= 20):
            raise needs("days", "That isn't a number of working days from 1 to 20.", "Enter a whole number.")
        if hearing <= london_date(at):
            raise needs("hearing_on", "The hearing has to lie ahead.", "Enter its date.")
        clock = case.stage_clock
        running = clock.duty if clock and clock.open else None
        shorter = _shortened(case, running, int(days), at) if running else None
        return Decision(
            kind=EntryKind.COMPRESSED,
            stage=case.stage.id,
            values=values,
            effects=Effects(
                compresses_to=int(days),
                supersedes=(running.id,) if running and shorter else (),
                starts=(shorter,) if shorter else (),
            ),
            notices=_told(case),
        )


def _told(case: Case) -> tuple[NoticeDraft, ...]:
    """Everybody whom the protocol names for court, at the same time (H39, H44)."""
    notice = case.protocol.court.notice if case.protocol.court else None
    if notice is None:
        return ()
    return (
        NoticeDraft(
            kind=NoticeKind.COURT,
            to=notice.to,
            copies=notice.copies,
            stage=case.stage.id,
            in_absence=notice.in_absence,
        ),
    )


def _shortened(case: Case, duty: Duty, days: int, at: datetime) -> Duty | None:
    issued = london_date(duty.issued_at)
    due = max(case.calendar.add(issued, days), london_date(at))
    if duty.due is None or due >= duty.due:
        return None
    base = duty.id.split("#", maxsplit=1)[0]
    again = sum(1 for known in case.dispute.duties if known.split("#")[0] == base)
    ends = due_on(due)
    return replace(duty, id=f"{base}#{again + 1}", due=ends.on, due_at=ends.overdue_at)
