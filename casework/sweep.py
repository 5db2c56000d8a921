"""Use case: the clock's round. It reminds whoever owes a duty and prompts the officer when a limit has passed (X3)."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.desk import Desk
from casework.failures import log_failure
from casework.keep_reply import movers
from casework.loading import Loaded, load
from casework.parties import addressed, held_among
from casework.ports import ChangedMeanwhile, DutyRow, Work
from casework.recording import record, show_in_lists
from disputes.case import Decision
from disputes.dispute import Dispute, DutyState
from disputes.england import england
from disputes.entries import CLOCK, EntryKind
from disputes.fields import Fact
from disputes.notices import NoticeDraft, NoticeKind
from disputes.nudges import Reminder, in_working_hours, reminder_at
from disputes.stage import Addressee
from disputes.working_days import london_date

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a round did: how many reminders it caused, and the duties that it couldn't deal with."""

    reminders: int
    stuck: tuple[str, ...]


class StillDue(Exception):
    """A duty was dealt with and is due again in the same round: going on would never end."""


async def sweep(desk: Desk) -> Swept:
    """One round over everything that is due; quiet hours defer it all, so nothing is dropped.

    A duty that can't be dealt with is logged by reference and left for the next round; it stops no other. Nor does
    one that is still due after it was dealt with: each is looked at once a round.
    """
    now = desk.clock()
    if in_working_hours(now, desk.nudges, england(tuple(sorted(desk.closures)))) != now:
        return Swept(0, ())
    reminders, met, stuck = 0, set[str](), list[str]()
    while True:
        row: DutyRow | None = None
        try:
            async with desk.store.writing() as work:
                due = await work.caseload.due_nudges(now, len(stuck) + 1)
                row = next((r for r in due if _name(r) not in stuck), None)
                if row is None:
                    return Swept(reminders, tuple(stuck))
                if _name(row) in met:
                    raise StillDue
                reminded = await _remind(work, desk, row)
                await work.commit()
            met.add(_name(row))
            reminders += reminded
        except Exception as error:
            if row is None:
                raise
            if not isinstance(error, ChangedMeanwhile):
                log_failure(_log, f"A reminder for {row.reference} failed; it is tried again next round", error)
            stuck.append(_name(row))


def _name(row: DutyRow) -> str:
    return f"{row.reference} {row.duty}"


async def _remind(work: Work, desk: Desk, row: DutyRow) -> int:
    """How many reminders it caused: one, or none where the duty is closed by now."""
    loaded = await load(work, desk, row.reference)
    if loaded is None:
        raise LookupError(f"{row.reference} is in the lists and not in the record")
    state = loaded.dispute.duties.get(row.duty)
    if state is None or not state.open:
        await show_in_lists(work, desk, loaded.protocol, loaded.dispute)
        return 0
    dispute = loaded.dispute
    if reminder_at(state.duty, loaded.case.now) is Reminder.OVERDUE and state.lapsed_at is None:
        dispute = await _lapse(work, desk, loaded, state)
        state = dispute.duties[row.duty]
    if state.nudges < desk.nudges.at_most:
        await _nudge(work, desk, loaded, dispute, state)
    return 1


async def _lapse(work: Work, desk: Desk, loaded: Loaded, state: DutyState) -> Dispute:
    """The limit passed: whoever may move next is prompted, and the officer sees it (X3)."""
    above = loaded.protocol.after(state.duty.stage)
    movers = (loaded.protocol.officer, *((above.raised_by,) if above else ()))
    held = await held_among(work.directory, movers, loaded.matter, london_date(loaded.case.now))
    to = tuple(Addressee(role, "X3") for role in held if role not in state.duty.owners)
    drafts = (_draft(NoticeKind.LAPSED, state, to),) if to else ()
    return await _write(work, desk, loaded, loaded.dispute, state, EntryKind.LAPSED, drafts)


async def _nudge(work: Work, desk: Desk, loaded: Loaded, dispute: Dispute, state: DutyState) -> None:
    """The owners are reminded; where nobody holds one of the roles any more, the officer is told so.

    Whoever has replied by e-mail isn't asked again while nobody has said what the reply means: it is those who can say
    so that are reminded (X5).
    """
    reply = next((each for each in dispute.replies.values() if each.duty == state.duty.id), None)
    if reply and (to := await _movers(work, loaded, state)):
        draft = _draft(NoticeKind.REPLY_TO_CLASSIFY, state, to)
        await _write(
            work, desk, loaded, dispute, state, EntryKind.NUDGED, (draft,), values={"reply": str(reply.sequence)}
        )
        return
    owners = state.duty.owners
    held = await held_among(work.directory, owners, loaded.matter, london_date(loaded.case.now))
    vacant = [role for role in owners if role not in held]
    drafts: list[NoticeDraft] = []
    facts: tuple[Fact, ...] = ()
    if held:
        drafts.append(_draft(NoticeKind.NUDGE, state, [Addressee(role, state.duty.rules[0]) for role in held]))
    if vacant:
        drafts.append(_draft(NoticeKind.VACANT, state, [Addressee(loaded.protocol.officer, "X3")]))
        facts = (Fact("Nobody holds", "; ".join(loaded.protocol.title_of(role) for role in vacant)),)
    await _write(work, desk, loaded, dispute, state, EntryKind.NUDGED, drafts, facts)


async def _movers(work: Work, loaded: Loaded, state: DutyState) -> list[Addressee]:
    held = await held_among(work.directory, movers(loaded, state.duty), loaded.matter, london_date(loaded.case.now))
    return [Addressee(role, "X5") for role in held]


def _draft(kind: NoticeKind, state: DutyState, to: Sequence[Addressee]) -> NoticeDraft:
    return NoticeDraft(kind=kind, to=tuple(to), stage=state.duty.stage, duty=state.duty.id)


async def _write(
    work: Work,
    desk: Desk,
    loaded: Loaded,
    dispute: Dispute,
    state: DutyState,
    kind: EntryKind,
    drafts: Sequence[NoticeDraft],
    facts: tuple[Fact, ...] = (),
    values: Mapping[str, str] | None = None,
) -> Dispute:
    notices = await addressed(work.directory, drafts, loaded.matter, london_date(loaded.case.now))
    decision = Decision(kind=kind, stage=state.duty.stage, duty=state.duty.id, facts=facts, values=values or {})
    written, _ = await record(work, desk, loaded.protocol, dispute, decision, CLOCK, notices)
    return written
