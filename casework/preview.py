"""Use case: what would follow from a move or a raising, in words, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casework.desk import Desk
from casework.make_move import Request, preview_move
from casework.open_dispute import NewDispute, Raised, preview_dispute
from casework.ports import Directory
from casework.show_notice import recipients_of
from casework.views import DutyView, RecipientView, duty_view
from casework.what_if import LadderView, ladder_view
from disputes.case import Actor, Caution, Decision
from disputes.copies import Copied, copied_in, may_change
from disputes.entries import Duty
from disputes.fields import Fact
from disputes.notices import Notice
from disputes.protocol import Protocol
from disputes.working_days import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """One notice that would go out: who it is for and who gets a copy, each with the rule behind it."""

    to: tuple[RecipientView, ...]
    copies: tuple[RecipientView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would follow: the entry in words, who would get what, what would be due, and what is missing.

    `ladder` is what raising would come to, were every limit used up (G1). `copied` are the roles that get a copy, and
    `copies_change` says whether they are this person's to change (X6).
    """

    stage: str | None
    facts: tuple[Fact, ...]
    mailings: tuple[Mailing, ...]
    duties: tuple[DutyView, ...]
    cautions: tuple[Caution, ...]
    ladder: LadderView | None = None
    copied: tuple[Copied, ...] = ()
    copies_change: bool = False
    kept: str = "It goes on the record."


async def preview_of_move(desk: Desk, person_id: str, request: Request) -> Preview:
    """What a move would come to. Raises the refusal that making it would raise."""
    worked = await preview_move(desk, person_id, request)
    return await _preview(desk, worked.loaded.protocol, worked.decision, worked.notices, worked.place.actor)


async def preview_of_raising(desk: Desk, person_id: str, new: NewDispute) -> Preview:
    """What raising would come to. Raises the refusal that raising would raise."""
    raised = await preview_dispute(desk, person_id, new)
    officer = Actor(raised.by.person, frozenset(raised.by.roles))
    preview = await _preview(desk, raised.protocol, raised.decision, raised.notices, officer)
    return replace(preview, ladder=_ladder(desk, raised))


def _ladder(desk: Desk, raised: Raised) -> LadderView | None:
    """The ladder from the stage that opens; a stage alone has nothing above it to show."""
    protocol, stage = raised.protocol, raised.decision.stage
    if stage is None or protocol.after(stage) is None:
        return None
    opened = london_date(raised.decision.happened_at or desk.clock())
    due = next((duty.due for duty in raised.decision.effects.starts if duty.clock), None)
    return ladder_view(protocol, desk.calendar(protocol), opened, stage, due)


async def _preview(
    desk: Desk, protocol: Protocol, decision: Decision, notices: tuple[Notice, ...], actor: Actor
) -> Preview:
    async with desk.store.reading() as work:
        mailings = [await _mailing(work.directory, protocol, notice) for notice in notices]
    return Preview(
        stage=protocol.stage(decision.stage).title if decision.stage else None,
        facts=decision.facts,
        mailings=tuple(mailings),
        duties=_duties(decision.effects.starts, desk, protocol),
        cautions=decision.cautions,
        copied=copied_in(protocol, decision),
        copies_change=bool(notices) and may_change(protocol, actor),
    )


async def _mailing(directory: Directory, protocol: Protocol, notice: Notice) -> Mailing:
    to, copies = await recipients_of(directory, protocol, notice)
    return Mailing(to=to, copies=copies)


def _duties(starts: tuple[Duty, ...], desk: Desk, protocol: Protocol) -> tuple[DutyView, ...]:
    calendar = desk.calendar(protocol)
    return tuple(duty_view(protocol, calendar, duty) for duty in starts)
