"""Use case: the clock's round. It reminds whoever owes a duty and prompts the officer when a limit has passed (X3)."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from casework.desk import Desk
from casework.loading import Loaded, load
from casework.parties import addressed, holders
from casework.ports import DutyRow, Work
from casework.recording import record, show_in_lists
from disputes.case import Decision
from disputes.dispute import Dispute, DutyState
from disputes.england import england
from disputes.entries import CLOCK, EntryKind
from disputes.notices import NoticeDraft, NoticeKind
from disputes.nudges import Reminder, in_working_hours, reminder_at
from disputes.protocol import Addressee
from disputes.working_days import london_date

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a round did: how many reminders it caused, and the duties that it couldn't deal with."""

    reminders: int
    stuck: tuple[str, ...]


async def sweep(desk: Desk) -> Swept:
    """One round over everything that is due; quiet hours defer it all, so nothing is dropped.

    A duty that can't be dealt with is logged by reference and left for the next round; it stops no other.
    """
    now = desk.clock()
    if in_working_hours(now, desk.nudges, england(tuple(sorted(desk.closures)))) != now:
        return Swept(0, ())
    reminders, stuck = 0, dict[tuple[str, str], None]()
    while True:
        async with desk.store.writing() as work:
            due = await work.caseload.due_nudges(now, len(stuck) + 1)
            row = next((r for r in due if (r.reference, r.duty) not in stuck), None)
            if row is None:
                break
            try:
                await _remind(work, desk, row)
                await work.commit()
                reminders += 1
            except Exception:  # noqa: BLE001 - one broken dispute must not silence every other one
                _log.exception("A reminder for %s failed; it is tried again next round", row.reference)
                stuck[row.reference, row.duty] = None
    return Swept(reminders, tuple(f"{reference} {duty}" for reference, duty in stuck))


async def _remind(work: Work, desk: Desk, row: DutyRow) -> None:
    loaded = await load(work, desk, row.reference)
    if loaded is None:
        raise LookupError(f"{row.reference} is in the lists and not in the record")
    state = loaded.dispute.duties.get(row.duty)
    if state is None or not state.open:
        await show_in_lists(work, desk, loaded.protocol, loaded.dispute)
        return
    dispute = loaded.dispute
    if reminder_at(state.duty, loaded.case.now) is Reminder.OVERDUE and state.lapsed_at is None:
        dispute = await _lapse(work, desk, loaded, state)
        state = dispute.duties[row.duty]
    if state.nudges < desk.nudges.at_most:
        await _nudge(work, desk, loaded, dispute, state)


async def _lapse(work: Work, desk: Desk, loaded: Loaded, state: DutyState) -> Dispute:
    """The limit passed: whoever may move next is prompted, and the officer sees it (X3)."""
    above = loaded.protocol.after(state.duty.stage)
    movers = dict.fromkeys((loaded.protocol.officer, *((above.raised_by,) if above else ())))
    to = tuple(Addressee(role, "X3") for role in movers if role not in state.duty.owners)
    return await _write(work, desk, loaded, loaded.dispute, state, EntryKind.LAPSED, NoticeKind.LAPSED, to)


async def _nudge(work: Work, desk: Desk, loaded: Loaded, dispute: Dispute, state: DutyState) -> None:
    """The owners are reminded; where nobody holds the role any more, the officer is told so instead."""
    rule = state.duty.rules[0]
    day = london_date(loaded.case.now)
    held = [role for role in state.duty.owners if await holders(work.directory, role, loaded.matter, day)]
    if held:
        to = tuple(Addressee(role, rule) for role in held)
        await _write(work, desk, loaded, dispute, state, EntryKind.NUDGED, NoticeKind.NUDGE, to)
    else:
        officer = (Addressee(loaded.protocol.officer, "X3"),)
        await _write(work, desk, loaded, dispute, state, EntryKind.NUDGED, NoticeKind.VACANT, officer)


async def _write(
    work: Work,
    desk: Desk,
    loaded: Loaded,
    dispute: Dispute,
    state: DutyState,
    kind: EntryKind,
    notice: NoticeKind,
    to: tuple[Addressee, ...],
) -> Dispute:
    duty = state.duty
    drafts = (NoticeDraft(kind=notice, to=to, stage=duty.stage, duty=duty.id),) if to else ()
    notices = await addressed(work.directory, drafts, loaded.matter, london_date(loaded.case.now))
    decision = Decision(kind=kind, stage=duty.stage, duty=duty.id)
    written, _ = await record(work, desk, loaded.protocol, dispute, decision, CLOCK, notices)
    return written
