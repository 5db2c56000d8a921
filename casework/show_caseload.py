"""Use case: a page of somebody's caseload: their own, their team's, or only what they owe; narrowed as they ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.desk import Desk
from casework.find_disputes import find_disputes
from casework.list_work import CaseSummary, OwedView, list_work
from casework.loading import load_for
from disputes.entries import Status
from disputes.moves.catalogue import offers
from disputes.moves.move import Offer
from disputes.working_days import london_date

_MOST = 500
"""So many disputes of a team are looked through; more are found by reference."""


class Whose(StrEnum):
    """Which disputes are listed."""

    MINE = "mine"
    OWED = "owed"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrow:
    """What a list is narrowed to; empty is everything that is open. Names are as the list shows them."""

    overdue: bool = False
    ended: bool = False
    stage: str = ""
    team: str = ""
    protocol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A dispute of a page, and what its reader may do in it next; `owned` are the duties that are the reader's."""

    summary: CaseSummary
    offers: tuple[Offer, ...]
    owned: tuple[str, ...]
    at_top: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadPage:
    """One page: what is owed, the disputes from `start` on of `total`, and what the list can be narrowed to."""

    whose: Whose
    narrow: Narrow
    today: date
    owed: tuple[OwedView, ...]
    disputes: tuple[Listed, ...]
    start: int
    total: int
    stages: tuple[str, ...]
    teams: tuple[str, ...]
    protocols: tuple[str, ...]


async def show_caseload(
    desk: Desk, person_id: str, whose: Whose, narrow: Narrow, *, start: int = 0, size: int = 8
) -> CaseloadPage:
    """A page of the disputes that somebody is an officer of, or of all those that they may read."""
    today = london_date(desk.clock())
    on_hand = await list_work(desk, person_id, ended=narrow.ended)
    every = on_hand.disputes
    if whose is Whose.TEAM:
        every = (await find_disputes(desk, person_id, "", most=_MOST)).disputes
    elif whose is Whose.OWED:
        every = ()
    open_now = [case for case in every if (case.row.status is not Status.OPEN) is narrow.ended]
    found = [case for case in open_now if _fits(case, narrow, today)]
    page = found[start : start + size]
    return CaseloadPage(
        whose=whose,
        narrow=narrow,
        today=today,
        owed=() if whose is Whose.TEAM else tuple(duty for duty in on_hand.owed if _owed_fits(duty, narrow, today)),
        disputes=tuple([await _listed(desk, person_id, case) for case in page]),
        start=start,
        total=len(found),
        stages=_names(case.stage for case in open_now),
        teams=_names(case.row.team for case in open_now),
        protocols=_names(case.protocol for case in open_now),
    )


async def _listed(desk: Desk, person_id: str, summary: CaseSummary) -> Listed:
    async with desk.store.reading() as work:
        loaded, place = await load_for(work, desk, summary.row.reference, person_id, reading=True)
    owned = tuple(state.duty.id for state in loaded.dispute.open_duties if place.actor.holds(*state.duty.owners))
    return Listed(
        summary=summary,
        offers=tuple(offers(loaded.case, place.actor)),
        owned=owned,
        at_top=loaded.protocol.after(loaded.case.stage.id) is None,
    )


def _fits(case: CaseSummary, narrow: Narrow, today: date) -> bool:
    return (
        (not narrow.overdue or (case.owed is not None and case.owed.late(today)))
        and narrow.stage in ("", case.stage)
        and narrow.team in ("", case.row.team)
        and narrow.protocol in ("", case.protocol)
    )


def _owed_fits(duty: OwedView, narrow: Narrow, today: date) -> bool:
    return (
        not narrow.ended
        and (not narrow.overdue or duty.late(today))
        and narrow.stage in ("", duty.stage)
        and narrow.team in ("", duty.row.team)
        and narrow.protocol in ("", duty.protocol)
    )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
