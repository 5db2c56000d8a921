"""Use case: what was done on a child's or carer's behalf, to show to them (B40, S27): dates and roles, no more.

Nobody's name or address, no text, nothing about somebody's absence, and nothing that only concerns how mail travels.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.desk import Desk
from casework.loading import Loaded, load
from casework.parties import title_of
from disputes.entries import Entry, EntryKind
from disputes.notices import Notice, NoticeKind
from disputes.refusals import unknown_reference
from disputes.working_days import london_date

_SHOWN = {
    NoticeKind.STAGE_RAISED: "The concern was put to them",
    NoticeKind.BROUGHT_IN: "The concern was followed up with them here",
    NoticeKind.NUDGE: "They were reminded",
    NoticeKind.MEETING_CONFIRMED: "They were invited to a meeting about it",
    NoticeKind.MEETING_CALLED_OFF: "They were told that the meeting is off",
    NoticeKind.MEETING_HELD: "A meeting was held about it",
    NoticeKind.MINUTES: "They were sent the minutes of the meeting",
    NoticeKind.INTENT: "They were given notice that it would be taken further",
    NoticeKind.ENDED: "They were told how it ended",
}
_ALONE = {
    EntryKind.REFERRED: "Advice was sought, or it was referred to a body outside the council",
    EntryKind.TOLD: "You were told where it stands",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyLine:
    """One thing that was done: on which day, at which stage, to whom by their role, and when it had an answer."""

    on: date
    stage: str
    what: str
    roles: str
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofForFamily:
    """What was done, the oldest first."""

    reference: str
    protocol: str
    council: str
    as_of: date
    lines: tuple[FamilyLine, ...]


async def proof_for_family(desk: Desk, reference: str) -> ProofForFamily:
    """For whoever may run commands, to hand on. Refuses a reference that there isn't."""
    async with desk.store.reading() as work:
        loaded = await load(work, desk, reference)
    if loaded is None:
        raise unknown_reference(reference)
    lines = [line for entry in loaded.entries for line in _lines(loaded, entry)]
    return ProofForFamily(
        reference=reference,
        protocol=loaded.protocol.title,
        council=desk.council,
        as_of=london_date(loaded.case.now),
        lines=tuple(lines),
    )


def _lines(loaded: Loaded, entry: Entry) -> list[FamilyLine]:
    on = london_date(entry.happened_at)
    if entry.kind in _ALONE:
        return [FamilyLine(on=on, stage=_stage(loaded, entry.stage), what=_ALONE[entry.kind], roles="")]
    return [
        FamilyLine(
            on=on,
            stage=_stage(loaded, notice.stage or entry.stage),
            what=_SHOWN[notice.kind],
            roles=", ".join(dict.fromkeys(title_of(loaded.protocol, a.role) for r in notice.to for a in r.roles)),
            answered_on=_answered_on(loaded, entry, notice),
        )
        for notice in entry.notices
        if notice.kind in _SHOWN
    ]


def _stage(loaded: Loaded, stage: str | None) -> str:
    return loaded.protocol.stage(stage).title if stage else ""


def _answered_on(loaded: Loaded, entry: Entry, notice: Notice) -> date | None:
    """When what was asked had its answer in substance, if this is what asked for it (X5)."""
    if notice.duty is None or notice.kind not in (NoticeKind.STAGE_RAISED, NoticeKind.BROUGHT_IN, NoticeKind.NUDGE):
        return None
    later = loaded.entries[entry.sequence :]
    answers = (e for e in later if notice.duty in (*e.effects.answers, *e.effects.discharges))
    answer = next(answers, None)
    return london_date(answer.happened_at) if answer else None
