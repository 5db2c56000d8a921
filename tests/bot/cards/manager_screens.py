"""Cards of what a manager may ask, of cover, of changed copies, and of forms with every field that a move can have."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.buttons import Ask, Place
from bot.cards.copies_card import DONE, copies_card, copies_read_only
from bot.cards.duty_card import Closed, duty_card
from bot.cards.form_card import form_card
from bot.cards.notice_card import notice_card
from bot.cards.outcome_card import cover_outcome_card
from bot.cards.preview_card import ADD_COPY, LEAVE_OUT, preview_card
from bot.cards.screen import Screen
from bot.copies import copy_fields
from casework.preview import Mailing, Preview
from casework.views import DutyView, NoticeView, Reason, RecipientView, RequestView, RuleView
from disputes.copies import Copied
from disputes.entries import EntryKind
from disputes.fields import Choice, Fact, Field, FieldKind
from disputes.moves.fulfilling import UNDERSTOOD
from disputes.notices import NoticeKind
from disputes.rules import Basis, Rule, Strength

ASIDES = (
    Ask(move="ask-more-time", target="stage-1/respond", label="Ask for more time"),
    Ask(move="not-mine", target="stage-1/respond", label="Say that this isn't yours"),
)
ASKED = RequestView(
    kind=EntryKind.MORE_TIME_ASKED,
    by="Dev Mistry",
    on="Tuesday 31 March 2026",
    wished="Friday 17 April 2026",
    answer=None,
    answered_by=None,
)
REFUSED = replace(ASKED, answer="I understand, but the date stays.", answered_by="Amina Okafor")
NOT_THEIRS = replace(ASKED, kind=EntryKind.NOT_MINE, wished=None)
ANSWER = Ask(
    move="answer-request",
    target="7",
    label="Answer Dev Mistry's request for more time",
    fields=(Field(name="answer", label="What you say to it"),),
    at_once=True,
)
LD5 = RuleView(
    id="LD5", quote="", text="Local default, not from the protocol: cover takes over.", basis=Basis.LOCAL_DEFAULT
)
ADMIN = RecipientView(
    person="admin",
    name="Ian Copeland",
    email="admin@practice.example",
    reasons=(Reason(role="Administrator", rule=replace(LD5, id="LD4")),),
    cover_for=None,
)
COVER_FACTS = (
    Fact("Stands in", "Lena Brook <cover@practice.example>"),
    Fact("For", "Dev Mistry <tm@practice.example>"),
    Fact("As", "Fostering Team Manager, North"),
    Fact("From", "Monday 6 April 2026"),
    Fact("Until", "the end of Friday 10 April 2026"),
    Fact("Arranged by", "Dev Mistry"),
)


def manager_screens(notice: NoticeView, duty: DutyView, reader: RecipientView, asks: list[Ask]) -> dict[str, Screen]:
    """The cards by name; the notice is of a stage that was raised, its duty owed by the reader."""
    place = Place(notice.reference, 1, 0)
    said = (Fact("Until when", "Friday 17 April 2026"), Fact("Why more time is needed", "The visit is on the 15th."))
    asking = replace(notice, kind=NoticeKind.MORE_TIME, entry=EntryKind.MORE_TIME_ASKED, by="Dev Mistry", facts=said)
    plumbing = replace(notice, by="Dev Mistry", subject="", to=(ADMIN,), facts=COVER_FACTS)
    other = replace(reader, name="Grace Liddell")

    def owed(**changed: object) -> DutyView:
        return replace(duty, **changed)  # type: ignore[arg-type]

    return {
        "duty-asides": duty_card(notice, duty, place, asks, asides=ASIDES, reader=reader),
        "duty-answered-in-part": duty_card(
            notice, owed(acknowledged="Dev Mistry", answered_in_part="Dev Mistry"), place, asks[1:], reader=reader
        ),
        "duty-more-time-asked": duty_card(
            notice, owed(requests=(ASKED,)), place, asks, asides=ASIDES, reader=reader, stand_ins=["Lena Brook"]
        ),
        "duty-more-time-answered": duty_card(notice, owed(requests=(REFUSED,)), place, asks, reader=reader),
        "duty-not-mine": duty_card(notice, owed(requests=(NOT_THEIRS,)), place, asks, reader=reader),
        "duty-already-answered": duty_card(
            replace(notice, elsewhere="at Stage 2"),
            duty,
            place,
            [],
            reader=other,
            closed=Closed("Dev Mistry", "Tuesday 7 April 2026"),
            said="This was dealt with before, or the dispute has moved on. Here is how it stands now.",
            unsaved="All three were done last week.",
        ),
        "notice-of-another-stage": notice_card(
            replace(asking, kind=NoticeKind.LAPSED, facts=(), elsewhere="at Stage 2"), place, [], reader=other
        ),
        "notice-more-time-to-answer": notice_card(asking, place, [ANSWER], reader=reader),
        "notice-more-time-answered": notice_card(
            replace(asking, request=REFUSED), place, [], reader=reader, said="You have answered the request."
        ),
        "notice-more-time-overtaken": notice_card(replace(asking, duty=owed(open=False)), place, [], reader=reader),
        "notice-not-mine-overtaken": notice_card(
            replace(asking, kind=NoticeKind.NOT_MINE, duty=owed(open=False)), place, [], reader=reader
        ),
        "notice-cover-to-come": notice_card(
            replace(plumbing, kind=NoticeKind.COVER), place, [], reader=reader, party=False
        ),
        "notice-check-directory-for-administrator": notice_card(
            replace(plumbing, kind=NoticeKind.CHECK_DIRECTORY), place, [], reader=ADMIN, party=False
        ),
        "notice-copied": notice_card(
            notice, place, [], reader=replace(reader, reasons=(), added_by="Amina Okafor", because="She leads on this.")
        ),
        **_copies(reader),
        **_fields(),
        "cover-arranged": cover_outcome_card(_cover(reader)),
        "cover-arranged-nobody-told": cover_outcome_card(replace(_cover(reader), mailings=())),
        "cover-arranged-again": cover_outcome_card(None),
        "cover-preview": preview_card("Arrange cover", _cover(reader)),
    }


def _cover(reader: RecipientView) -> Preview:
    told = Mailing(to=(replace(reader, reasons=(Reason(role="Fostering Team Manager", rule=LD5),)),), copies=())
    return Preview(
        stage=None, facts=COVER_FACTS, mailings=(told,), duties=(), cautions=(), kept="It goes into the directory."
    )


def _copies(reader: RecipientView) -> dict[str, Screen]:
    rule = Rule(id="B16", text="Copies.", quote="copied to the SSW and TM", strength=Strength.SHOULD)
    copied = Copied(role="SSW", title="Supervising Social Worker", rule=rule, required=False)
    added = replace(reader, name="Joy Mensah", reasons=(), added_by="Amina Okafor", because="She leads the review.")
    preview = Preview(
        stage="Stage 2",
        facts=(Fact("Copy added for Joy Mensah, because", "She leads the review."),),
        mailings=(Mailing(to=(reader,), copies=(added,)),),
        duties=(),
        cautions=(),
        copied=(copied,),
        copies_change=True,
    )
    order = {"copied": [["SSW", "Supervising Social Worker (B16: expected)"], ["TM", "Team Manager (B16: expected)"]]}
    adding, leaving = {**order, "copying": ADD_COPY}, {**order, "copying": LEAVE_OUT}
    return {
        "preview-with-copies": preview_card("Escalate to Stage 2", preview),
        "copies-add": copies_card(ADD_COPY, copy_fields(adding), {}),
        "copies-add-refused": copies_card(
            ADD_COPY, copy_fields(adding), {"person": "Lena"}, message="“Lena” isn't in the directory."
        ),
        "copies-leave-out": copies_card(LEAVE_OUT, copy_fields(leaving), {"role": "SSW"}),
        "copies-noted": copies_read_only(ADD_COPY, DONE),
        "copies-unchanged": copies_read_only(LEAVE_OUT, "back"),
    }


def _fields() -> dict[str, Screen]:
    """A form with each of the fields that only some protocols ask for."""
    roles = (Choice("TM", "Team Manager"), Choice("SM", "Service Manager"))
    fields = (
        Field(name="before_consultation", label="What was discussed before", rule="H11"),
        Field(name="in_place", label="Why you do this, and not the Independent Reviewing Manager", rule="H11"),
        Field(name="also", label="Who else is asked to come", kind=FieldKind.CHOICES, choices=roles, required=False),
        Field(name="chair", label="Who chairs", kind=FieldKind.CHOICE, choices=roles),
        UNDERSTOOD,
        Field(name="whose", label="Whose answer it is", kind=FieldKind.CHOICE, choices=roles),
    )
    entered = {"also": "TM,SM", "chair": "SM", "understood": "not-yet", "whose": "TM"}
    return {"form-of-some-protocols": form_card("Arrange the meeting", "DRP-2026-0042.", fields, entered)}
