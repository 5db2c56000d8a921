"""Every card there is, made from views written by hand: what golden files, schema and eyes are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.cards.buttons import Ask, Place, execute
from bot.cards.case_card import case_card
from bot.cards.choice_card import choice_card
from bot.cards.duty_card import Closed, duty_card
from bot.cards.form_card import form_card, form_read_only
from bot.cards.notice_card import notice_card
from bot.cards.outcome_card import gone_card, outcome_card
from bot.cards.preview_card import preview_card, preview_read_only
from bot.cards.screen import Screen
from bot.cards.what_if_card import what_if_card
from bot.offers import of_case
from casework.preview import Mailing, Preview
from casework.show_dispute import CaseView, StageView
from casework.views import DueView, DutyView, NoticeView, Reason, RecipientView, RuleView
from casework.what_if import LadderView, RungView
from disputes.case import Caution
from disputes.entries import Entered, EntryKind, Status
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.kinds import DutyKind, StageKind
from disputes.moves.answering import COMPLETED
from disputes.moves.catalogue import move_named
from disputes.moves.closing import IMPACT, OUTCOME
from disputes.moves.move import Offer
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from disputes.rules import Basis
from disputes.working_days import LONDON
from tests.bot.cards.lists import list_screens
from tests.bot.cards.manager_screens import manager_screens
from tests.bot.cards.proof_screens import proof_screens
from tests.bot.cards.surface_screens import surface_screens
from tests.bot.cards.triage_screens import triage_screens

REFERENCE = "DRP-2026-0042"
RAISED = datetime(2026, 3, 30, 10, tzinfo=LONDON)


def rule(rule_id: str, quote: str, text: str = "In our own words.", basis: Basis = Basis.DOCUMENT) -> RuleView:
    return RuleView(id=rule_id, text=text, quote=quote, basis=basis)


B11 = rule("B11", "the Dispute Resolution will be sent to the SSW TM.")
B12 = rule("B12", "There is an expectation that the TM will respond to this Dispute Resolution within 5 working days")
LD1 = rule(
    "LD1", "", "Local default, not from the protocol: whoever was told is told how it ended.", Basis.LOCAL_DEFAULT
)

DUE = DueView(
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
)
DUTY = DutyView(
    id="stage-1/respond",
    kind=DutyKind.RESPOND,
    owes="respond",
    owners=("Fostering Team Manager",),
    due=DUE,
    overdue=False,
    acknowledged=None,
    reply_waiting=False,
    rules=(B12,),
)
MEETING_DUTY = replace(
    DUTY,
    id="stage-2/confirm-meeting",
    kind=DutyKind.CONFIRM_MEETING_DATE,
    owes="confirm a meeting date",
    owners=("Fostering Service Manager",),
)
NO_DATE = replace(DUTY, id="stage-1/note-issued", kind=DutyKind.NOTE_ISSUED, owes="write the case note", due=None)

DEV = RecipientView(
    person="tm",
    name="Dev Mistry",
    email="tm@practice.example",
    reasons=(Reason(role="Fostering Team Manager", rule=B11),),
    cover_for=None,
)
COVER = replace(DEV, person="cover", name="Lena Brook", cover_for="Dev Mistry")
ELAINE = replace(DEV, person="fsm", name="Elaine Foster", reasons=(Reason(role="Fostering Service Manager", rule=LD1),))

CONCERN = (
    Fact("Reference number of the foster carer", "FC-1187"),
    Fact("Team", "North"),
    Fact("Grounds", "Case management issues"),
    Fact("What is wrong", "The recommendations of the last review have not been carried out:\n- training\n- contact"),
    Fact("What should happen", "They are carried out, *all* of them, and <b>soon</b>."),
    Fact("By which steps, and by when", "1. A training plan by the end of April."),
    Fact("Is a child at immediate risk of significant harm?", "No"),
)
NOTICE = NoticeView(
    kind=NoticeKind.STAGE_RAISED,
    entry=EntryKind.RAISED,
    reference=REFERENCE,
    sequence=1,
    council="Practice Council",
    protocol="Foster Care Reviewing Officer Dispute Resolution",
    subject="FC-1187",
    stage="Stage 1",
    entered=Entered.RAISED,
    by="Amina Okafor",
    happened_at=RAISED,
    facts=CONCERN,
    to=(DEV,),
    copies=(),
    duty=DUTY,
    asks_for_meeting=False,
    record="FIRO Dispute Resolution Stage 1",
    officer="Amina Okafor",
)
PLACE = Place(REFERENCE, 1, 0)

RESPONSE = Field(name="response", label="Your response", hint="Your view of each concern, and what is being done")
ACKNOWLEDGE = Ask(move="acknowledge", target=DUTY.id, label="Acknowledge", at_once=True)
RESPOND = Ask(move="respond", target=DUTY.id, label="Respond", fields=(RESPONSE, COMPLETED), at_once=True)
MEANING = Field(
    name="meaning",
    label="What it is",
    kind=FieldKind.CHOICE,
    choices=(Choice("response", "It is the response"), Choice("neither", "None of these; keep it on the record")),
    rule="X5",
)
CLASSIFY = Ask(
    move="classify-reply",
    target="7",
    label="Say what Dev Mistry's reply means",
    fields=(MEANING, replace(COMPLETED, required=False)),
    at_once=True,
)
CONFIRM_MEETING = Ask(
    move="confirm-meeting",
    target=MEETING_DUTY.id,
    label="Confirm the meeting date",
    fields=(
        Field(name="meeting_on", label="Date of the meeting", kind=FieldKind.DATE),
        Field(name="arrangements", label="Time and place", kind=FieldKind.LINE, required=False),
        Field(name="response", label="Anything to say before the meeting", required=False),
    ),
    at_once=True,
)
ESCALATE = Ask(move="escalate", target="stage-2", label="Escalate to Stage 2")
RESOLVE = Ask(move="resolve", target="", label="Resolve")

TOO_EARLY = Refusal("too-early", "The Fostering Team Manager has until the end of Wednesday 8 April 2026.", "Wait.")


def offer(move: str, target: str, label: str, closed: Refusal | None = None) -> Offer:
    return Offer(move_named(move), target, label, closed)


CASE = CaseView(
    reference=REFERENCE,
    roles=("Foster Carer Reviewing Officer",),
    protocol="Foster Care Reviewing Officer Dispute Resolution",
    subject="FC-1187",
    team="North",
    officer="Amina Okafor",
    status=Status.OPEN,
    stage="Stage 1",
    stages=(
        StageView(
            title="Informal resolution",
            kind=StageKind.INFORMAL,
            current=False,
            opened_at=RAISED - timedelta(days=7),
            ended_at=RAISED,
            entered=Entered.RAISED,
        ),
        StageView(
            title="Stage 1",
            kind=StageKind.FORMAL,
            current=True,
            opened_at=RAISED,
            ended_at=None,
            entered=Entered.ESCALATED,
        ),
        StageView(title="Stage 2", kind=StageKind.FORMAL, current=False, opened_at=None, ended_at=None, entered=None),
    ),
    duties=(
        replace(DUTY, overdue=True, acknowledged="Dev Mistry", reply_waiting=True),
        replace(NO_DATE, owners=("Foster Carer Reviewing Officer",)),
    ),
    offers=(
        offer("acknowledge", DUTY.id, "Acknowledge"),
        offer("respond", DUTY.id, "Respond"),
        offer("classify-reply", "7", "Say what Dev Mistry's reply means"),
        offer("resolve", "", "Resolve"),
        offer("escalate", "stage-2", "Escalate to Stage 2", TOO_EARLY),
        offer("take-step", "ofsted", "Notify Ofsted"),
        offer("fulfil", NO_DATE.id, "Done: write the case note that the stage was issued"),
        offer("note", "", "Add a note"),
    ),
    replies_to_classify=1,
    meeting_on=None,
    marker=date(2026, 4, 29),
    length=7,
    concern=CONCERN,
    entries=(),
)


LADDER = LadderView(
    protocol="Foster Care Reviewing Officer Dispute Resolution",
    raised="Monday 30 March 2026",
    rungs=(
        RungView(stage="Stage 1", opens="Monday 30 March 2026", due="Wednesday 8 April 2026", late=False),
        RungView(stage="Stage 2", opens="Thursday 9 April 2026", due="Friday 1 May 2026", late=True),
        RungView(stage="Stage 3", opens="Tuesday 5 May 2026", due=None, late=True),
        RungView(stage="Stage 4", opens=None, due=None, late=False),
    ),
    marker="Wednesday 29 April 2026",
)
PREVIEW = Preview(
    stage="Stage 1",
    facts=CONCERN,
    mailings=(Mailing(to=(DEV, COVER), copies=(ELAINE,)),),
    duties=(DUTY, NO_DATE),
    cautions=(Caution(text="Not recorded: the phone conversation with the supervising social worker.", rule="B9"),),
    ladder=LADDER,
)
FORM = (
    Field(name="subject", label="Reference number of the foster carer", kind=FieldKind.LINE, hint="Never a name"),
    OUTCOME,
    Field(
        name="team",
        label="Team",
        kind=FieldKind.CHOICE,
        choices=tuple(Choice(team, team) for team in ("North", "South", "East", "West", "Centre")),
    ),
    Field(name="who", label="Who attended", kind=FieldKind.CHOICES, choices=(Choice("TM", "Fostering Team Manager"),)),
    Field(name="held_on", label="Date of the meeting", kind=FieldKind.DATE),
    Field(name="risk", label="Is a child at immediate risk?", kind=FieldKind.YES_NO),
    IMPACT,
    Field(name="late_reason", label="Why so late", required=False),
)
ENTERED = {"subject": "FC-1187", "outcome": "resolved", "team": "East", "who": "TM", "held_on": "2026-04-08"}


def every_screen() -> dict[str, Screen]:
    """Every card by name."""
    case = of_case(CASE)
    manager = replace(CASE, roles=("Fostering Team Manager",), offers=CASE.offers[:2], duties=(DUTY,))
    ended = replace(CASE, status=Status.RESOLVED, offers=(), duties=(), replies_to_classify=0, marker=None)
    screens = {
        "duty-respond": duty_card(NOTICE, DUTY, PLACE, [ACKNOWLEDGE, RESPOND], reader=DEV),
        "duty-respond-cover": duty_card(NOTICE, DUTY, PLACE, [ACKNOWLEDGE, RESPOND], reader=COVER),
        "duty-acknowledged": duty_card(
            NOTICE,
            replace(DUTY, acknowledged="Dev Mistry"),
            PLACE,
            [RESPOND],
            reader=DEV,
            said="You have acknowledged this.",
        ),
        "duty-refused": duty_card(
            NOTICE,
            DUTY,
            PLACE,
            [ACKNOWLEDGE, RESPOND],
            reader=DEV,
            values={"response": "The plan is under way."},
            message='"Are the agreed actions completed?" is missing. Please fill it in.',
        ),
        "duty-overdue-nudge": duty_card(
            replace(NOTICE, kind=NoticeKind.NUDGE),
            replace(DUTY, overdue=True),
            PLACE,
            [ACKNOWLEDGE, RESPOND],
            reader=DEV,
        ),
        "duty-answered": duty_card(
            NOTICE, DUTY, PLACE, [], reader=DEV, closed=Closed("Dev Mistry", "Tuesday 7 April 2026")
        ),
        "duty-moved-on": duty_card(NOTICE, DUTY, PLACE, [], reader=DEV, closed=Closed(None, "Tuesday 7 April 2026")),
        "duty-confirm-meeting": duty_card(
            replace(NOTICE, stage="Stage 2", copies=(DEV,), duty=MEETING_DUTY),
            MEETING_DUTY,
            PLACE,
            [CONFIRM_MEETING],
            reader=ELAINE,
        ),
        "duty-without-date": duty_card(NOTICE, NO_DATE, PLACE, [], reader=DEV),
        "case-officer": case_card(CASE, *case),
        "case-manager": case_card(manager, *of_case(manager), message="“Escalate” isn't open to you."),
        "case-ended": case_card(ended, *of_case(ended)),
        "form": form_card("Resolve", f"{REFERENCE}. You will see who gets it first.", FORM, ENTERED),
        "form-refused": form_card("Resolve", REFERENCE, FORM, ENTERED, message="That day is still to come."),
        "form-used": form_read_only("Resolve", FORM, ENTERED, "next"),
        "form-cancelled": form_read_only("Resolve", FORM, ENTERED, "cancel"),
        "preview": preview_card("Raise a dispute", PREVIEW),
        "what-if": what_if_card([LADDER, replace(LADDER, rungs=LADDER.rungs[:1])]),
        "preview-nobody-told": preview_card(
            "Add a note", Preview(stage=None, facts=(), mailings=(), duties=(), cautions=())
        ),
        "preview-used": preview_read_only("Raise a dispute", "confirm"),
        "outcome": outcome_card("Escalate to Stage 2", REFERENCE, PREVIEW),
        "outcome-again": outcome_card("Escalate to Stage 2", REFERENCE, None),
        "gone": gone_card(REFERENCE),
        "choice": choice_card(
            "Under which protocol?", "You are an officer of two.", [execute("Bradford", "raise", {})]
        ),
    }
    said = (Fact("Your response", "The plan is under way."),)
    causes = {NoticeKind.ENDED: EntryKind.RESOLVED, NoticeKind.ANSWERED: EntryKind.RESPONDED}
    for kind in NoticeKind:
        duty = replace(DUTY, open=kind is not NoticeKind.ANSWERED)
        cause = causes.get(kind, EntryKind.NOTED)
        view = replace(NOTICE, kind=kind, entry=cause, by="Dev Mistry", facts=said, duty=duty)
        asks = [CLASSIFY, RESOLVE] if kind is NoticeKind.REPLY_TO_CLASSIFY else [ESCALATE, RESOLVE]
        screens[f"notice-{kind}"] = notice_card(view, PLACE, asks, reader=ELAINE)
    answered = replace(NOTICE, kind=NoticeKind.ANSWERED, by="Dev Mistry", facts=())
    screens |= {
        "notice-acknowledged": notice_card(replace(answered, entry=EntryKind.ACKNOWLEDGED), PLACE, []),
        "notice-reply-classified": notice_card(
            replace(answered, kind=NoticeKind.REPLY_TO_CLASSIFY, entry=EntryKind.REPLY_FILED, facts=said),
            PLACE,
            [RESOLVE],
            said="You have said what the reply means.",
        ),
        "notice-answered-in-part": notice_card(replace(answered, entry=EntryKind.RESPONDED), PLACE, [RESOLVE]),
    }
    managers = manager_screens(NOTICE, DUTY, DEV, [ACKNOWLEDGE, RESPOND])
    return {**screens, **list_screens(), **surface_screens(CASE), **managers, **proof_screens(), **triage_screens(CASE)}
