"""The cards that list and look up: caseloads, timelines, who covers, help; made from views written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.cards.caseload_card import caseload_card
from bot.cards.cover_card import cover_card
from bot.cards.help_card import help_card, welcome_card
from bot.cards.screen import Screen
from bot.cards.timeline_card import timeline_card
from casework.list_work import CaseSummary, OwedView
from casework.ports import CaseRow, DutyRow
from casework.show_caseload import CaseloadPage, Listed, Narrow, Whose
from casework.show_timeline import Event, Rung, RungState, TimelineView
from casework.who_covers import PostView
from disputes.entries import Entered, Status
from disputes.moves.catalogue import move_named
from disputes.moves.move import Offer
from disputes.working_days import LONDON, long_date

REFERENCE = "DRP-2026-0042"
RAISED = datetime(2026, 3, 30, 10, tzinfo=LONDON)
TODAY = date(2026, 4, 9)


def offer(move: str, target: str, label: str) -> Offer:
    return Offer(move_named(move), target, label, None)


def case_row(number: int) -> CaseRow:
    return CaseRow(
        reference=f"DRP-2026-{number:04d}",
        protocol="bradford-firo",
        version="1",
        team="North",
        officer="firo",
        stage="stage-1",
        status=Status.OPEN,
        raised_at=RAISED,
        marker=date(2026, 4, 29),
    )


def duty_row(number: int, due: date | None, *, acknowledged: bool = False) -> DutyRow:
    return DutyRow(
        reference=f"DRP-2026-{number:04d}",
        duty="stage-1/respond",
        kind="respond",
        stage="stage-1",
        team="North",
        owners=("TM",),
        due=due,
        due_at=None,
        acknowledged=acknowledged,
        next_nudge_at=None,
    )


def owed_view(number: int, due: date | None, *, acknowledged: bool = False) -> OwedView:
    return OwedView(
        row=duty_row(number, due, acknowledged=acknowledged),
        owes="respond",
        owners="Fostering Team Manager",
        by_when=long_date(due) if due else None,
        stage="Stage 1",
        protocol="Foster Care Reviewing Officer Dispute Resolution",
    )


def listed(number: int) -> Listed:
    owed = owed_view(number, date(2026, 4, 8)) if number != 41 else None
    summary = CaseSummary(
        row=case_row(number),
        stage="Stage 1",
        next_duty=owed.row if owed else None,
        owed_by=owed.owners if owed else "",
        owed=owed,
        protocol="Foster Care Reviewing Officer Dispute Resolution",
        officer="Amina Okafor",
    )
    moves = (offer("resolve", "", "Resolve"), offer("escalate", "stage-2", "Escalate to Stage 2"))
    return Listed(summary=summary, offers=moves if number % 2 else (), owned=(), at_top=False)


PAGE = CaseloadPage(
    whose=Whose.MINE,
    narrow=Narrow(),
    today=TODAY,
    owed=(
        owed_view(7, date(2026, 4, 8)),
        owed_view(9, date(2026, 4, 10), acknowledged=True),
        owed_view(11, None),
    ),
    disputes=tuple(listed(number) for number in range(40, 48)),
    start=0,
    total=11,
    stages=("Stage 1", "Stage 2"),
    teams=("North", "South"),
    protocols=("Foster Care Reviewing Officer Dispute Resolution",),
)
NOTHING_LISTED = replace(PAGE, owed=(), disputes=(), total=0, stages=(), teams=(), protocols=())

TIMELINE = TimelineView(
    reference=REFERENCE,
    protocol="Foster Care Reviewing Officer Dispute Resolution",
    status=Status.OPEN,
    stage="Stage 2",
    rungs=(
        RungState(title="Informal resolution", state=Rung.PASSED_OVER),
        RungState(
            title="Stage 1",
            state=Rung.DONE,
            entered=Entered.RAISED,
            opened=date(2026, 3, 30),
            ended=date(2026, 4, 9),
            due="Wednesday 8 April 2026",
            late=True,
        ),
        RungState(
            title="Stage 2",
            state=Rung.NOW,
            entered=Entered.ESCALATED,
            opened=date(2026, 4, 9),
            due="Thursday 16 April 2026",
        ),
        RungState(title="Stage 3", state=Rung.AHEAD, opened=date(2026, 4, 30), due="Monday 11 May 2026"),
        RungState(title="Stage 4", state=Rung.AHEAD),
    ),
    today=TODAY,
    marker=date(2026, 4, 29),
    marker_due=False,
    days_left=14,
    events=(
        Event(sequence=3, on=TODAY, what="Escalated", by="Amina Okafor", stage="Stage 2"),
        Event(sequence=2, on=TODAY, what="A limit passed without an answer", by="The clock", stage="Stage 1"),
        Event(sequence=1, on=date(2026, 3, 30), what="Raised", by="Lena Brook (as cover)", stage="Stage 1"),
    ),
    after=0,
    total=14,
)
POSTS = (
    PostView(role="Fostering Service Manager", team="", holder="Elaine Foster", cover=None, starts=None, ends=None),
    PostView(
        role="Fostering Team Manager",
        team="North",
        holder="Dev Mistry",
        cover="Lena Brook",
        starts=date(2026, 4, 1),
        ends=date(2026, 4, 17),
    ),
)


def _ended(summary: CaseSummary) -> CaseSummary:
    return replace(summary, row=replace(summary.row, status=Status.RESOLVED), owed=None, next_duty=None)


def list_screens() -> dict[str, Screen]:
    """Every one of them by name."""
    return {
        "caseload": caseload_card(PAGE),
        "caseload-second-page": caseload_card(replace(PAGE, disputes=tuple(map(listed, (48, 49, 50))), start=8)),
        "caseload-overdue": caseload_card(
            replace(PAGE, narrow=Narrow(overdue=True, stage="Stage 1"), owed=PAGE.owed[:1], total=8)
        ),
        "caseload-ended": caseload_card(
            replace(
                NOTHING_LISTED,
                narrow=Narrow(ended=True),
                disputes=(replace(listed(41), summary=_ended(listed(41).summary)),),
                total=1,
            )
        ),
        "caseload-owed": caseload_card(replace(PAGE, whose=Whose.OWED, disputes=(), total=0)),
        "caseload-team": caseload_card(
            replace(PAGE, whose=Whose.TEAM, owed=(), protocols=(*PAGE.protocols, "Dispute Resolution Procedure"))
        ),
        "caseload-empty": caseload_card(NOTHING_LISTED),
        "timeline": timeline_card(TIMELINE),
        "timeline-marker-passed": timeline_card(
            replace(TIMELINE, days_left=-3, marker=date(2026, 4, 2), events=(), total=0)
        ),
        "timeline-ended": timeline_card(
            replace(
                TIMELINE,
                status=Status.RESOLVED,
                rungs=(
                    replace(
                        TIMELINE.rungs[1], ended=TODAY, met=date(2026, 4, 7), late=False, entered=Entered.BROUGHT_IN
                    ),
                ),
                days_left=None,
                total=3,
            )
        ),
        "timeline-informal": timeline_card(
            replace(TIMELINE, marker=None, marker_due=True, days_left=None, rungs=TIMELINE.rungs[2:], events=())
        ),
        "cover": cover_card(POSTS, named=True),
        "cover-nobody": cover_card((), named=False),
        "help-officer": help_card(officer=True, text="I'm sorry, I didn't understand that."),
        "help-manager": help_card(officer=False),
        "help-processes": help_card(officer=False, processes=["Practice Recognition"]),
        "welcome": welcome_card(officer=True),
    }
