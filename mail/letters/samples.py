"""A sample of every letter, about nobody: to look at a council's own wording.

Kinds of notices that have nothing particular to them are made up from the usual one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from casework.views import (
    DueView,
    DutyView,
    MeetingView,
    NoticeView,
    Reason,
    RecipientView,
    RecordLine,
    RecordPaper,
    RuleView,
    SeatView,
)
from disputes.entries import Entered, EntryKind
from disputes.fields import Fact
from disputes.kinds import DutyKind
from disputes.notices import NoticeKind
from disputes.rules import Basis

TODAY = date(2026, 3, 30)


def rule(rule_id: str, quote: str, basis: Basis = Basis.DOCUMENT) -> RuleView:
    """A rule with its quote."""
    return RuleView(id=rule_id, text=f"What {rule_id} asks.", quote=quote, basis=basis)


def person(name: str, role: str, why: RuleView, cover_for: str | None = None) -> RecipientView:
    """A recipient for one reason."""
    return RecipientView(
        person=name.lower().replace(" ", "-"),
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.gov.uk",
        reasons=(Reason(role=role, rule=why),),
        cover_for=cover_for,
    )


B12 = rule("B12", "The Team Manager will respond within 5 working days.")
DUTY = DutyView(
    id="stage-1.respond",
    kind=DutyKind.RESPOND,
    owes="respond",
    owners=("Team Manager",),
    due=DueView(
        on=date(2026, 4, 8),
        text="Wednesday 8 April 2026",
        issued="Monday 30 March 2026",
        skipped=(
            "Friday 3 April 2026 (Good Friday)",
            "Saturday 4 April 2026",
            "Sunday 5 April 2026",
            "Monday 6 April 2026 (Easter Monday)",
        ),
        rules=(B12,),
    ),
    overdue=False,
    acknowledged=None,
    reply_waiting=False,
    rules=(B12,),
)
NOTICE = NoticeView(
    kind=NoticeKind.STAGE_RAISED,
    entry=EntryKind.ESCALATED,
    reference="DRP-2026-0042",
    sequence=1,
    council="Example Council",
    protocol="Foster Carer Reviewing Officer Dispute Resolution",
    subject="FC-2219",
    stage="Stage 2",
    entered=Entered.ESCALATED,
    by="Robin Reviewer",
    happened_at=datetime(2026, 3, 30, 9, 30, tzinfo=UTC),
    facts=(
        Fact("What is wrong", "Two unannounced visits are missing:\n  - autumn\n  - spring <& both were agreed>"),
        Fact("What should happen", "Both visits by 1 May."),
    ),
    to=(person("Sam Service", "Fostering Service Manager", rule("B16", "An email is sent to the Service Manager.")),),
    copies=(
        person("Sasha Social", "Supervising Social Worker", rule("B16", "Copied to the SSW and the Team Manager.")),
        person("Cam Cover", "Team Manager", rule("LD1", "", Basis.LOCAL_DEFAULT), cover_for="Tam Manager"),
    ),
    duty=DUTY,
    asks_for_meeting=True,
    record="FIRO Dispute Resolution Stage 2",
    officer="Robin Reviewer",
)
OVERDUE = replace(DUTY, overdue=True, acknowledged="Tam Manager", reply_waiting=True)
MEETING = MeetingView(
    number=7,
    revision=0,
    on=date(2026, 4, 22),
    begins=time(10, 30),
    ends=time(11, 30),
    words="10:30 to 11:30, Room 4",
    purpose="To agree how the visits will be made up for.",
    before=None,
    called_off=False,
    seats=(
        SeatView(name="Robin Reviewer", email="robin.reviewer@example.gov.uk", role="FIRO", chairs=True),
        SeatView(name="Tam Manager", email="tam.manager@example.gov.uk", role="Team Manager", chairs=False),
        SeatView(
            name="Sam Service", email="sam.service@example.gov.uk", role="Fostering Service Manager", chairs=False
        ),
    ),
    agenda=("Child's details", "Reason for meeting", "Views of parties involved", "Discussion", "Outcome"),
    agenda_rule=rule("W28", "Agenda"),
)
PAPER = RecordPaper(
    title="Dispute Resolution Record",
    rule=rule("W15", "Information will be shared electronically or in hard copy as required."),
    lines=(
        RecordLine(
            on="Monday 30 March 2026",
            stage="Stage 1",
            what="Raised",
            by="Robin Reviewer (Independent Reviewing Officer)",
            facts=NOTICE.facts,
        ),
    ),
)
_CONFIRMED = replace(
    NOTICE,
    kind=NoticeKind.MEETING_CONFIRMED,
    entry=EntryKind.MEETING_CONFIRMED,
    meeting=MEETING,
    by="Sam Service",
    to=(
        person("Robin Reviewer", "FIRO", rule("B20", "The meeting is attended by the FIRO and the Service Manager.")),
        person("Tam Manager", "Team Manager", rule("B20", "The fostering team manager attends.")),
    ),
    copies=(person("Sam Service", "Fostering Service Manager", rule("B20", "The Service Manager attends.")),),
    facts=(
        Fact("Date of the meeting", "Wednesday 22 April 2026"),
        Fact("Time and place", "10:30 to 11:30, Room 4"),
        Fact("Anything to say before the meeting", "I'll bring the visit plan."),
    ),
)
_REFERRAL = (
    Fact("What was asked or sent, to whom", "The referral form, to Cafcass."),
    Fact("Step", "Refer to Cafcass"),
    Fact("Sent with it", "Stage 1; Stage 2; Stage 3"),
    Fact("Sent by", "Egress"),
    Fact("About", "CH-2219"),
    Fact("Stages so far", "Stage 1, from Monday 30 March 2026\nStage 2, from Thursday 9 April 2026"),
)

_PARTICULAR: dict[str, tuple[NoticeView, date]] = {
    "stage-raised": (NOTICE, TODAY),
    "stage-raised-no-limit": (replace(NOTICE, duty=None, copies=(), entered=Entered.RAISED), TODAY),
    "stage-raised-asks": (replace(NOTICE, duty=None, copies=(), asks="A case discussion, in a meeting."), TODAY),
    "stage-raised-record": (replace(NOTICE, copies=(), paper=PAPER, stage="Director WCL"), TODAY),
    "nudge-before": (replace(NOTICE, kind=NoticeKind.NUDGE, copies=()), date(2026, 4, 2)),
    "nudge-today": (replace(NOTICE, kind=NoticeKind.NUDGE, copies=()), date(2026, 4, 8)),
    "nudge-overdue": (replace(NOTICE, kind=NoticeKind.NUDGE, copies=(), duty=OVERDUE), date(2026, 4, 9)),
    "lapsed": (replace(NOTICE, kind=NoticeKind.LAPSED, copies=(), duty=OVERDUE), date(2026, 4, 9)),
    "lapsed-must": (
        replace(
            NOTICE,
            kind=NoticeKind.LAPSED,
            copies=(),
            duty=replace(OVERDUE, reply_waiting=False),
            must=rule("W33", "If resolution is not achieved the dispute must be escalated to the next tier."),
        ),
        date(2026, 4, 9),
    ),
    "answered": (
        replace(NOTICE, kind=NoticeKind.ANSWERED, entry=EntryKind.RESPONDED, copies=(), duty=replace(DUTY, open=False)),
        TODAY,
    ),
    "answered-in-part": (replace(NOTICE, kind=NoticeKind.ANSWERED, entry=EntryKind.RESPONDED, copies=()), TODAY),
    "acknowledged": (replace(NOTICE, kind=NoticeKind.ANSWERED, entry=EntryKind.ACKNOWLEDGED, copies=()), TODAY),
    "answered-late": (replace(NOTICE, kind=NoticeKind.ANSWERED, entry=EntryKind.NOTED, copies=()), TODAY),
    "meeting-confirmed": (_CONFIRMED, TODAY),
    "meeting-changed": (
        replace(
            _CONFIRMED,
            meeting=replace(MEETING, revision=1, on=date(2026, 5, 6), before=date(2026, 4, 22)),
            facts=(Fact("New date of the meeting", "Wednesday 6 May 2026"), Fact("Why it changes", "Illness.")),
        ),
        TODAY,
    ),
    "meeting-no-hour": (
        replace(_CONFIRMED, meeting=replace(MEETING, begins=None, ends=None, words="Room 4", agenda=())),
        TODAY,
    ),
    "meeting-called-off": (
        replace(
            _CONFIRMED,
            kind=NoticeKind.MEETING_CALLED_OFF,
            entry=EntryKind.MEETING_CALLED_OFF,
            meeting=replace(MEETING, revision=2, called_off=True),
            facts=(Fact("Why it is called off", "Half of us are ill."),),
        ),
        TODAY,
    ),
    "ended": (replace(NOTICE, kind=NoticeKind.ENDED, entry=EntryKind.ENDED, duty=None), TODAY),
    "resolved": (replace(NOTICE, kind=NoticeKind.ENDED, entry=EntryKind.RESOLVED, duty=None), TODAY),
    "withdrawn": (replace(NOTICE, kind=NoticeKind.ENDED, entry=EntryKind.WITHDRAWN, duty=None), TODAY),
    "referral": (replace(NOTICE, kind=NoticeKind.REFERRAL, copies=(), duty=None, facts=_REFERRAL), TODAY),
}
_WITHOUT_DUTY = frozenset(
    {NoticeKind.OCCASION, NoticeKind.HANDED_OVER, NoticeKind.BOUNCED, NoticeKind.UNDELIVERED, NoticeKind.ENDED}
)
_WITH_COPIES = frozenset(
    {
        NoticeKind.BROUGHT_IN,
        NoticeKind.MEETING_HELD,
        NoticeKind.INTENT,
        NoticeKind.OCCASION,
        NoticeKind.COURT,
        NoticeKind.HANDED_OVER,
    }
)


def samples() -> dict[str, tuple[NoticeView, date]]:
    """A notice for each letter, by the letter's name, and the day on which it is written."""
    covered = {notice.kind for notice, _ in _PARTICULAR.values()}
    return _PARTICULAR | {kind.value: (_usual(kind), TODAY) for kind in NoticeKind if kind not in covered}


def _usual(kind: NoticeKind) -> NoticeView:
    notice = replace(NOTICE, kind=kind)
    notice = notice if kind in _WITH_COPIES else replace(notice, copies=())
    return replace(notice, duty=None) if kind in _WITHOUT_DUTY else notice
