"""Court: the stages are gone through faster than the protocol's limits, never slower (H37 to H44, HA7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from disputes import duties
from disputes.case import Actor, Case, Caution, Decision
from disputes.entries import Duty, Effects, EntryKind
from disputes.fields import Field, FieldKind
from disputes.limits import Unit, due_on
from disputes.moves.answering import rule_of
from disputes.moves.gates import gate_closed
from disputes.moves.move import FROM_ANYWHERE, Move, needs
from disputes.notices import NoticeDraft, NoticeKind
from disputes.prompts import legal_advice
from disputes.refusals import Refusal
from disputes.stage import DutyRule
from disputes.working_days import london_date


class Compress(Move):
    """Shortens this stage's limits and those above it, because of a hearing."""

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
        """What is owed at this stage begins again with the shorter limit, never ending later than before."""
        days, hearing = values["days"], date.fromisoformat(values["hearing_on"])
        if not (days.isdecimal() and 1 <= int(days) <= 20):
            raise needs("days", "That isn't a number of working days from 1 to 20.", "Enter a whole number.")
        if hearing <= london_date(at):
            raise needs("hearing_on", "The hearing has to lie ahead.", "Enter its date.")
        shorter = {duty.id: again for duty in _limited(case) if (again := _shortened(case, duty, int(days), at))}
        return Decision(
            kind=EntryKind.COMPRESSED,
            stage=case.stage.id,
            values=values,
            effects=Effects(
                compresses_to=int(days),
                supersedes=tuple(shorter),
                starts=tuple(shorter.values()),
            ),
            notices=_told(case),
            cautions=_advice(case),
        )


def _advice(case: Case) -> tuple[Caution, ...]:
    """Separate advice, which is likely to be needed as soon as the limits are short (H42)."""
    court = case.protocol.court
    step = next((step for step in case.protocol.outside if court and step.id == court.advice), None)
    if court is None or step is None or court.advice_rule is None or step.id in case.dispute.steps:
        return ()
    prompt = legal_advice(step.title, court.advice_rule, step.id)
    return (Caution(text=prompt.text, rule=prompt.rule),)


def keeping_informed(case: Case, drafts: tuple[NoticeDraft, ...]) -> tuple[NoticeDraft, ...]:
    """Notices of a dispute that goes through its stages for court: whoever is kept informed gets a copy (H44)."""
    informs = case.protocol.court.informs if case.protocol.court and case.dispute.compressed_to else ()
    first = next((draft for draft in drafts if draft.kind in _AT_EVERY_STAGE), None)
    if first is None:
        return drafts
    reached = {addressee.role for addressee in (*first.to, *first.copies)}
    missing = tuple(addressee for addressee in informs if addressee.role not in reached)
    informed = replace(first, copies=(*first.copies, *missing))
    return tuple(informed if draft is first else draft for draft in drafts)


_AT_EVERY_STAGE = frozenset({NoticeKind.STAGE_RAISED, NoticeKind.ENDED})


def _limited(case: Case) -> list[Duty]:
    """What is owed at this stage within a limit of the protocol's; a date that people set for a meeting stays."""
    open_here = [state.duty for state in case.dispute.open_duties if state.duty.stage == case.stage.id]
    limited = [duty for duty in open_here if duty.kind in duties.OWED_TO_THE_CLOCK]
    return [duty for duty in limited if duty.clock or _in_working_days(rule_of(case, duty.id))]


def _in_working_days(rule: DutyRule) -> bool:
    return rule.limit is not None and rule.limit.unit is Unit.WORKING_DAYS


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
